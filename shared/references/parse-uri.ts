import type { Range } from '../model/range.ts';
import type { SecretAddress } from '../model/reference.ts';
import type { Parsed } from './parse-aws.ts';
import { percentDecode } from './pointer.ts';
import { splitTail, type Tail } from './tail.ts';

const finish = (syntax: Parsed['syntax'], address: SecretAddress, tail: Pick<Tail, 'pointer' | 'pointerRange'>, name: Range, versionId?: Range): Parsed => ({
  syntax,
  address,
  name: address.id,
  pointer: tail.pointer,
  ranges: { name, ...(tail.pointerRange && { pointer: tail.pointerRange }), ...(versionId && { versionId }) },
});

/** A name that can be shown and sent: not empty, no control characters, no empty part between slashes. */
const isName = (name: string): boolean => name !== '' && !/[\u0000-\u001f\u007f]/.test(name) && !/\/\/|^\/|\/$/.test(name);

/** `mount/path[?version=n][#field]`. One part alone is a path below the default mount; so is what follows a slash. `%2F` is a slash of the mount. */
export const parseVault = (text: string, start: number): Parsed | undefined => {
  const tail = splitTail(text, start, ['version']);
  if (tail === undefined) return undefined;
  const version = tail.query.get('version');
  if (version !== undefined && !/^[1-9]\d{0,9}$/.test(version.text)) return undefined;
  const slash = tail.body.indexOf('/');
  const mount = slash > 0 ? percentDecode(tail.body.slice(0, slash)) : undefined;
  const path = tail.body.slice(slash + 1);
  const id = percentDecode(path);
  if (!isName(id) || (mount !== undefined && !isName(mount))) return undefined;
  const address = { provider: 'vault', id, ...(mount !== undefined && { mount }), ...(version && { version: { id: version.text } }) } as const;
  return finish('vault', address, tail, { start: start + slash + 1, end: start + tail.body.length }, version?.range);
};

/** `name[?version=n][#field]` */
export const parseLocal = (text: string, start: number): Parsed | undefined => {
  const tail = splitTail(text, start, ['version']);
  const id = tail && percentDecode(tail.body);
  if (tail === undefined || id === undefined || !isName(id)) return undefined;
  const version = tail.query.get('version');
  const address = { provider: 'local', id, ...(version && { version: { id: version.text } }) } as const;
  return finish('local', address, tail, { start, end: start + tail.body.length }, version?.range);
};

/**
 * Where Azure keeps vaults: public, China, US government, Germany (closed), and the two isolated clouds.
 * https://learn.microsoft.com/azure/key-vault/general/about-keys-secrets-certificates#dns-suffixes-for-object-identifiers
 * A host outside these is refused: text must not choose who receives a token.
 */
