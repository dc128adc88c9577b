import { CompletionItem, CompletionItemKind, type CompletionItemProvider, l10n, Range } from 'vscode';
import type { SecretMetadata } from '../shared/model/provider.ts';
import type { ProviderId } from '../shared/model/reference.ts';
import { parseReference } from '../shared/references/parse.ts';
import { since } from './reference-facts.ts';
import type { StoreAccess } from './store-access.ts';
import { titleOf } from './store-titles.ts';
import type { Stores } from './stores-api.ts';

/** Characters after which a list of names or keys is asked for. */
export const TRIGGERS = ['/', ':', '#'];

/** A reference that is being written at the end of a line's first part: how it begins, the name so far, what follows. */
const BEGUN =
  /(arn:[\w-]{1,20}:secretsmanager:([\w-]{1,30}):\d{12}:secret:|arn:[\w-]{1,20}:ssm:([\w-]{1,30}):\d{12}:parameter|aws-sm:\/\/|ssm:(?=\/)|vault:\/\/|azure:\/\/|local:\/\/)([^\s"'`,;#:]{0,512})((?:[#:][^\s"'`,;]{0,512})?)$/;

const PROVIDER_OF: readonly (readonly [RegExp, ProviderId])[] = [
  [/^arn:[^:]*:secretsmanager|^aws-sm/, 'aws'],
  [/^arn:[^:]*:ssm|^ssm/, 'ssm'],
  [/^vault/, 'vault'],
  [/^azure/, 'azure'],
  [/^local/, 'local'],
];

/** What stands behind the head of a reference to this secret. An ARN wants the name with its random suffix. */
const restOf = (head: string, { id, name }: SecretMetadata): string => {
  if (head.startsWith('arn:') && id.startsWith(head)) return id.slice(head.length);
  const uri = /^[a-z-]+:\/\/(.*)$/.exec(id)?.[1];
  return head.startsWith('vault') || head.startsWith('azure') ? (uri ?? name) : name;
};

const nameItem = (head: string, metadata: SecretMetadata, range: Range): CompletionItem => {
  const item = new CompletionItem(restOf(head, metadata), CompletionItemKind.Reference);
  item.range = range;
  item.detail = metadata.changedAt === null ? (metadata.region ?? '') : l10n.t('changed {0}', since(metadata.changedAt));
  if (metadata.description !== null) item.documentation = metadata.description;
  return item;
};

const keyItems = async (text: string, typed: string, range: Range, stores: Stores): Promise<CompletionItem[]> => {
  const reference = parseReference(text);
  if (reference === undefined) return [];
  const paths = await stores.keysOf(reference);
  const isEcs = typed.startsWith(':');
  return paths
    .filter((path) => !isEcs || path.length === 1)
    .map((path) => {
      const item = new CompletionItem(path.join('.'), CompletionItemKind.Property);
      item.range = range;
      item.detail = l10n.t('key in {0}', titleOf(reference.address.provider));
      return item;
    });
};

const stageItems = async (text: string, range: Range, stores: Stores): Promise<CompletionItem[]> => {
  const reference = parseReference(text);
  if (reference === undefined) return [];
  const { versions } = await stores.describe(reference);
  return versions
    .flatMap(({ stages }) => stages)
    .map((stage) => {
      const item = new CompletionItem(stage, CompletionItemKind.EnumMember);
      item.range = range;
      return item;
    });
};

/** Names of secrets, keys of their JSON and stages, inside a reference that is being written. Names alone leave the store. */
export const createReferenceCompletion = (access: StoreAccess): CompletionItemProvider => ({
  provideCompletionItems: async (document, position, token) => {
    const before = document.lineAt(position.line).text.slice(0, position.character);
    const begun = BEGUN.exec(before);
    const stores = begun !== null && access.mayCheck() ? access.stores() : undefined;
    if (begun === null || stores === undefined) return [];
    const [, head = '', region, parameterRegion, name = '', behind = ''] = begun;
    const back = (length: number): Range => new Range(position.translate(0, -length), position);
    const upToName = `${head}${name}`;
    try {
      if (behind.startsWith('#')) return await keyItems(upToName, behind, back(behind.length - 1), stores);
      const parts = behind.split(':');
      if (parts.length === 2) return await keyItems(upToName, behind, back(parts[1]?.length ?? 0), stores);
      if (parts.length === 3) return await stageItems(upToName, back(parts[2]?.length ?? 0), stores);
      const provider = PROVIDER_OF.find(([begin]) => begin.test(head))?.[1];
      const inRegion = region ?? parameterRegion;
      if (provider === undefined || parts.length > 3) return [];
      const secrets = await stores.listAll(provider, inRegion === undefined ? {} : { region: inRegion });
      return token.isCancellationRequested ? [] : secrets.filter(({ deletesAt }) => deletesAt === null).map((each) => nameItem(head, each, back(name.length)));
    } catch {
      return []; // a store that can't be asked must not disturb whoever types; the hover says why
    }
  },
});
