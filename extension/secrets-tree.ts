import {
  commands,
  type Disposable,
  EventEmitter,
  l10n,
  Position,
  Range,
  ThemeIcon,
  type TreeDataProvider,
  TreeItem,
  TreeItemCollapsibleState,
  Uri,
  workspace,
} from 'vscode';
import type { SecretMetadata } from '../shared/model/provider.ts';
import { since } from './reference-facts.ts';
import { messageOf, plain, record } from './say.ts';
import { groupSecrets, isSame, type Listed, type Place, type ReferencedSecret, type SecretGroups, type UsedReference } from './secret-groups.ts';
import type { StoreAccess } from './store-access.ts';
import { isMissing, type Stores } from './stores-api.ts';
import { runThread } from './thread-task.ts';

type GroupName = keyof SecretGroups;

export type SecretNode =
  | { readonly kind: 'group'; readonly group: GroupName }
  | { readonly kind: 'secret'; readonly secret: SecretMetadata }
  | { readonly kind: 'referenced'; readonly secret: ReferencedSecret }
  | ({ readonly kind: 'place' } & Place);

const GROUPS: readonly GroupName[] = ['stored', 'referenced', 'unused', 'drifting'];

const labelOf = (group: GroupName): string =>
  ({ stored: l10n.t('Stored'), referenced: l10n.t('Referenced'), unused: l10n.t('Unused'), drifting: l10n.t('Drifting') })[group];

const ICONS: Readonly<Record<GroupName, string>> = { stored: 'lock', referenced: 'link', unused: 'circle-slash', drifting: 'warning' };

const secretItem = (secret: SecretMetadata): TreeItem => {
  const item = new TreeItem(plain(secret.name));
  const changed = secret.changedAt ?? secret.createdAt;
  item.description = secret.deletesAt !== null ? l10n.t('deleted on {0}', secret.deletesAt.slice(0, 10)) : changed === null ? '' : since(changed);
  item.iconPath = new ThemeIcon(secret.deletesAt !== null ? 'trash' : 'key');
  item.contextValue = secret.deletesAt !== null ? 'deletedSecret' : 'secret';
  item.tooltip = plain(secret.description ?? secret.id);
  return item;
};

const referencedItem = (secret: ReferencedSecret): TreeItem => {
  const item = new TreeItem(plain(secret.name), TreeItemCollapsibleState.Collapsed);
  const missing = secret.isUnknown ? l10n.t('the store does not say') : l10n.t('not in the store');
  item.description = secret.stored === undefined ? missing : secret.stored.deletesAt === null ? '' : l10n.t('deleted');
  item.iconPath = new ThemeIcon(secret.stored === undefined || secret.stored.deletesAt !== null ? 'warning' : 'link');
  item.contextValue = secret.stored === undefined ? 'missingSecret' : secret.stored.deletesAt === null ? 'secret' : 'deletedSecret';
  return item;
};

const placeItem = ({ root, path, line }: Place): TreeItem => {
  const uri = Uri.joinPath(Uri.file(root), path);
  const item = new TreeItem(workspace.asRelativePath(uri));
  item.description = l10n.t('line {0}', line + 1);
  item.iconPath = new ThemeIcon('go-to-file');
  const start = new Position(line, 0);
  item.command = { command: 'vscode.open', title: l10n.t('Open'), arguments: [uri, { selection: new Range(start, start) }] };
  return item;
};

/** Secrets that are not listed and that are asked about. */
const MOST_ASKED = 100;

/** Whether what is referred to and not listed is there all the same: the list is that of one region and account. */
const lookElsewhere = async (
  stores: Stores,
  stored: readonly SecretMetadata[],
  used: readonly UsedReference[],
): Promise<Pick<Listed, 'elsewhere' | 'unanswered'>> => {
  const elsewhere: SecretMetadata[] = [];
  const unanswered = new Set<UsedReference>();
  const others = used.filter((each) => each.address.provider === stores.defaultProvider && !stored.some((secret) => isSame(each, secret)));
  const look = async (reference: UsedReference): Promise<void> => {
    try {
      elsewhere.push(await stores.describe(reference));
    } catch (error) {
      if (!isMissing(error)) unanswered.add(reference);
    }
  };
  await Promise.all(others.slice(0, MOST_ASKED).map(look));
  for (const reference of others.slice(MOST_ASKED)) unanswered.add(reference);
  return { elsewhere, unanswered };
};

