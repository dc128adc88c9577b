import type { FormatId, Parsed } from '../model/entry.ts';
import { parseCiLog } from './ci-log.ts';
import { parseGitCredentials, parseHtpasswd, parsePgpass } from './credential-lines.ts';
import { parseDotenv } from './dotenv.ts';
import { readGaps } from './gaps.ts';
import { parseHcl } from './hcl.ts';
import { parseIni, parseNpmrc } from './ini.ts';
import { parseJson } from './json.ts';
import { loneValueEntries } from './lone-value.ts';
import { parseNetrc } from './netrc.ts';
import { parseProperties } from './properties.ts';
import { parseSource } from './source.ts';
import { parseToml } from './toml.ts';
import { parseXml } from './xml.ts';
import { parseYaml } from './yaml.ts';

/** A structured text longer than this is read around its hits only, like program text. */
const MAX_WHOLE_PARSE = 4_000_000;

/** The grammars in which every entry is a setting. */
const WHOLE: Partial<Record<FormatId, (text: string) => Parsed>> = {
  dotenv: parseDotenv,
  tfvars: parseHcl,
  terraform: parseHcl,
  toml: parseToml,
  ini: parseIni,
  properties: parseProperties,
  npmrc: parseNpmrc,
  netrc: parseNetrc,
  // https://packaging.python.org/specifications/pypirc/
  pypirc: parseIni,
  'git-credentials': parseGitCredentials,
  pgpass: parsePgpass,
  htpasswd: parseHtpasswd,
};

/**
 * The entries of a text. `offsets` are the places (rising) at which a credential word was seen: grammars of program text and logs read
 * only around these, so that a text without such words costs nothing. Grammars in which every entry is a setting are read whole.
 */
export const entriesOf = (format: FormatId, text: string, offsets: readonly number[], path = ''): Parsed => {
  if (format === 'ci-log') return parseCiLog(text, offsets);
  // YAML reads its comments, scripts and command lines itself: what it passes over names a secret and holds none.
  if (format === 'yaml' && text.length <= MAX_WHOLE_PARSE) return parseYaml(text, path, offsets);
  const parsed = parseByGrammar(format, text, offsets, path);
  if (parsed === undefined) {
    const lone = loneValueEntries(text, path);
    return lone.length > 0 ? { entries: lone, notes: [] } : parseSource(text, offsets);
  }
  return { ...parsed, entries: [...parsed.entries, ...readGaps(text, parsed.entries, offsets)] };
};

const parseByGrammar = (format: FormatId, text: string, offsets: readonly number[], path: string): Parsed | undefined => {
  if (format === 'json') return parseJson(text, path, offsets);
  if (format === 'xml') return parseXml(text, path, offsets);
  return text.length > MAX_WHOLE_PARSE ? undefined : WHOLE[format]?.(text);
};
