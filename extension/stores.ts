/** Entry of the bundle that speaks with stores. Loaded when the first reference is asked about, never at activation. */
import { loadProviderSettings } from '../shared/config/provider-settings.ts';
import type { SecretMetadata } from '../shared/model/provider.ts';
import type { ProviderId, Reference } from '../shared/model/reference.ts';
import { leavesOf, selectValue } from '../shared/references/select-value.ts';
import { createOpenProvider } from '../shared/resolve/open-provider.ts';
import type { StoreSettings, Stores } from './stores-api.ts';

const REMEMBER_MS = 60_000;

/** The environment with the settings of the machine over it. */
const environmentOf = (settings: StoreSettings): Record<string, string | undefined> => {
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

const keyOf = ({ address }: Reference): string => JSON.stringify([address.provider, address.id, address.region, address.mount, address.host]);

export const createStores = (settings: StoreSettings): Stores => {
  const loaded = loadProviderSettings(environmentOf(settings));
  const open = createOpenProvider(loaded);
  let known = new Map<string, { readonly until: number; readonly metadata: Promise<SecretMetadata> }>();

  const describe = (reference: Reference): Promise<SecretMetadata> => {
    const key = keyOf(reference);
    const found = known.get(key);
    if (found !== undefined && found.until > Date.now()) return found.metadata;
    const metadata = open(reference.address.provider).then((provider) => provider.getMetadata(reference.address));
    known.set(key, { until: Date.now() + REMEMBER_MS, metadata });
    metadata.catch(() => {}); // whoever asked is told
    return metadata;
  };
  const read = async (reference: Reference) => (await open(reference.address.provider)).get(reference.address);

  return {
    defaultProvider: loaded.defaultProvider,
    describe,
    keysOf: async (reference) =>
      leavesOf((await read(reference)).secret)
        .leaves.map(({ path }) => path)
        .filter((path) => path.length > 0),
    list: async (id: ProviderId, query) => (await open(id)).list(query),
    reveal: async (reference) => selectValue((await read(reference)).secret, reference.pointer),
    provider: open,
    refresh: () => {
      known = new Map();
    },
  };
};
