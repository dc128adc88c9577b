import type { Entry, FormatId } from '../model/entry.ts';
import type { Range } from '../model/range.ts';
import { decodeBase64, textOfBytes } from '../text/base64.ts';
import type { Candidate } from './candidate.ts';
import { judgeConfig } from './judge-config.ts';
import { judgeSource } from './judge-source.ts';
import type { Judgement, Surroundings } from './judgement.ts';
import { readKey } from './key-grammar.ts';
import { WEAK_DEFAULTS } from './placeholder-words.ts';
import { isPublicValue } from './public-values.ts';
import { kindOfValue } from './values.ts';

/** The value that its format says is encoded, decoded; the value itself where it is not. Binary content stays encoded. */
const decoded = (entry: Entry): Entry => {
  if (entry.encoding === undefined) return entry;
  const bytes = decodeBase64(entry.value);
  const text = bytes === null ? null : textOfBytes(bytes);
  return text === null ? entry : { ...entry, value: text.trim() };
};

/** A score of program text below which it does not matter what the value is on its own: most names in programs are passed over at once. */
const WORTH_A_LOOK = 0.1;

/** Programs that are settings, by name: `wp-config.php`, Django's `settings.py`, `config/database.php`, `application.conf`. */
const PROGRAM_OF_SETTINGS =
  /(?:^|[\\/])(?:[\w.-]{0,40}(?:config|configuration|settings|credentials|secrets|database|connection|conexao|conexion|koneksi|db|conn)(?:[._-](?:inc|local|prod|production|dev|development|example))?)\.(?:php|inc|py|rb|exs|conf|lua)$/i;

/** Whether an entry is a quoted password of one piece in a program that is settings: there, a plain word can be one. */
const isSettingOfProgram = (entry: Entry, { path }: Surroundings): boolean =>
  entry.quote !== 'none' &&
  entry.value.length > 3 &&
  entry.value.length < 80 &&
  !/\s/.test(entry.value) &&
  PROGRAM_OF_SETTINGS.test(path) &&
  readKey(entry.key, entry.parents).kind === 'password';

/**
 * Judges one entry by key and value. What a value is on its own (empty, reference, placeholder …) goes before what key and value are
 * together; of program text it is asked only where the classifier is not sure that it is nothing, for speed.
 */
export const judge = (raw: Entry, surroundings: Surroundings): Judgement => {
  const entry = decoded(raw);
  const classified = entry.setting === 'source' ? judgeSource(entry, surroundings) : undefined;
  if (classified !== undefined && classified.verdict !== 'secret' && isSettingOfProgram(entry, surroundings))
    return judge({ ...entry, setting: 'config' }, surroundings);
  if (classified !== undefined && classified.score < WORTH_A_LOOK) return classified;
  const kind = kindOfValue(entry.value);
  const isWeak = kind === 'placeholder' && entry.setting === 'config' && WEAK_DEFAULTS.has(entry.value.trim().toLowerCase());
  if (kind !== 'plain' && !isWeak) return { verdict: kind, score: 0, reasons: [`the value is ${WORDS[kind]}`] };
  return classified ?? judgeConfig(entry, surroundings);
};

const WORDS = { empty: 'empty', reference: 'a reference', placeholder: 'a placeholder', public: 'public', encrypted: 'encrypted' } as const;

/** Where the secret stands in the raw text: all of the value's range, or the part of it that the judgement names. */
const rangeOf = (text: string, entry: Entry, part: Range | undefined): Range => {
  const { start, end } = entry.valueRange;
  if (part === undefined || entry.encoding !== undefined) return entry.valueRange;
  const raw = text.slice(start, end);
  const wanted = entry.value.trim().slice(part.start, part.end);
  const shift = raw.startsWith(wanted, part.start) ? part.start : raw.indexOf(wanted);
  return shift < 0 ? entry.valueRange : { start: start + shift, end: start + shift + wanted.length };
};

