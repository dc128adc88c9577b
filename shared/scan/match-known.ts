import type { Candidate } from '../detect/candidate.ts';
import type { KnownNote } from '../model/known-value.ts';
import type { Range } from '../model/range.ts';
import { createFinder } from '../text/find-fingerprints.ts';
import type { FingerprintIndex } from '../text/fingerprint-index.ts';

/** Values to look for, as plain data that threads share: digests and names, no value. */
export interface KnownSetup {
  readonly index: FingerprintIndex;
  /** By label of the index: that of a value as it is, and with `+` behind it, in another form. */
  readonly notes: readonly KnownNote[];
}

export const KNOWN_VALUE_RULE = { id: 'known-value', title: 'Known secret value', severity: 'critical' } as const;

/** Above all rules: that a value is the secret is known, not guessed. */
const RANK = 9;

/** So much of the token around an encoded value is taken with it: characters at its edges hold bits of the value. UTF-16 units. */
const MAX_AROUND = 256;

const isToken = (char: string | undefined): boolean => char !== undefined && /[\w+/%-]/.test(char);

const withToken = (text: string, { start, end }: Range): Range => {
  let from = start;
  let to = end;
  while (from > 0 && start - from < MAX_AROUND && isToken(text[from - 1])) from -= 1;
  while (to < text.length && to - end < MAX_AROUND && isToken(text[to])) to += 1;
  return { start: from, end: to };
};

/** Finds known values in any of their forms. Pure: the index holds digests alone. */
export const createKnownMatcher = ({ index, notes }: KnownSetup): ((text: string) => Candidate[]) => {
  const find = createFinder(index);
  return (text) =>
    find(text).flatMap(({ label, range, squeezed }) => {
      const note = notes[Number.parseInt(label, 10)];
      if (note === undefined) return [];
      const isEncoded = label.endsWith('+');
      const raw = text.slice(range.start, range.end);
      return [
        {
          ruleId: KNOWN_VALUE_RULE.id,
          title: note.title,
          key: null,
          range: isEncoded ? withToken(text, range) : range,
          value: /[\r\n\u001b]/.test(raw) ? squeezed : raw,
          severity: note.severity,
          confidence: 'high' as const,
          rank: RANK,
          reasons: [...note.reasons, ...(isEncoded ? ['encoded or escaped, not as it is'] : [])],
          related: [],
          known: note.hit,
        },
      ];
    });
};
