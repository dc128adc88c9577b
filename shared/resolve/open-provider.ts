import type { OpenProvider, Provider } from '../model/provider.ts';
import type { ProviderSettings } from '../model/provider-settings.ts';
import type { ProviderId } from '../model/reference.ts';

/** Loads the code of one provider, and nothing of the others: an SDK takes longer to load than most commands take to run. */
const open = async (id: ProviderId, { aws, vault, azure, local, deadlineMs }: ProviderSettings): Promise<Provider> => {
  switch (id) {
    case 'aws':
      return (await import('../providers/aws.ts')).createAwsProvider(aws, deadlineMs);
    case 'ssm':
      return (await import('../providers/ssm.ts')).createSsmProvider(aws, deadlineMs);
    case 'vault':
      return (await import('../providers/vault.ts')).createVaultProvider(vault, deadlineMs);
    case 'azure':
      return (await import('../providers/azure.ts')).createAzureProvider(azure, deadlineMs);
    case 'local':
      return (await import('../providers/local.ts')).createLocalProvider(local, { lockWaitMs: Math.min(deadlineMs, 15_000) });
  }
};

/** Opens each provider once, at its first use. One that failed to open is tried again the next time. */
export const createOpenProvider = (settings: ProviderSettings): OpenProvider => {
  const opened = new Map<ProviderId, Promise<Provider>>();
  return (id) => {
    const known = opened.get(id);
    if (known !== undefined) return known;
    const provider = open(id, settings);
    opened.set(id, provider);
    provider.catch(() => opened.delete(id));
    return provider;
  };
};
