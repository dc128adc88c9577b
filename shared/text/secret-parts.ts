import { decodeBase64, textOfBytes } from './base64.ts';
import { type JsonNode, parseJsonTree, stringOf } from './json-tree.ts';

/** A piece of a secret's value that can leak on its own. */
export interface SecretPart {
  /** Keys from the outside in; empty for the whole value. Keys are no secret. */
  readonly path: readonly string[];
  readonly text: string;
}

/** Keys of a path that are kept: JSON can be nested deeper than anyone reads. */
const MAX_PATH = 50;

/** A value has 65,536 bytes at most (AWS, Azure and Vault take less or about the same); more parts than this can't be told apart from data. */
export const MAX_PARTS = 5000;

const parseContainer = (text: string): JsonNode | undefined => {
  const tree = /^\ufeff?\s*[[{]/.test(text) ? parseJsonTree(text) : undefined;
  return tree?.kind === 'object' || tree?.kind === 'array' ? tree : undefined;
};

/** Base64 of JSON, as key files of service accounts are kept. */
const decodedContainer = (text: string): string | undefined => {
  const compact = text.trim();
  if (compact.length < 16 || !/^(?:eyJ|ewog|ewo|W3si|eyAi|ewoJ)/.test(compact)) return undefined;
  const bytes = decodeBase64(compact);
  const decoded = bytes === null ? null : textOfBytes(bytes);
  return decoded !== null && parseContainer(decoded) !== undefined ? decoded : undefined;
};

/** `KEY=value` and `key: value` lines of a value that is a dotenv, properties or YAML file. */
const SETTING = /^\s*(?:-\s+)?(?:export\s+)?["']?([A-Za-z_][\w.-]{0,99})["']?\s*(?:=|:\s)\s*(\S.*)$/;

/** Passwords of URLs (RFC 3986 userinfo), and of connection strings as ADO.NET and libpq have them. */
const URL_PASSWORD = /[a-z][a-z0-9+.-]{0,30}:\/\/[^\s:@/]{0,256}:([^\s@/]{1,1024})@/gi;
const STRING_PASSWORD = /(?:^|[;\s])(?:password|pwd)\s*=\s*([^;\s]{1,1024})/gi;

const decodePercent = (text: string): string => {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
};

const unquoted = (text: string): string => {
  const plain = text.trim().replace(/,$/, '');
  return /^(["'])(.*)\1$/.exec(plain)?.[2] ?? plain;
};

interface Child {
  readonly text: string;
  readonly key?: string;
  /** Not to be taken apart again. */
  readonly isLast?: boolean;
}

/** What is still to be taken apart: a text, or a node of the JSON text `json`. */
type Task = { readonly path: readonly string[] } & ({ readonly text: string; readonly isLast?: boolean } | { readonly json: string; readonly node: JsonNode });

/** Settings of a text: of each line when it has several, of one line only what is written as variables are. */
const settingsIn = (text: string): Child[] => {
  if (text.includes('-----BEGIN ')) return [];
  const lines = text.split(/\r\n|\r|\n/);
  return lines.flatMap((line): Child[] => {
    const [, key = '', setting = ''] = SETTING.exec(line) ?? [];
    const plain = unquoted(setting);
    if (key === '' || !/[^=]/.test(plain)) return [];
    return lines.length > 1 || /^[A-Z][A-Z0-9_]*$/.test(key) ? [{ text: plain, key, isLast: lines.length === 1 }] : [];
  });
};

const childrenOf = (text: string): Child[] => {
  const decoded = decodedContainer(text);
  if (decoded !== undefined) return [{ text: decoded }];
  const passwords = [...text.matchAll(URL_PASSWORD)].flatMap(([, password = '']) => [...new Set([password, decodePercent(password)])]);
  passwords.push(...Array.from(text.matchAll(STRING_PASSWORD), ([, password = '']) => unquoted(password)));
  return [...passwords.map((each) => ({ text: each, key: 'password', isLast: true })), ...settingsIn(text)];
};

/**
 * The whole value first, then what it is made of: leaves of JSON (in objects and arrays, in JSON inside strings, in base64 of JSON), values of
 * `KEY=value` lines, passwords of URLs and connection strings. Numbers are as they are written. Texts may repeat. At most `MAX_PARTS`.
 */
export const partsOf = (value: string): SecretPart[] => {
  const parts: SecretPart[] = [];
  const waiting: Task[] = [{ text: value, path: [] }];
  for (let task = waiting.pop(); task !== undefined && parts.length < MAX_PARTS; task = waiting.pop()) {
    const { path } = task;
    const below = (key: string | undefined): readonly string[] => (key === undefined || path.length >= MAX_PATH ? path : [...path, key]);
    if ('node' in task) {
      const { json, node } = task;
      if (node.kind === 'object' || node.kind === 'array')
        for (const { key, node: child } of node.children.toReversed()) waiting.push({ json, node: child, path: below(key) });
      else if (node.kind === 'string') waiting.push({ text: stringOf(json, node), path });
      else parts.push({ path, text: json.slice(node.start, node.end) });
      continue;
    }
    const { text, isLast = false } = task;
    parts.push({ path, text });
    const node = isLast ? undefined : parseContainer(text);
    if (node !== undefined) waiting.push({ json: text, node, path });
    else if (!isLast) for (const child of childrenOf(text).toReversed()) waiting.push({ ...child, path: below(child.key) });
  }
  return parts;
};
