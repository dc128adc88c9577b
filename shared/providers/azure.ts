import { AppError } from '../model/app-error.ts';
import type { Provider } from '../model/provider.ts';
import type { AzureSettings } from '../model/provider-settings.ts';

export const createAzureProvider = async (_settings: AzureSettings, _deadlineMs: number): Promise<Provider> => {
  throw new AppError('unsupported', 'this provider can not be used yet: Azure Key Vault');
};
