import type { Entry, Parsed } from '../model/entry.ts';
import type { Range } from '../model/range.ts';
import { viewOf } from '../text/view.ts';
import { endOfLine, isLineBreak, nextLine, skipBlanks } from './chars.ts';
import { parseDotenv } from './dotenv.ts';
import { parseIni } from './ini.ts';
import { parseProperties } from './properties.ts';

/** The grammar of a settings file that stands as a value under its name: `application.properties: |` in a ConfigMap. */
const grammarOf = (name: string): ((text: string) => Parsed) | undefined => {
  if (/\.properties$/i.test(name)) return parseProperties;
  if (/(?:^|\.)env$/i.test(name)) return parseDotenv;
  return /\.(?:ini|cnf|conf|cfg)$/i.test(name) ? parseIni : undefined;
};

/** Reads the settings file in `range`, the content of an indented block, by its own grammar; undefined when `name` is no settings file's. */
export const parseEmbeddedFile = (text: string, name: string, range: Range): Entry[] | undefined => {
  const parse = grammarOf(name);
  if (parse === undefined) return undefined;
  let lineStart = range.start;
  while (lineStart > 0 && !isLineBreak(text.charCodeAt(lineStart - 1))) lineStart--;
  const indent = range.start - lineStart;
  const pieces: Range[] = [];
  for (let at = lineStart; at < range.end; ) {
    const end = Math.min(endOfLine(text, at), range.end);
    const next = Math.min(nextLine(text, end), text.length);
    pieces.push({ start: Math.min(skipBlanks(text, at, Math.min(at + indent, end)), end), end: Math.min(next, Math.max(range.end, end)) });
    at = next;
  }
  const view = viewOf(text, pieces);
  return parse(view.text).entries.map((entry) => ({ ...entry, keyRange: view.toRaw(entry.keyRange), valueRange: view.toRaw(entry.valueRange) }));
};
