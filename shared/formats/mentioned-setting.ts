import type { Entry } from '../model/entry.ts';
import { settingOf, valueAt } from './entry.ts';

/** `NAME=value` anywhere in a text: an upper-case name that is no part of a URL's query, and one word or a quoted text. */
const SETTING = /(?<![\w$.\-/?&])([A-Z][A-Z0-9_]{2,60})=(?:"([^"\r\n]{1,500})"|'([^'\r\n]{1,500})'|([^\s"'`),;]{1,500}))/;

/** How far into a line a mention is looked for. */
const MAX_LINE = 1000;

/**
 * The first setting mentioned in a line that is no assignment itself: `# old: API_KEY=abc`, `# run with API_KEY=abc npm start`,
 * `docker run -e API_KEY=abc image`.
 */
export const mentionedSetting = (text: string, start: number, end: number, parents: readonly string[], kind: Entry['kind']): Entry | undefined => {
  const line = text.slice(start, Math.min(end, start + MAX_LINE));
  const match = line.includes('=') ? SETTING.exec(line) : null;
  if (!match) return undefined;
  const [whole, name = '', double, single, bare = ''] = match;
  const key = { text: name, range: { start: start + match.index, end: start + match.index + name.length }, parents };
  const valueEnd = start + match.index + whole.length;
  if (double !== undefined) return settingOf(key, valueAt(text, valueEnd - 1 - double.length, valueEnd - 1, 'double'), kind);
  if (single !== undefined) return settingOf(key, valueAt(text, valueEnd - 1 - single.length, valueEnd - 1, 'single'), kind);
  return settingOf(key, valueAt(text, valueEnd - bare.length, valueEnd, 'none'), kind);
};
