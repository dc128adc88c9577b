import { AppError } from '../model/app-error.ts';
import type { Provider } from '../model/provider.ts';
import type { AwsSettings } from '../model/provider-settings.ts';

export const createSsmProvider = async (_settings: AwsSettings, _deadlineMs: number): Promise<Provider> => {
  throw new AppError('unsupported', 'this provider can not be used yet: SSM Parameter Store');
};