const AZURE_HOST =
  /^(?=[^.]{3,24}\.)[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.(?:vault\.azure\.(?:net|cn)|vault\.usgovcloudapi\.net|vault\.microsoftazure\.de|vault\.azure\.eaglex\.ic\.gov|vault\.cloudapi\.microsoft\.scloud)$/i;

/** A vault's URL by its name or its host name; undefined for any other host. */
const azureHost = (authority: string): string | undefined => {
  const host = authority.includes('.') ? authority.replace(/:443$/, '') : `${authority}.vault.azure.net`;
  return AZURE_HOST.test(host) ? `https://${host.toLowerCase()}` : undefined;
};

const azureAddress = (host: string | undefined, id: string, version: string | undefined): SecretAddress => ({
  provider: 'azure',
  id,
  ...(host !== undefined && { host }),
  ...(version !== undefined && { version: { id: version } }),
});

/** `vault/name[/version][#field]`; `name` alone is in the default vault. */
export const parseAzure = (text: string, start: number): Parsed | undefined => {
  const tail = splitTail(text, start, ['version']);
  // With a version, the vault must be there, were it empty: `azure:///name/version`.
  const match = tail && /^(?:([^/]*)\/)?([^/]+)(?:\/([\w-]+))?$/.exec(tail.body);
  if (!tail || !match) return undefined;
  const [, vault = '', name = '', version] = match;
  const host = vault === '' ? undefined : azureHost(vault);
  const id = percentDecode(name);
  const asked = tail.query.get('version');
  if (!isName(id) || (vault !== '' && host === undefined) || (version !== undefined && asked !== undefined)) return undefined;
  if (asked !== undefined && !/^[\w-]+$/.test(asked.text)) return undefined;
  const nameStart = start + (match[1] === undefined ? 0 : vault.length + 1);
  const end = start + tail.body.length;
  const versionRange = version === undefined ? asked?.range : { start: end - version.length, end };
  return finish('azure', azureAddress(host, id, version ?? asked?.text), tail, { start: nameStart, end: nameStart + name.length }, versionRange);
};

/**
 * A plain name, `{prefix}/{environment}/{service}` as a rule: its slashes are its own, as the provider writes them in another way. A vault comes before
 * it by its host name alone.
 */
export const parseAzureName = (text: string): Parsed | undefined => {
  if (/^[^/]*\.[^/]*\//.test(text)) return parseAzure(text, 0);
  const tail = splitTail(text, 0, ['version']);
  const id = tail && percentDecode(tail.body);
  if (tail === undefined || id === undefined || !isName(id)) return undefined;
  const version = tail.query.get('version');
  if (version !== undefined && !/^[\w-]+$/.test(version.text)) return undefined;
  return finish('azure', azureAddress(undefined, id, version?.text), tail, { start: 0, end: tail.body.length }, version?.range);
};

/** An Azure Key Vault identifier: `https://acme.vault.azure.net/secrets/name[/version][#field]`. */
export const parseAzureUrl = (text: string, start: number): Parsed | undefined => {
  const tail = splitTail(text.slice(start), start, []);
  const match = tail && /^(https:\/\/([^/\s]+)\/secrets\/)([^/\s]+)(?:\/([\w-]*))?$/i.exec(tail.body);
  const host = match ? azureHost(match[2]!) : undefined;
  if (!tail || !match || host === undefined || !match[2]!.includes('.')) return undefined;
  const [, head = '', , name = '', version = ''] = match;
  const id = percentDecode(name);
  if (!isName(id)) return undefined;
  const nameStart = start + head.length;
  const end = start + tail.body.length;
  const versionRange = version === '' ? undefined : { start: end - version.length, end };
  return finish('azure', azureAddress(host, id, version === '' ? undefined : version), tail, { start: nameStart, end: nameStart + name.length }, versionRange);
};

/** https://learn.microsoft.com/azure/app-service/app-service-key-vault-references */
const KEY_VAULT = /^@Microsoft\.KeyVault\(([^()]*)\)(?=#|$)/i;

/** `@Microsoft.KeyVault(SecretUri=…)` or `@Microsoft.KeyVault(VaultName=…;SecretName=…[;SecretVersion=…])`, as App Service takes it, and `#field`. */
export const parseKeyVault = (text: string): Parsed | undefined => {
  const match = KEY_VAULT.exec(text);
  if (match === null) return undefined;
  const tail = splitTail(text.slice(match[0].length), match[0].length, []);
  const uri = /^\s*SecretUri=(\S+?)\s*$/i.exec(match[1]!);
  const inside = match[0].length - 1 - match[1]!.length;
  if (!tail) return undefined;
  if (uri !== null) {
    const start = inside + match[1]!.indexOf('=') + 1;
    const parsed = parseAzureUrl(text.slice(0, start + uri[1]!.length), start);
    return parsed && finish('azure', parsed.address, tail, parsed.ranges.name, parsed.ranges.versionId);
  }
  const fields = new Map<string, { readonly text: string; readonly range: Range }>();
  for (const field of match[1]!.matchAll(/([A-Za-z]+)=([^;\s]*)/g)) {
    const start = inside + field.index + field[1]!.length + 1;
    fields.set(field[1]!.toLowerCase(), { text: field[2]!, range: { start, end: start + field[2]!.length } });
  }
  const name = fields.get('secretname');
  const version = fields.get('secretversion');
  const host = azureHost(fields.get('vaultname')?.text ?? '');
  if (name === undefined || host === undefined || !isName(name.text)) return undefined;
  return finish('azure', azureAddress(host, name.text, version?.text || undefined), tail, name.range, version?.text ? version.range : undefined);
};
