import { ConfigurationTarget, commands, Disposable, l10n, ProgressLocation, type Uri, window, workspace } from 'vscode';
import { loadAwsProfiles } from '../shared/config/aws-profiles.ts';
import { PROVIDER_IDS } from '../shared/model/reference.ts';
import type { KnownSecrets } from './known-secrets.ts';
import type { MoveRequest, MoveWorld } from './move-answers.ts';
import { moveValues } from './move-flow.ts';
import { complain, messageOf, plain, tell } from './say.ts';
import type { SecretsTree } from './secrets-tree.ts';
import type { StoreAccess } from './store-access.ts';
import { titleOf } from './store-titles.ts';

/** Commands that move values: of a line, of a file, into a store that is named, into a secret that exists. */
export const registerMove = (bundles: string, access: StoreAccess, tree: SecretsTree, known: KnownSecrets): Disposable => {
  const world: MoveWorld = {
    bundles,
    settings: access.settings,
    usual: access.usual,
    kmsKey: () => workspace.getConfiguration('watertight').get('aws.kmsKey', '').trim(),
    profiles: () => loadAwsProfiles(process.env),
    useProfile: async (name) => workspace.getConfiguration('watertight').update('aws.profile', name, ConfigurationTarget.Global),
    salt: known.salt,
    moved: (_request, reply) => {
      known.add(reply.known);
      void tree.followUp();
    },
  };
  const atCursor = (): MoveRequest | undefined => {
    const editor = window.activeTextEditor;
    if (editor === undefined) void tell(l10n.t('Open the file whose values are to be moved.'));
    const at = editor?.selection.active;
    return editor === undefined || at === undefined ? undefined : { uri: editor.document.uri, line: at.line + 1, column: at.character + 1 };
  };
  const move = (request = atCursor()) => (request === undefined ? undefined : moveValues(request, world));
  const moveAll = (uri: Uri | undefined = window.activeTextEditor?.document.uri) => (uri === undefined ? undefined : moveValues({ uri }, world));
  /** Into a secret that exists: which one is asked first. */
  const moveInto = async (request = atCursor()) => {
    const stores = access.stores();
    if (request === undefined) return undefined;
    if (stores === undefined) return moveValues(request, world);
    const provider = PROVIDER_IDS.find((id) => id === stores.defaultProvider) ?? 'aws';
    const title = l10n.t('Add to a secret as a key');
    try {
      const looking = { location: ProgressLocation.Notification, title: l10n.t('Looking at {0}', titleOf(provider)) };
      const secrets = await window.withProgress(looking, () => stores.listAll(provider, {}));
      if (secrets.length === 0) {
        void tell(l10n.t('There is no secret in {0} yet. Move the value to a new one.', titleOf(provider)));
        return undefined;
      }
      const items = secrets.map(({ name, region }) => ({ label: plain(name), description: region ?? '', name }));
      const chosen = await window.showQuickPick(items, { title, placeHolder: l10n.t('Which secret?'), matchOnDescription: true });
      return chosen === undefined ? undefined : moveValues({ ...request, provider, existing: chosen.name }, world);
    } catch (error) {
      void complain(l10n.t('{0}: {1}', title, messageOf(error)));
      return undefined;
    }
  };
  return Disposable.from(
    commands.registerCommand('watertight.move', move),
    commands.registerCommand('watertight.moveAll', moveAll),
    commands.registerCommand('watertight.moveInto', moveInto),
  );
};
