import { execFileSync } from 'node:child_process';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { planMasks } from '../../../action/masks.ts';
import { Secret } from '../../../shared/model/secret.ts';
import { COMMON_WORDS } from '../../../shared/text/common-words.ts';
import { whyTrivial } from '../../../shared/text/trivial.ts';
import { CHANGES, ENCODINGS } from '../../support/encodings.ts';
import { createRunnerMasker, type RunnerMasker } from '../../support/runner-masks.ts';

const plan = (value: string, minLength?: number) => planMasks([{ name: 'prod/app', secret: new Secret(value) }], minLength);

const maskerOf = (...values: string[]): RunnerMasker => {
  const masker = createRunnerMasker();
  for (const mask of planMasks(values.map((value, i) => ({ name: `s${i}`, secret: new Secret(value) }))).masks) masker.addMask(mask);
  return masker;
};

/** What the runner lets through of a value: the longest run of characters of its encoded text that is still there, in an encoded text without wraps. */
const leftOf = (masker: RunnerMasker, encoded: string): string =>
  masker
    .mask(encoded)
    .split(/\n|\*\*\*/)
    .reduce((longest, run) => (run.length > longest.length ? run : longest), '');

/** Characters around a value in the texts that hold more than the value. */
const survives = (masker: RunnerMasker, value: string, name: string): boolean => {
  const encoded = (ENCODINGS[name] ?? String)(value);
  const shown = masker.mask(encoded);
  // A form that stands in any log by chance, as `652_` for `_256` read backwards, is spared by rule.
  if (whyTrivial(encoded) !== undefined) return false;
  if (shown.includes(encoded)) return true;
  if (name === 'plain') return shown.split('\n').some((line) => line.length > 3 && !line.includes('***') && whyTrivial(line) === undefined);
  return encoded.split('\n').some((line) => line.length > 8 && shown.includes(line));
};

const MARKS = 'abcdefgXYZ0123456789!#$%&()*+,-./:;<=>?@[]^_{|}~ \'"\\äß漢🦦';
const leaf = fc
  .string({ minLength: 4, maxLength: 80, unit: fc.constantFrom(...MARKS) })
  .filter((text) => whyTrivial(text) === undefined && whyTrivial(text.trim()) === undefined);

const letters = (count: number, seed: number): string => {
  let state = seed;
  return Array.from({ length: count }, () => {
    state = (state * 1103515245 + 12345) & 0x7fffffff;
    return 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'[(state >> 12) & 63] ?? '';
  }).join('');
};
const PEM = ['-----BEGIN', ' PRIVATE KEY-----\n', letters(64, 1), '\n', letters(64, 2), '\n', letters(21, 3), '==\n-----END', ' PRIVATE KEY-----\n'].join('');

describe('the masker of the runner', () => {
  it('does what the runner is tested for', () => {
    const masker = createRunnerMasker();
    const word = ['Pass', 'word'];
    for (const value of [
      `${word.join('')}123!`,
      `${word.join('"')}"123!`,
      `${word.join(' ')} 123!`,
      'Pass<word>123!',
      "Pass'word'123!",
      `"${word.join('')}123!!"`,
      '"short"',
    ])
      masker.addMask(value);
    const base64 = (text: string): string => Buffer.from(text).toString('base64');
    expect(masker.maskLine('123Password123!123')).toBe('123***123');
    expect(masker.maskLine('password123')).toBe('password123');
    expect(masker.maskLine('123Pass\\"word\\"123!123')).toBe('123***123');
    expect(masker.maskLine('123Pass%20word%20123%21123')).toBe('123***123');
    expect(masker.maskLine('123Pass&lt;word&gt;123!123')).toBe('123***123');
    expect(masker.maskLine("123Pass''word''123!123")).toBe('123***123');
    expect(['', 'a', 'ab', 'abc', 'abcd', 'abcde'].map((user) => masker.maskLine(base64(`${user}:Password123!`)))).toEqual([
      'OlBh***',
      'YTpQ***',
      'YWI6***',
      'YWJjOlBh***',
      'YWJjZDpQ***',
      'YWJjZGU6***',
    ]);
    expect(masker.maskLine('123Password123!!123')).toBe('123***123');
    expect(masker.maskLine('123short123')).toBe('123short123');
    expect(masker.maskLine('123"short"123')).toBe('123***123');
  });

  it('lets through what is known to escape it, when a value alone is registered', () => {
    const value = 'otter/nimbus-47?quartz';
    const masker = createRunnerMasker();
    masker.addMask(value);
    const escaping = Object.keys(ENCODINGS).filter((name) => leftOf(masker, (ENCODINGS[name] ?? String)(value)).length > value.length);
    expect(escaping).toEqual(expect.arrayContaining(['hex', 'hex in upper case', 'base64 twice', 'percent in lower case']));
    expect(escaping).not.toContain('json');
  });
});

