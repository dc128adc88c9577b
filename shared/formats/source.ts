import type { Entry, Parsed } from '../model/entry.ts';

/**
 * Reads the assignments of program text, and of any text whose grammar is not known, around the given offsets only: at each offset a
 * credential word was seen (the offset is the end of the word).
 */
export const parseSource = (text: string, offsets: readonly number[]): Parsed => {
  const entries: Entry[] = [];
  let done = -1;
  for (const offset of offsets) {
    if (offset <= done) continue;
    const lineStart = text.lastIndexOf('\n', offset - 1) + 1;
    const lineEnd = text.indexOf('\n', offset);
    const line = text.slice(lineStart, Math.min(lineEnd < 0 ? text.length : lineEnd, lineStart + 2000));
    done = lineStart + line.length;
    for (const match of line.matchAll(/([A-Za-z_][\w.-]{0,60})["']?\s{0,8}(?:=>|:=|[:=])\s{0,8}(["'`])([^"'`\n]{1,300})\2/g)) {
      const [whole, key = '', , value = ''] = match;
      const keyStart = lineStart + match.index;
      const end = lineStart + match.index + whole.length - 1;
      entries.push({
        key,
        parents: [],
        keyRange: { start: keyStart, end: keyStart + key.length },
        value,
        valueRange: { start: end - value.length, end },
        quote: 'double',
        kind: 'assignment',
        setting: 'source',
      });
    }
  }
  return { entries, notes: [] };
};
