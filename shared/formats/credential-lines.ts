import type { Entry, Parsed } from '../model/entry.ts';
import type { Range } from '../model/range.ts';
import { endOfLine, HASH, nextLine, textStart, trimEnd } from './chars.ts';

/** What one line of a file of credentials holds: whose it is, and where its password stands. */
interface LinePassword {
  readonly owner: Range;
  readonly password: Range;
}

/**
 * Reads `.git-credentials`: one URL a line, `https://user:password@host`. The password ends at the last `@`, since it may hold one.
 * https://git-scm.com/docs/git-credential-store#_storage_format
 */
export const parseGitCredentials = (text: string): Parsed =>
  readLines(text, (start, end) => {
    const scheme = text.slice(start, Math.min(end, start + 40)).indexOf('://');
    const user = start + scheme + 3;
    const at = scheme < 0 ? -1 : user + text.slice(user, end).lastIndexOf('@');
    if (at < user) return undefined;
    const colon = text.slice(user, at).indexOf(':');
    return colon < 0 ? undefined : { owner: { start: user, end: user + colon }, password: { start: user + colon + 1, end: at } };
  });

/** Reads `.pgpass`: `host:port:database:user:password`, with `\:` for a colon. https://www.postgresql.org/docs/current/libpq-pgpass.html */
export const parsePgpass = (text: string): Parsed =>
  readLines(text, (start, end) => {
    const colons: number[] = [];
    for (let at = start; at < end && colons.length < 4; at++) {
      if (text[at] === '\\') at++;
      else if (text[at] === ':') colons.push(at);
    }
    const [, , third, fourth] = colons;
    return third !== undefined && fourth !== undefined ? { owner: { start: third + 1, end: fourth }, password: { start: fourth + 1, end } } : undefined;
  });

/** Reads `.htpasswd`, `shadow` and their kin: `user:hash` or `user:hash:…`. What has no hash (`*`, `!`, `x`) gives nothing. */
export const parseHtpasswd = (text: string): Parsed =>
  readLines(text, (start, end) => {
    const [user = '', hash = ''] = text.slice(start, Math.min(end, start + 500)).split(':', 3);
    if (user === '' || hash.length < 3) return undefined;
    return { owner: { start, end: start + user.length }, password: { start: start + user.length + 1, end: start + user.length + 1 + hash.length } };
  });

/** Reads line by line. The key is `password`: such files do not write it, so its range is the owner's. Comments give nothing. */
const readLines = (text: string, read: (start: number, end: number) => LinePassword | undefined): Parsed => {
  const entries: Entry[] = [];
  for (let start = textStart(text); start < text.length; ) {
    const lineEnd = endOfLine(text, start);
    const end = trimEnd(text, start, lineEnd);
    const line = end > start && text.charCodeAt(start) !== HASH ? read(start, end) : undefined;
    if (line && line.password.end > line.password.start) {
      entries.push({
        key: 'password',
        parents: [text.slice(line.owner.start, line.owner.end)],
        keyRange: line.owner,
        value: text.slice(line.password.start, line.password.end),
        valueRange: line.password,
        quote: 'none',
        kind: 'assignment',
        setting: 'config',
      });
    }
    start = nextLine(text, lineEnd);
  }
  return { entries, notes: [] };
};
