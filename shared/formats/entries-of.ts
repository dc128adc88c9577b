import type { FormatId, Parsed } from '../model/entry.ts';
import { parseCiLog } from './ci-log.ts';
import { parseDotenv } from './dotenv.ts';
import { parseHcl } from './hcl.ts';
import { parseSource } from './source.ts';

/** A structured text longer than this is read around its hits only, like program text. */
const MAX_WHOLE_PARSE = 4_000_000;

/**
 * The entries of a text. `offsets` are the places (rising) at which a credential word was seen: grammars of program text and logs read
 * only around these, so that a text without such words costs nothing. Grammars in which every entry is a setting are read whole.
 */
export const entriesOf = (format: FormatId, text: string, offsets: readonly number[]): Parsed => {
  if (format === 'ci-log') return parseCiLog(text, offsets);
  if (text.length > MAX_WHOLE_PARSE) return parseSource(text, offsets);
  if (format === 'dotenv') return parseDotenv(text);
  if (format === 'tfvars' || format === 'terraform') return parseHcl(text);
  return parseSource(text, offsets);
};
