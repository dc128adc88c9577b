import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { indexKnownValues } from '../../../shared/known/index-values.ts';
import type { KnownValue } from '../../../shared/model/known-value.ts';
import { Secret } from '../../../shared/model/secret.ts';
import { createKnownMatcher } from '../../../shared/scan/match-known.ts';
import { LEAK_ENCODINGS } from '../../support/leak-encodings.ts';

/** A sequence that is the same in every run (Park and Miller, "Random number generators", CACM 31(10), 1988). */
const randomFrom = (seed: number) => {
  let state = seed;
  return (below: number): number => {
    state = (state * 48271) % 2147483647;
    return state % below;
  };
};

const textOf = (random: (below: number) => number, alphabet: string, length: number): string =>
  Array.from({ length }, () => alphabet[random(alphabet.length)]).join('');

const ALNUM = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';
const MARKS = '!#$%&()*+,-./:;<=>?@[]^_{|}~';

/** Values as stores hold them: of several kinds, made up anew. */
const valuesFrom = (random: (below: number) => number): readonly string[] => [
  textOf(random, ALNUM, 12),
  textOf(random, ALNUM, 20),
  `key_${textOf(random, ALNUM, 24)}`,
  textOf(random, 'abcdef0123456789', 32),
  textOf(random, `${ALNUM}+/`, 40),
  `${textOf(random, ALNUM, 5)}${textOf(random, MARKS, 3)}${textOf(random, ALNUM, 8)}`,
  `${textOf(random, ALNUM, 6)}'"\`$\\${textOf(random, ALNUM, 6)}`,
  `pass word with ${textOf(random, ALNUM, 8)} blanks`,
  `pässwörd-ключ-${textOf(random, ALNUM, 8)}`,
  `${textOf(random, ALNUM, 9)}🦦${textOf(random, ALNUM, 9)}`,
];

const known = (text: string, name: string): KnownValue => ({ secret: new Secret(text), name, status: 'current', version: null, remedy: 'rotate it' });

const matcherOf = (values: readonly string[]) => createKnownMatcher(indexKnownValues(values.map((text, i) => known(text, `value ${i}`))).known);

/** A log as a build writes it: times, paths, hashes, base64 of pictures, tables. */
const cleanLog = (random: (below: number) => number): string =>
  Array.from({ length: 120 }, (_, i) => {
    const stamp = `2026-05-11T10:${String(i % 60).padStart(2, '0')}:07.1234567Z `;
    const kinds = [
      `Compiling module-${random(977)}/src/file_${random(613)}.rs in ${random(89)}ms`,
      `sha256:${textOf(random, 'abcdef0123456789', 64)}`,
      `data:image/png;base64,${textOf(random, `${ALNUM}+/`, 90)}`,
      `added ${random(900)} packages, and audited ${random(900)} packages in ${random(60)}s`,
      `| ${textOf(random, ALNUM, 8)} | ${random(100000)} | ok |`,
      `GET /api/v1/items/${textOf(random, ALNUM, 22)}?page=${random(9)} 200`,
    ];
    return `${stamp}${kinds[random(kinds.length)]}`;
  }).join('\n');

describe('known values', () => {
  it(`are found in ${Object.keys(LEAK_ENCODINGS).length} encodings`, () => {
    expect(Object.keys(LEAK_ENCODINGS).length).toBeGreaterThanOrEqual(60);
    const values = valuesFrom(randomFrom(4711));
    const match = matcherOf(values);
    const missed: string[] = [];
    for (const [name, encode] of Object.entries(LEAK_ENCODINGS))
      for (const [i, value] of values.entries()) {
        const log = `first line\n${encode(value)}\nlast line\n`;
        if (!match(log).some(({ title }) => title.includes(`value ${i} `))) missed.push(`${name}: ${value}`);
      }
    expect(missed).toEqual([]);
  });

  it('are all found in 100 logs, and none by chance in 100 clean ones', () => {
    const random = randomFrom(20261120);
    const values = Array.from({ length: 30 }, () => valuesFrom(random)).flat();
    const match = matcherOf(values);
    const encodings = Object.entries(LEAK_ENCODINGS);
    const missed: string[] = [];
    for (let i = 0; i < 100; i++) {
      const lines = cleanLog(random).split('\n');
      expect(match(lines.join('\n'))).toEqual([]);
      const planted = Array.from({ length: 3 }, () => ({
        encoding: encodings[random(encodings.length)]!,
        at: random(values.length),
        line: random(lines.length),
      }));
      for (const { encoding, at, line } of planted) lines[line] += `\n2026-05-11T10:00:00.0000000Z ${encoding[1](values[at]!)}\n`;
      const found = match(lines.join('\n'));
      for (const { encoding, at } of planted)
        if (!found.some(({ title }) => title.includes(`value ${at} `))) missed.push(`log ${i}, ${encoding[0]}: ${values[at]}`);
      for (const { title } of found) if (!planted.some(({ at }) => title.includes(`value ${at} `))) missed.push(`by chance in log ${i}: ${title}`);
    }
    expect(missed).toEqual([]);
  });

  it('are found wherever they stand, and have the place of what stands there', () => {
    const values = valuesFrom(randomFrom(31));
    const match = matcherOf(values);
    const filler = fc.string({ maxLength: 200, unit: fc.constantFrom(...'ab \n\r\t"\'\\=+.[0:é\u001b') });
    fc.assert(
      fc.property(filler, filler, fc.nat(values.length - 1), (before, after, at) => {
        // A letter or a mark that belongs to an encoding may not touch it on its own.
        const text = `${before}\n<${values[at]}>\n${after}`;
        const start = before.length + 2;
        const hit = match(text).find(({ range }) => range.start >= start - 1 && range.end <= start + values[at]!.length + 1);
        if (hit === undefined) throw new Error(`not found: ${JSON.stringify(text)}`);
      }),
      { numRuns: 300 },
    );
  });
});
