import { l10n, window } from 'vscode';
import type { SecretMetadata } from '../shared/model/provider.ts';
import type { SecretAddress } from '../shared/model/reference.ts';
import { Secret } from '../shared/model/secret.ts';
import { plain } from './say.ts';
import type { Stores } from './stores-api.ts';

/** The key whose value is to be another one; null: the secret is one value. Undefined: the question was left. */
const askKey = async (title: string, keys: readonly string[]): Promise<string | null | undefined> => {
  if (keys.length === 0) return null;
  const items = keys.map((key) => ({ label: plain(key), key }));
  return (await window.showQuickPick(items, { title, placeHolder: l10n.t('Which key?') }))?.key;
};

/** Asks for a new value and stores it as the current version; the old one stays as the one before. To what was done; undefined when it was left. */
export const storeNewValue = async ({ name }: SecretMetadata, address: SecretAddress, stores: Stores): Promise<string | undefined> => {
  const title = l10n.t('New value of {0}', plain(name));
  const key = await askKey(title, await stores.membersOf(address));
  if (key === undefined) return undefined;
  const value = await window.showInputBox({
    title: key === null ? title : `${title} · ${plain(key)}`,
    prompt: l10n.t('Issue a new value where it is used first: only then does the old one do no harm.'),
    password: true,
    ignoreFocusOut: true,
    validateInput: (text) => (text === '' ? l10n.t('A secret has a value.') : undefined),
  });
  if (value === undefined) return undefined;
  await stores.replace(address, key, new Secret(value));
  return l10n.t('{0} has a new value.', name);
};
