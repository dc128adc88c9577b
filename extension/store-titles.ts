import { l10n } from 'vscode';
import type { ProviderId } from '../shared/model/reference.ts';

const PRODUCTS: Readonly<Record<Exclude<ProviderId, 'local'>, string>> = {
  aws: 'AWS Secrets Manager',
  ssm: 'AWS Parameter Store',
  vault: 'HashiCorp Vault',
  azure: 'Azure Key Vault',
};

/** A kind of store, as people call it. */
export const titleOf = (provider: ProviderId): string => (provider === 'local' ? l10n.t('Encrypted local store') : PRODUCTS[provider]);
