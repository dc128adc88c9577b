import { decodeBase64, textOfBytes } from './base64.ts';

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

const parseContainer = (text: string): object | undefined => {
  if (!/^\s*[[{]/.test(text)) return undefined;
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
};

/** Base64 of JSON, as key files of service accounts are kept. */
const decodedContainer = (text: string): string | undefined => {
  const compact = text.trim();
  if (compact.length < 16 || !/^(?:eyJ|ewog|ewo|W3si|eyAi|ewoJ)/.test(compact)) return undefined;
  const bytes = decodeBase64(compact);
  const decoded = bytes === null ? null : textOfBytes(bytes);
  return decoded !== null && parseContainer(decoded) !== undefined ? decoded : undefined;
};

/** Numbers as they are written: one of more than 15 digits is another one once it was parsed. */
const numbersIn = (json: string): string[] => json.replace(/"(?:[^"\\]|\\.)*"/g, '""').match(/-?\d+(?:\.\d+)?(?:[eE][-+]?\d+)?/g) ?? [];

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
  readonly value: unknown;
  readonly key?: string;
  /** Not to be taken apart again. */
  readonly isLast?: boolean;
}

/** Settings of a text: of each line when it has several, of one line only what is written as variables are. */
const settingsIn = (text: string): Child[] => {
  if (text.includes('-----BEGIN ')) return [];
  const lines = text.split(/\r\n|\r|\n/);
  return lines.flatMap((line): Child[] => {
    const [, key = '', setting = ''] = SETTING.exec(line) ?? [];
    const plain = unquoted(setting);
    if (key === '' || !/[^=]/.test(plain)) return [];
    return lines.length > 1 || /^[A-Z][A-Z0-9_]*$/.test(key) ? [{ value: plain, key, isLast: lines.length === 1 }] : [];
  });
};

const childrenOf = (text: string): Child[] => {
  const container = parseContainer(text);
  if (container !== undefined) {
    const long = numbersIn(text).filter((number) => number.length > 15);
    return [{ value: container }, ...long.map((value) => ({ value, key: 'a long number', isLast: true }))];
  }
  const decoded = decodedContainer(text);
  if (decoded !== undefined) return [{ value: decoded }];
  const passwords = [...text.matchAll(URL_PASSWORD)].flatMap(([, password = '']) => [...new Set([password, decodePercent(password)])]);
  passwords.push(...Array.from(text.matchAll(STRING_PASSWORD), ([, password = '']) => unquoted(password)));
  return [...passwords.map((value) => ({ value, key: 'password', isLast: true })), ...settingsIn(text)];
};

/**
 * The whole value first, then what it is made of: leaves of JSON (in objects and arrays, in JSON inside strings, in base64 of JSON), values of
 * `KEY=value` lines, passwords of URLs and connection strings. Texts may repeat. At most `MAX_PARTS`.
 */
export const partsOf = (value: string): SecretPart[] => {
  const parts: SecretPart[] = [];
  const waiting: (Child & { readonly path: readonly string[] })[] = [{ value, path: [] }];
  for (let next = waiting.pop(); next !== undefined && parts.length < MAX_PARTS; next = waiting.pop()) {
    const { value: current, path, isLast = false } = next;
    const below = (key: string | undefined): readonly string[] => (key === undefined || path.length >= MAX_PATH ? path : [...path, key]);
    if (typeof current === 'object' && current !== null)
      for (const [key, child] of Object.entries(current).reverse()) waiting.push({ value: child, path: below(key) });
    else {
      const text = String(current);
      parts.push({ path, text });
      if (typeof current === 'string' && !isLast) for (const child of childrenOf(text).reverse()) waiting.push({ ...child, path: below(child.key) });
    }
  }
  return parts;
};
