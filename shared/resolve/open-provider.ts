import { AppError } from '../model/app-error.ts';
import type { OpenProvider, Provider } from '../model/provider.ts';
import type { ProviderSettings } from '../model/provider-settings.ts';
import type { ProviderId } from '../model/reference.ts';

/** Loads the code of one provider, and nothing of the others: an SDK takes longer to load than most commands take to run. */
const open = async (id: ProviderId, settings: ProviderSettings): Promise<Provider> => {
  if (id === 'local') return (await import('../providers/local.ts')).createLocalProvider(settings.local);
  if (id === 'vault') return (await import('../providers/vault.ts')).createVaultProvider(settings.vault, settings.deadlineMs);
  if (id === 'ssm') return (await import('../providers/ssm.ts')).createSsmProvider(settings.aws, settings.deadlineMs);
  if (id === 'azure') return (await import('../providers/azure.ts')).createAzureProvider(settings.azure, settings.deadlineMs);
  throw new AppError('unsupported', `this provider can't be used yet: ${id}`);
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
