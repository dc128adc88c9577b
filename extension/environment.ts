import type { StoreSettings } from './stores-api.ts';

/** The environment with the settings of the machine over it. Only where Node runs. */
export const environmentOf = (settings: StoreSettings): Record<string, string | undefined> => {
  const over = {
    WATERTIGHT_PROVIDER: settings.provider,
    AWS_REGION: settings.awsRegion,
    AWS_PROFILE: settings.awsProfile,
    AWS_ENDPOINT_URL_SECRETS_MANAGER: settings.awsEndpoint,
    VAULT_ADDR: settings.vaultAddress,
    AZURE_KEY_VAULT_URL: settings.azureVaultUrl,
    WATERTIGHT_HOME: settings.home,
  };
  return { ...process.env, ...Object.fromEntries(Object.entries(over).filter(([, value]) => value !== '')) };
};
