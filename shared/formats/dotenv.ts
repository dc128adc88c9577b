import type { Entry, Parsed } from '../model/entry.ts';

export const parseDotenv = (text: string): Parsed => {
  const entries: Entry[] = [];
  for (const match of text.matchAll(/^[ \t]*(?:export[ \t]+)?([\w.-]+)[ \t]*=[ \t]*([^\r\n]*)/gm)) {
    const [, key = '', value = ''] = match;
    const keyStart = match.index + match[0].indexOf(key);
    const start = match.index + match[0].length - value.length;
    entries.push({
      key,
      parents: [],
      keyRange: { start: keyStart, end: keyStart + key.length },
      value,
      valueRange: { start, end: start + value.length },
      quote: 'none',
      kind: 'assignment',
      setting: 'config',
    });
  }
  return { entries, notes: [] };
};
