import { commands, Disposable, env, l10n, Position, ProgressLocation, Uri, window, workspace } from 'vscode';
import type { SecretMetadata } from '../shared/model/provider.ts';
import type { SecretAddress } from '../shared/model/reference.ts';
import { Secret } from '../shared/model/secret.ts';
import { parseReference } from '../shared/references/parse.ts';
import { storeNewValue } from './new-value.ts';
import { referenceAt } from './reference-text.ts';
import { complain, mention, messageOf, plain, tell, warn } from './say.ts';
import type { SecretNode, SecretsTree } from './secrets-tree.ts';
import type { StoreAccess } from './store-access.ts';
import { titleOf } from './store-titles.ts';
import type { Stores } from './stores-api.ts';
import { createValueView } from './value-view.ts';

/** Days for which a deleted secret can be had back. */
const RECOVERY_DAYS = 30;
/** How long a value that was copied stays in the clipboard. */
const CLIPBOARD_MS = 30_000;

/** Whose secret a command is for: a node of the tree, or an id as the store gives it. */
type Chosen = SecretNode | string;

const addressOf = ({ provider, id, region }: SecretMetadata): SecretAddress =>
  parseReference(id, { assume: provider })?.address ?? { provider, id, ...(region === null ? {} : { region }) };

/** Commands on secrets of the store: create, rotate, delete, restore, copy the reference, show the value. */
export const registerSecretCommands = (access: StoreAccess, tree: SecretsTree): Disposable => {
  const values = createValueView();
  const withStores = async (title: string, work: (stores: Stores) => Promise<string | undefined>): Promise<string | undefined> => {
    const stores = access.stores();
    if (stores === undefined) {
      void warn(l10n.t('Stores are closed in a workspace that is not trusted.'));
      return undefined;
    }
    try {
      const said = await window.withProgress({ location: ProgressLocation.Window, title }, () => work(stores));
      if (said !== undefined) {
        mention(said, 8000);
        await tree.followUp();
      }
      return said;
    } catch (error) {
      void complain(l10n.t('{0}: {1}', title, messageOf(error)));
      return undefined;
    }
  };
  /** The secret of a node of the tree or of an id, else one that is picked. */
  const chosen = async (of: Chosen | undefined, stores: Stores, isWanted: (secret: SecretMetadata) => boolean): Promise<SecretMetadata | undefined> => {
    if (typeof of === 'object' && of.kind === 'secret') return of.secret;
    if (typeof of === 'object' && of.kind === 'referenced' && of.secret.stored !== undefined) return of.secret.stored;
    const reference = typeof of === 'string' ? parseReference(of, { assume: stores.defaultProvider }) : undefined;
    if (reference !== undefined) return stores.describe(reference);
    const secrets = (await stores.listAll(stores.defaultProvider, { includeDeleted: true })).filter(isWanted);
    if (secrets.length === 0) {
      void tell(l10n.t('There is no such secret in {0}.', titleOf(stores.defaultProvider)));
      return undefined;
    }
    const picked = await window.showQuickPick(
      secrets.map((secret) => ({ label: plain(secret.name), description: secret.region ?? '', secret })),
      { title: l10n.t('Secret'), placeHolder: l10n.t('Which secret?'), matchOnDescription: true },
    );
    return picked?.secret;
  };
  const isLive = ({ deletesAt }: SecretMetadata): boolean => deletesAt === null;

  const create = () =>
    withStores(l10n.t('Create a secret'), async (stores) => {
      const name = await window.showInputBox({
        title: l10n.t('Create a secret (1 of 2): name'),
        placeHolder: l10n.t('prefix/environment/service'),
        ignoreFocusOut: true,
        validateInput: (text) =>
          parseReference(text, { assume: stores.defaultProvider }) === undefined ? l10n.t('This can not be the name of a secret.') : undefined,
      });
      const address = name === undefined ? undefined : parseReference(name, { assume: stores.defaultProvider })?.address;
      if (name === undefined || address === undefined) return undefined;
      const value = await window.showInputBox({
        title: l10n.t('Create a secret (2 of 2): value'),
        password: true,
        ignoreFocusOut: true, // the value is copied elsewhere
        validateInput: (text) => (text === '' ? l10n.t('A secret has a value.') : undefined),
      });
      if (value === undefined) return undefined;
      await env.clipboard.writeText(await stores.create(address, name, new Secret(value)));
      return l10n.t('Created {0}. Its reference is in the clipboard.', name);
    });
  /** After the progress of the question to the store: an answer may be long in coming. */
  const offerNewValue = async (secret: SecretMetadata): Promise<void> => {
    const now = l10n.t('Store a New Value…');
    const message = l10n.t('{0} is not rotated by its store. Issue a new value where it is used, then store it.', secret.name);
    if ((await warn(message, now)) === now) await commands.executeCommand('watertight.updateSecret', secret.id);
  };
  /** By the store where it can do that; else a person issues a new value and gives it here. */
  const rotate = (of?: Chosen) =>
    withStores(l10n.t('Rotate'), async (stores) => {
      const secret = await chosen(of, stores, isLive);
      if (secret === undefined) return undefined;
      try {
        await (await stores.provider(secret.provider)).rotate(addressOf(secret));
        return l10n.t('The rotation of {0} has begun.', secret.name);
      } catch (error) {
        if (!(error instanceof Error && 'code' in error && error.code === 'unsupported')) throw error;
        void offerNewValue(secret);
        return undefined;
      }
    });
  const update = (of?: Chosen) =>
    withStores(l10n.t('Store a new value'), async (stores) => {
      const secret = await chosen(of, stores, isLive);
      return secret === undefined ? undefined : storeNewValue(secret, addressOf(secret), stores);
    });
  const remove = (node?: Chosen) =>
    withStores(l10n.t('Delete'), async (stores) => {
      const secret = await chosen(node, stores, isLive);
      if (secret === undefined) return undefined;
      const yes = l10n.t('Delete');
      const detail = l10n.t('It can be restored for {0} days.', RECOVERY_DAYS);
      if ((await window.showWarningMessage(l10n.t('Delete {0}?', plain(secret.name)), { modal: true, detail }, yes)) !== yes) return undefined;
      const goneAt = await (await stores.provider(secret.provider)).delete(addressOf(secret), { recoveryDays: RECOVERY_DAYS });
      return l10n.t('{0} is deleted for good on {1}.', secret.name, goneAt.slice(0, 10));
    });
  const restore = (node?: Chosen) =>
    withStores(l10n.t('Restore'), async (stores) => {
      const secret = await chosen(node, stores, (each) => !isLive(each));
      if (secret === undefined) return undefined;
      await (await stores.provider(secret.provider)).restore(addressOf(secret));
      return l10n.t('{0} is back.', secret.name);
    });
  const copy = async (node?: Chosen): Promise<void> => {
    const stores = access.stores();
    const secret = stores === undefined ? undefined : await chosen(node, stores, isLive);
    if (secret === undefined) return;
    await env.clipboard.writeText(secret.id);
    mention(l10n.t('Copied {0}', secret.id), 5000);
  };
  /** The reference of a place, else that at the cursor. */
  const referenceOf = async (uri?: string, line?: number, character?: number) => {
    if (uri !== undefined && line !== undefined && character !== undefined)
      return referenceAt(await workspace.openTextDocument(Uri.parse(uri)), new Position(line, character));
    const editor = window.activeTextEditor;
    return editor === undefined ? undefined : referenceAt(editor.document, editor.selection.active);
  };
  /** The value, in a view that is saved nowhere, after a question. */
  const reveal = async (uri?: string, line?: number, character?: number): Promise<Uri | undefined> => {
    const found = await referenceOf(uri, line, character);
    const stores = access.stores();
    if (stores === undefined) {
      void warn(l10n.t('Stores are closed in a workspace that is not trusted.'));
      return undefined;
    }
    if (found === undefined) {
      void tell(l10n.t('There is no reference at the cursor that could be read.'));
      return undefined;
    }
    const [show, take] = [l10n.t('Show'), l10n.t('Copy for 30 Seconds')];
    const question = l10n.t('Show the value of {0}?', plain(found.reference.name));
    const detail = l10n.t('Whoever sees the screen sees it. The view is saved nowhere: close it when you are done.');
    const answer = await window.showWarningMessage(question, { modal: true, detail }, show, take);
    if (answer === undefined) return undefined;
    try {
      const value = (await stores.reveal(found.reference)).reveal();
      if (answer === take) {
        await env.clipboard.writeText(value);
        setTimeout(async () => {
          if ((await env.clipboard.readText()) === value) await env.clipboard.writeText('');
        }, CLIPBOARD_MS);
        mention(l10n.t('Copied. The clipboard is cleared in {0} seconds.', CLIPBOARD_MS / 1000));
        return undefined;
      }
      return await values.show(found.reference.name, value);
    } catch (error) {
      void complain(l10n.t('The value could not be read: {0}', messageOf(error)));
      return undefined;
    }
  };
  return Disposable.from(
    values,
    commands.registerCommand('watertight.createSecret', create),
    commands.registerCommand('watertight.rotateSecret', rotate),
    commands.registerCommand('watertight.updateSecret', update),
    commands.registerCommand('watertight.deleteSecret', remove),
    commands.registerCommand('watertight.restoreSecret', restore),
    commands.registerCommand('watertight.copyReference', copy),
    commands.registerCommand('watertight.revealValue', reveal),
    commands.registerCommand('watertight.refreshSecrets', tree.refresh),
  );
};