const toCandidate = (text: string, entry: Entry, judgement: Judgement): Candidate => {
  const isSecret = judgement.verdict === 'secret';
  const range = rangeOf(text, entry, judgement.part);
  const whole = range === entry.valueRange;
  return {
    ruleId: isSecret ? 'generic-credential' : 'weak-default-credential',
    title: isSecret ? 'Credential in plaintext' : 'Well-known default credential',
    key: entry.key,
    range,
    value: whole ? entry.value : text.slice(range.start, range.end),
    severity: judgement.severity ?? (isSecret ? 'high' : 'low'),
    confidence: judgement.score >= 0.75 ? 'high' : judgement.score >= 0.5 ? 'medium' : 'low',
    rank: whole ? 1 : 2,
    reasons: [...judgement.reasons, `score ${judgement.score.toFixed(2)}`],
    related: [],
  };
};

/** Characters of a line that are looked at before the key, and in all: a minified file is one line. */
const LINE_BEFORE = 1000;
const LINE = 2000;

/** The line on which an entry's key stands, or the part of a long line around it. */
export const surroundingsOf = (text: string, path: string, entry: Entry): Surroundings => {
  const from = Math.max(0, entry.keyRange.start - LINE_BEFORE);
  const lineStart = from + text.slice(from, entry.keyRange.start).lastIndexOf('\n') + 1;
  const rest = text.slice(lineStart, lineStart + LINE);
  const end = rest.indexOf('\n');
  return { path, text, lineStart, line: end < 0 ? rest : rest.slice(0, end) };
};

/** What judging the entries of a text gave. */
export interface Judged {
  /** Entries judged to be secrets. */
  readonly candidates: readonly Candidate[];
  /** Values that are public by their key (a web page's key under `NEXT_PUBLIC_…`), so that a rule's match in them is none either. */
  readonly cleared: readonly Range[];
  /** Encoded values that are harmless when decoded: a rule that sees only the encoded text knows less. */
  readonly declined: readonly Range[];
}

/** A token of a vendor's own shape, by its head. It is a leak whatever its key says: a Stripe secret key under `NEXT_PUBLIC_…`. */
const SHAPED = /^(?:[A-Za-z]{2,12}[-_.][A-Za-z0-9]|A[KS]IA|eyJ|pat[A-Z0-9]|EAA|-----BEGIN)/;

/** A log is prose: what looks like an assignment in it counts only when its key names a credential. */
const isCredentialKey = (entry: Entry): boolean => /^(?:password|secret|token|key|auth)$/.test(readKey(entry.key, entry.parents).kind);

/** Judges one entry of a text. */
export type Judge = (entry: Entry, text: string) => Judgement;

/** `judge`, with the surroundings that an entry has in the text at a path. */
export const judgeAt =
  (path: string): Judge =>
  (entry, text) =>
    judge(entry, surroundingsOf(text, path, entry));

/** Judges all entries of a text. `judgeOne`: `judgeAt(path)`, or what remembers its answers. */
export const judgeEntries = (text: string, path: string, entries: readonly Entry[], format: FormatId = 'text', judgeOne: Judge = judgeAt(path)): Judged => {
  const candidates: Candidate[] = [];
  const cleared: Range[] = [];
  const declined: Range[] = [];
  for (const entry of entries) {
    if (format === 'ci-log' && entry.setting === 'source' && !isCredentialKey(entry)) continue;
    const judgement = judgeOne(entry, text);
    if ((judgement.verdict === 'public' && (isPublicValue(entry.value) || !SHAPED.test(entry.value))) || judgement.verdict === 'encrypted')
      cleared.push(entry.valueRange);
    const isSecret = judgement.verdict === 'secret' || judgement.verdict === 'weak-default';
    if (!isSecret && entry.encoding !== undefined) declined.push(entry.valueRange);
    if (isSecret) candidates.push(toCandidate(text, entry, judgement));
  }
  return { candidates, cleared, declined };
};