describe('planMasks', () => {
  it('lets no leaf of a secret through in any encoding', () => {
    expect(Object.keys(ENCODINGS).length).toBeGreaterThanOrEqual(25);
    fc.assert(
      fc.property(
        fc.dictionary(fc.constantFrom('a', 'b', 'c', 'list'), fc.oneof(leaf, fc.array(leaf, { maxLength: 3 }), fc.record({ deep: leaf })), { minKeys: 1 }),
        (json) => {
          const masker = maskerOf(JSON.stringify(json));
          const leaves = Object.values(json).flatMap((each) => (typeof each === 'string' ? [each] : Object.values(each)));
          for (const value of leaves)
            for (const name of Object.keys(ENCODINGS)) if (survives(masker, value, name)) throw new Error(`${JSON.stringify(value)} survives: ${name}`);
        },
      ),
      { numRuns: 150 },
    );
  });

  it('leaves little more than a quantum of any encoding', () => {
    fc.assert(
      fc.property(
        leaf.filter((text) => text.trim() === text && text.length >= 6),
        fc.constantFrom(...Object.keys(ENCODINGS).filter((name) => !/around|longer|user|form|json$|twice|declare|shell/.test(name))),
        (value, name) => {
          const left = leftOf(maskerOf(value), (ENCODINGS[name] ?? String)(value));
          if (left.length > 6) throw new Error(`${name}: ${left} is left of ${value}`);
        },
      ),
      { numRuns: 300 },
    );
  });

  it('hides a value of some length in another case, cut and spaced', () => {
    fc.assert(
      fc.property(
        leaf.filter((text) => text.trim() === text && text.length >= 6 && [text.slice(0, -1), text.slice(1)].every((cut) => whyTrivial(cut) === undefined)),
        (value) => {
          const masker = maskerOf(value);
          for (const [name, change] of Object.entries(CHANGES))
            if (masker.maskLine(change(value)).includes(change(value))) throw new Error(`${value} survives: ${name}`);
        },
      ),
    );
  });

  it('hides each line of a key, however it is wrapped', () => {
    for (const value of [PEM, PEM.replaceAll('\n', '\r\n'), JSON.stringify({ tls: { key: PEM } }), `{\n  "key": ${JSON.stringify(PEM)}\n}`]) {
      const masker = maskerOf(value);
      for (const name of Object.keys(ENCODINGS)) {
        const shown = masker.mask((ENCODINGS[name] ?? String)(PEM));
        for (const line of shown.split('\n')) expect([name, line.split('***').filter((run) => run.length > 24)]).toEqual([name, []]);
      }
    }
  });

  it('leaves common words, braces and small numbers readable, and says so by their path', () => {
    const value = JSON.stringify(
      {
        user: 'admin',
        host: 'localhost',
        port: 5432,
        tls: true,
        none: null,
        empty: '',
        pin: 'x1',
        env: 'production',
        region: 'eu-west-1',
        list: ['debug', 8080],
        nested: '{"mode":"test"}',
      },
      null,
      2,
    );
    const { masks, masked, spared } = plan(value);
    expect(masked).toBe(2); // the whole and the JSON inside
    const masker = maskerOf(value);
    const log = 'admin connects to localhost:5432 in production (eu-west-1), debug: true {} [8080] null "mode": "test", },';
    expect(masker.mask(log)).toBe(log);
    expect(masks.filter((mask) => mask.length < 4)).toEqual([]);
    expect(spared.map(({ name }) => name)).toEqual(
      ['user', 'host', 'port', 'tls', 'none', 'empty', 'pin', 'env', 'region', 'list.0', 'list.1', 'nested.mode'].map((path) => `prod/app#${path}`),
    );
    expect(spared.map(({ why }) => why)).toContain('shorter than 4 characters');
    expect(JSON.stringify(spared)).not.toContain('5432');
  });

  it('masks no common word in any form of any secret', () => {
    fc.assert(
      fc.property(fc.array(leaf, { maxLength: 4 }), (values) => {
        const { masks } = planMasks(values.map((value) => ({ name: 's', secret: new Secret(value) })));
        expect(masks.filter((mask) => COMMON_WORDS.has(mask.toLowerCase()) || mask.length < 4 || /[\r\n]/.test(mask))).toEqual([]);
      }),
      { numRuns: 100 },
    );
  });

  it('hides what is inside of a secret: settings, URLs, connection strings, JSON in base64', () => {
    const inner = ['quartz-otter', '-71'].join('');
    const texts = [
      `DEBUG=true\nexport API_KEY="${inner}"\n`,
      `user: admin\ntoken: ${inner}\n`,
      `postgres://app:${inner}@db.internal/app`,
      `postgres://app:${encodeURIComponent(inner)}@db.internal/app`,
      `Server=db;User Id=app;Password=${inner};Encrypt=true`,
      JSON.stringify({ key: Buffer.from(JSON.stringify({ private: inner })).toString('base64') }),
      JSON.stringify({ text: JSON.stringify({ list: [[inner]] }) }),
      `API_KEY=${inner}`,
    ];
    for (const text of texts) expect(maskerOf(text).mask(`it is ${inner}!`)).toBe('it is ***!');
    expect(maskerOf('{"id": 12345678901234567890}').mask('12345678901234567890')).toBe('***');
    expect(maskerOf('{"a": "first-otter", "a": "last-otter"}').mask('first-otter last-otter')).toBe('*** ***');
  });

  it('hides leaves however deep they are', () => {
    let json = JSON.stringify('otter-quartz-9');
    for (let i = 0; i < 3000; i++) json = `[${json}]`;
    expect(maskerOf(json).mask('otter-quartz-9')).toBe('***');
  });

  it('keeps within bounds for large values and says so', () => {
    const long = letters(60_000, 7);
    const { masks, limits } = plan(long);
    expect(limits.join()).toContain('longer than 8192');
    expect(masks.length).toBeLessThan(3000);
    const masker = createRunnerMasker();
    for (const mask of masks) masker.addMask(mask);
    expect(masker.mask(long)).toBe('***');
    const many = planMasks([...Array(3000).keys()].map((i) => ({ name: `s${i}`, secret: new Secret(letters(20, i + 1)) })));
    expect(many.limits.join()).toContain('no encodings');
    expect(many.masked).toBe(3000);
    expect(new Set(many.masks).has(letters(20, 3000))).toBe(true);
    const ordinary = plan(letters(40, 9));
    expect(ordinary.masks.length).toBeLessThanOrEqual(25);
  });

  it('quotes as the shell does', () => {
    const value = 'ab c$d"e\'f(g)h!i*j?k[l]m{n}o|p;q<r>s&t`u\\v^w,x=y:z%@+';
    const quoted = execFileSync('bash', ['-c', 'printf %q "$1"; echo; export X="$1"; declare -p X', 'bash', value], { encoding: 'utf8', env: { LC_ALL: 'C' } });
    for (const line of quoted.trim().split('\n')) expect(maskerOf(value).maskLine(line).replace('declare -x X=', '').length).toBeLessThan(8);
  });
});
