import type { Candidate } from '../detect/candidate.ts';
import { type EncodedRun, findEncoded } from '../detect/decode.ts';
import { judgeEntries } from '../detect/judge.ts';
import { matchRules } from '../detect/match-rules.ts';
import type { Hits, Prefilter } from '../detect/prefilter.ts';
import { entriesOf } from '../formats/entries-of.ts';
import type { FormatId } from '../model/entry.ts';
import type { Rule } from '../model/rule.ts';

/** Encodings inside encodings that are opened by default: base64 of JSON with percent escapes is three. */
export const DECODE_DEPTH = 3;

/** By which grammar decoded text is read: it has no name that would tell. */
const formatOfDecoded = (text: string): FormatId => {
  if (/^\s{0,20}[{[]/.test(text)) return 'json';
  if (/^\s{0,20}(?:export\s)?[A-Za-z_][\w.-]{0,80}\s?=/.test(text)) return 'dotenv';
  return 'text';
};

interface Scanner {
  readonly rules: readonly Rule[];
  readonly prefilter: Prefilter;
  /** Layers of encoding to take off; 0 for none. */
  readonly decodeDepth: number;
}

export interface Decoded {
  readonly candidates: readonly Candidate[];
  /** Whether a limit left encoded text out. */
  readonly limited: boolean;
}

/**
 * What stands in the encoded parts of a text (base64, hex, percent, escapes), scanned like any text. A secret found in a part has the
 * part's range. A secret that can also be read without decoding is left to the scan of the text itself.
 */
export const scanDecoded = (text: string, path: string, scanner: Scanner, hits: Hits, depth = 1): Decoded => {
  if (hits.encoded.length === 0 || depth > scanner.decodeDepth) return { candidates: [], limited: false };
  const found = findEncoded(text, hits.encoded);
  let { limited } = found;
  const candidates: Candidate[] = [];
  for (const run of found.runs) {
    const inside = scanRun(run, path, scanner, depth);
    limited ||= inside.limited;
    const raw = text.slice(run.range.start, run.range.end);
    for (const candidate of inside.candidates) {
      if (raw.includes(candidate.value)) continue;
      candidates.push({ ...candidate, range: run.range, related: [], reasons: [...candidate.reasons, `decoded from ${run.encoding}`] });
    }
  }
  return { candidates, limited };
};

const scanRun = (run: EncodedRun, path: string, scanner: Scanner, depth: number): Decoded => {
  const hits = scanner.prefilter.search(run.text);
  const entries = entriesOf(formatOfDecoded(run.text), run.text, hits.words).entries;
  const candidates = [...matchRules(run.text, path, scanner.rules, hits), ...judgeEntries(run.text, path, entries).candidates];
  const deeper = scanDecoded(run.text, path, scanner, hits, depth + 1);
  return { candidates: [...candidates, ...deeper.candidates], limited: deeper.limited };
};