/** What the tree shows, and how far it is. */
export interface SecretsTree extends Disposable, TreeDataProvider<SecretNode> {
  readonly refresh: () => Promise<void>;
  /** After something was changed in the store. */
  readonly followUp: () => Promise<void>;
  readonly groups: () => SecretGroups | undefined;
}

/** The tree of secrets: what is stored, what files refer to, what nobody uses, what is missing. Asks the store when it is first shown. */
export const createSecretsTree = (access: StoreAccess, bundles: string): SecretsTree => {
  const changed = new EventEmitter<undefined>();
  let groups: SecretGroups | undefined;
  let asked: Promise<void> | undefined;

  const load = async (): Promise<void> => {
    const stores = access.stores();
    const state = async (name: string): Promise<void> => void (await commands.executeCommand('setContext', 'watertight.tree', name));
    groups = undefined;
    if (stores === undefined) return state('closed');
    try {
      const folders = (workspace.workspaceFolders ?? []).filter(({ uri }) => uri.scheme === 'file');
      const [stored, ...references] = await Promise.all([
        stores.listAll(stores.defaultProvider, { includeDeleted: true }),
        ...folders.map(({ uri }) => runThread(bundles, { kind: 'references', root: uri.fsPath })),
      ]);
      const used = references.flatMap((found, at) => (found ?? []).map((each) => ({ ...each, root: folders[at]?.uri.fsPath ?? '' })));
      groups = groupSecrets({ provider: stores.defaultProvider, stored, ...(await lookElsewhere(stores, stored, used)) }, used);
      await state(groups.stored.length + groups.referenced.length === 0 ? 'empty' : 'full');
    } catch (error) {
      const code = error instanceof Error && 'code' in error ? String(error.code) : '';
      record(l10n.t('The secrets of the store could not be listed: {0}', messageOf(error)));
      await state(code === 'denied' ? 'denied' : code === 'authentication' || code === 'usage' ? 'signed-out' : 'unreachable');
    }
  };
  const reload = async (): Promise<void> => {
    asked = load();
    await asked;
    changed.fire(undefined);
  };
  let isOwn = false;
  /** Whoever else shows what a store said looks again too. */
  const forget = (): void => {
    isOwn = true;
    access.changed();
    isOwn = false;
  };
  const refresh = (): Promise<void> => {
    forget();
    return reload();
  };
  /** A view that nobody has looked at yet asks no store. */
  const followUp = async (): Promise<void> => {
    forget();
    if (asked !== undefined) await reload();
  };
  access.onDidChange(() => void (isOwn || asked === undefined ? undefined : reload()));

  const childrenOf = (node: SecretNode): SecretNode[] => {
    if (groups === undefined) return [];
    if (node.kind === 'referenced') return node.secret.places.map((place) => ({ kind: 'place', ...place }));
    if (node.kind !== 'group') return [];
    if (node.group === 'stored' || node.group === 'unused') return groups[node.group].map((secret) => ({ kind: 'secret', secret }));
    return groups[node.group].map((secret) => ({ kind: 'referenced', secret }));
  };

  return {
    onDidChangeTreeData: changed.event,
    refresh,
    followUp,
    groups: () => groups,
    getChildren: async (node) => {
      if (node !== undefined) return childrenOf(node);
      asked ??= load();
      await asked;
      return groups === undefined || groups.stored.length + groups.referenced.length === 0 ? [] : GROUPS.map((group) => ({ kind: 'group', group }));
    },
    getTreeItem: (node) => {
      if (node.kind === 'secret') return secretItem(node.secret);
      if (node.kind === 'referenced') return referencedItem(node.secret);
      if (node.kind === 'place') return placeItem(node);
      const count = groups?.[node.group].length ?? 0;
      const item = new TreeItem(labelOf(node.group), count === 0 ? TreeItemCollapsibleState.None : TreeItemCollapsibleState.Collapsed);
      item.description = String(count);
      item.iconPath = new ThemeIcon(ICONS[node.group]);
      return item;
    },
    dispose: () => changed.dispose(),
  };
};
