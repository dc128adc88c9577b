import type { ReferenceSyntax, SecretAddress, VersionChoice } from '../model/reference.ts';
import { parseArn } from './arn.ts';
import { parseReference } from './parse.ts';
import { formatPointer, percentEncode } from './pointer.ts';

export interface FormatOptions {
  /** Keys into the JSON value, as in `Reference`. */
  readonly pointer?: readonly string[];
  /** How to write it. Default: an ARN as it is, everything else with its scheme. */
  readonly syntax?: ReferenceSyntax;
}

const PLAIN_PATH = /[\w/.~!*+,=-]/;
const PLAIN_NAME = /[\w.~!*+,=-]/;

const withQuery = (entries: Readonly<Record<string, string | undefined>>): string => {
  const pairs = Object.entries(entries).flatMap(([name, value]) => (value === undefined ? [] : [`${name}=${percentEncode(value, PLAIN_PATH)}`]));
  return pairs.length === 0 ? '' : `?${pairs.join('&')}`;
};

const withPointer = (pointer: readonly string[]): string => (pointer.length === 0 ? '' : `#${formatPointer(pointer)}`);

/** `id:json-key:version-stage:version-id`, and a pointer for what lies deeper than one key, or for a key that holds a colon. */
const formatEcs = (id: string, version: VersionChoice, pointer: readonly string[]): string => {
  const [first, ...deeper] = pointer;
  const isKey = first !== undefined && /^[^:\u0000-\u001f\u007f]+$/.test(first) && !/^[ ]|[ ]$/.test(first);
  return `${id}:${isKey ? first : ''}:${version.stage ?? ''}:${version.id ?? ''}${withPointer(isKey ? deeper : pointer)}`;
};

/** `id[@stage|@@version-id][#pointer]` */
const formatShort = (id: string, version: VersionChoice, pointer: readonly string[]): string =>
  `${id}${version.id === undefined ? '' : `@@${version.id}`}${version.stage === undefined ? '' : `@${version.stage}`}${withPointer(pointer)}`;

const formatAws = ({ id, region, version = {} }: SecretAddress, pointer: readonly string[], syntax: ReferenceSyntax): readonly string[] => {
  const short = formatShort(id, version, pointer);
  const ecs = formatEcs(id, version, pointer);
  const uri = `aws-sm://${percentEncode(id, PLAIN_PATH)}${withQuery({ region, stage: version.stage, version: version.id })}${withPointer(pointer)}`;
  if (parseArn(id) !== undefined) return syntax === 'ecs' ? [ecs, short] : [short, ecs];
  return syntax === 'ecs' ? [ecs, uri] : syntax === 'name' ? [short, ecs, uri] : [uri];
};

const formatSsm = ({ id, region, version = {} }: SecretAddress, pointer: readonly string[], syntax: ReferenceSyntax): readonly string[] => {
  const selector = version.id ?? version.stage;
  const native = `${id}${selector === undefined ? '' : `:${selector}`}${withPointer(pointer)}`;
  if (parseArn(id) !== undefined) return [native];
  // Two slashes would be the scheme's.
  const name = percentEncode(id, PLAIN_PATH).replace(/^\/\//, '%2F/');
  return [...(syntax === 'name' ? [native] : []), `ssm:${name}${withQuery({ region, stage: version.stage, version: version.id })}${withPointer(pointer)}`];
};

const formatVault = ({ id, mount, version = {} }: SecretAddress, pointer: readonly string[]): string => {
  const path = percentEncode(id, PLAIN_PATH);
  // Without a mount, a path of several parts would give its first one away for it.
  const place = mount !== undefined ? `${percentEncode(mount, PLAIN_NAME)}/${path}` : path.includes('/') ? `/${path}` : path;
  return `${place}${withQuery({ version: version.id })}${withPointer(pointer)}`;
};

const formatAzure = ({ id, host, version = {} }: SecretAddress, pointer: readonly string[]): readonly string[] => {
  const name = `${percentEncode(id, PLAIN_NAME)}${version.id === undefined ? '' : `/${version.id}`}${withPointer(pointer)}`;
  return host === undefined ? [version.id === undefined ? `azure://${name}` : `azure:///${name}`] : [`${host}/secrets/${name}`];
};

const candidates = (address: SecretAddress, pointer: readonly string[], syntax: ReferenceSyntax): readonly string[] => {
  switch (address.provider) {
    case 'aws':
      return formatAws(address, pointer, syntax);
    case 'ssm':
      return formatSsm(address, pointer, syntax);
    case 'azure':
      return formatAzure(address, pointer);
    case 'vault': {
      const text = formatVault(address, pointer);
      return syntax === 'name' ? [text, `vault://${text}`] : [`vault://${text}`];
    }
    case 'local': {
      const text = `${percentEncode(address.id, PLAIN_PATH)}${withQuery({ version: address.version?.id })}${withPointer(pointer)}`;
      return syntax === 'name' ? [text, `local://${text}`] : [`local://${text}`];
    }
  }
};

const same = (a: SecretAddress, b: SecretAddress): boolean =>
  a.provider === b.provider &&
  a.id === b.id &&
  a.mount === b.mount &&
  a.host === b.host &&
  a.version?.stage === b.version?.stage &&
  a.version?.id === b.version?.id &&
  (b.region === undefined || a.region === b.region);

/**
 * Writes a reference that `parseReference` reads as the same address and pointer (`syntax: 'name'` with `assume`). Where the syntax that is
 * asked for can't say everything, the next one that can is used: a name that ends like a version is written with its scheme. An Azure host
 * outside Microsoft's domains is written, but refused when it is read.
 */
export const formatReference = (address: SecretAddress, { pointer = [], syntax = 'scheme' }: FormatOptions = {}): string => {
  const written = candidates(address, pointer, syntax);
  const isExact = (text: string): boolean => {
    const parsed = parseReference(text, { assume: address.provider });
    return (
      parsed !== undefined && same(parsed.address, address) && parsed.pointer.length === pointer.length && pointer.every((key, i) => parsed.pointer[i] === key)
    );
  };
  return written.find(isExact) ?? written[written.length - 1]!;
};
