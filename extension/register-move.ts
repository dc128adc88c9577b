import { commands, Disposable, l10n, type Uri, window, workspace } from 'vscode';
import { PROVIDER_IDS } from '../shared/model/reference.ts';
import type { KnownSecrets } from './known-secrets.ts';
import { type MoveRequest, type MoveWorld, moveValues } from './move-flow.ts';
import { plain, tell } from './say.ts';
import type { SecretsTree } from './secrets-tree.ts';
import type { StoreAccess } from './store-access.ts';

/** Commands that move values: of a line, of a file, into a store that is named, into a secret that exists. */
export const registerMove = (bundles: string, access: StoreAccess, tree: SecretsTree, known: KnownSecrets): Disposable => {
  const world: MoveWorld = {
    bundles,
    settings: access.settings,
    kmsKey: () => workspace.getConfiguration('watertight').get('aws.kmsKey', '').trim(),
    salt: known.salt,
    moved: (_request, reply) => {
      known.add(reply.known);
      void tree.refresh();
    },
  };
  const atCursor = (): MoveRequest | undefined => {
    const editor = window.activeTextEditor;
    if (editor === undefined) void tell(l10n.t('Open the file whose values are to be moved.'));
    return editor === undefined ? undefined : { uri: editor.document.uri, line: editor.selection.active.line + 1 };
  };
  const move = (request = atCursor()) => (request === undefined ? undefined : moveValues(request, world));
  const moveAll = (uri: Uri | undefined = window.activeTextEditor?.document.uri) => (uri === undefined ? undefined : moveValues({ uri }, world));
  /** Into a secret that exists: which one is asked first. */
  const moveInto = async (request = atCursor()) => {
    const stores = access.stores();
    if (request === undefined || stores === undefined) return undefined;
    const provider = PROVIDER_IDS.find((id) => id === stores.defaultProvider) ?? 'aws';
    const secrets = await stores.listAll(provider, {}).catch(() => []);
    const chosen = await window.showQuickPick(
      secrets.map(({ name, region }) => ({ label: plain(name), description: region ?? '', name })),
      { title: l10n.t('Add to a secret as a key') },
    );
    return chosen === undefined ? undefined : moveValues({ ...request, provider, existing: chosen.name }, world);
  };
  return Disposable.from(
    commands.registerCommand('watertight.move', move),
    commands.registerCommand('watertight.moveAll', moveAll),
    commands.registerCommand('watertight.moveInto', moveInto),
  );
};
