import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { formsOf } from '../../../shared/text/forms.ts';
import { prepareRedaction } from '../../../shared/text/redact-stream.ts';

const bytesOf = (text: string): string => Buffer.from(text, 'utf8').toString('latin1');
const textOf = (bytes: string): string => Buffer.from(bytes, 'latin1').toString('utf8');

/** Redacts a whole text, given in pieces. */
const redactPieces = (values: readonly string[], pieces: readonly string[]): string => {
  const redactor = prepareRedaction(values)();
  return textOf(pieces.map((piece) => redactor.push(piece)).join('') + redactor.end());
};
const redactAll = (values: readonly string[], text: string): string => redactPieces(values, [bytesOf(text)]);

/** Cuts at the given places, taken as fractions. */
const cut = (bytes: string, at: readonly number[]): string[] => {
  const places = [0, ...at.map((fraction) => Math.floor(fraction * bytes.length)).sort((a, b) => a - b), bytes.length];
  return places.slice(1).map((end, i) => bytes.slice(places[i], end));
};

/** What may be left of the last line, which is too short to be told from anything else. */
const MIN_VISIBLE = 20;

const withoutEscapes = (text: string): string => text.replace(/\x1b\[[0-9;]*m/g, '');

/** Few letters, so that values overlap, repeat and start in one another. */
const value = fc.oneof(
  fc.string({ unit: fc.constantFrom('a', 'b', 'c'), minLength: 5, maxLength: 12 }),
  fc.stringMatching(/^[a-zA-Z0-9+/=_!$%&"'\\<> -]{5,40}$/),
  fc.string({ unit: 'grapheme', minLength: 5, maxLength: 20 }),
  fc.string({ unit: fc.constantFrom('a', 'b'), minLength: 250, maxLength: 300 }),
  fc.constant('line one\nline two\nline three'),
);
const values = fc.array(value, { minLength: 1, maxLength: 4 });
const noise = fc.oneof(
  fc.string({ unit: fc.constantFrom('a', 'b', 'c', '\n', ' '), maxLength: 30 }),
  fc.string({ unit: 'grapheme', maxLength: 20 }),
  fc.constant('\x1b[31m'),
  fc.constant('\x1b]0;title\x07'),
);
/** Output that holds some of the values in some form, among other text. */
const output = (all: readonly string[]): fc.Arbitrary<string> =>
  fc
    .array(fc.oneof(noise, fc.constantFrom(...all.flatMap(formsOf), ...all.map((each) => each.slice(0, -1)))), { maxLength: 12 })
    .map((parts) => parts.join(''));
const valuesAndOutput = values.chain((all) => fc.tuple(fc.constant(all), output(all)));
const cuts = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 20 });

describe('redaction of a stream', () => {
  it('leaves nothing of a value, whatever the form', () => {
    const secret = 'hunter2 "and" more/of+it';
    for (const form of formsOf(secret)) expect(redactAll([secret], `before ${form} after`)).toBe('before [secret] after');
  });

  it.each([
    ['a\x1b[31mbc\x1b[0mdef!', 'before \x1b[1mabcdef!\x1b[0m after', 'before \x1b[1m[secret]\x1b[0m after'],
    ['abcdef!', 'x abc\x1b[31mdef!\x1b[0m y', 'x [secret]\x1b[31m\x1b[0m y'],
    ['abcdef!', '\x1b]0;abcdef!\x07 title', '\x1b]0;[secret]\x07 title'],
    ['abcdef!', '\x1b]8;;http://h/?t=abcdef!\x1b\\link\x1b]8;;\x1b\\', '\x1b]8;;http://h/?t=[secret]\x1b\\link\x1b]8;;\x1b\\'],
    ['abcdef!', '\x1b[31mabcdef\x1b(B!', '\x1b[31m[secret]\x1b(B'],
    ['one\ntwo\nthree', 'one\r\ntwo\r\nthree\r\n', '[secret]\r\n'],
    ['grün-äöü', 'x grün-äöü y', 'x [secret] y'],
  ])('of %j in %j', (secret, text, expected) => {
    // A value that itself holds escape codes is found where it stands as it is.
    expect(redactAll(secret.includes('\x1b') ? [secret, 'abcdef!'] : [secret], text)).toBe(expected);
  });

  it('redacts a long value as far as it goes on, in pieces and with colours in it', () => {
    const long = Array.from({ length: 2000 }, (_, i) => String.fromCharCode(97 + (((i * i * 7919) % 1009) % 26))).join('');
    const coloured = bytesOf(`<${long.slice(0, 700)}\x1b[31m${long.slice(700)}>`);
    expect(redactPieces([long], cut(coloured, [0.1, 0.11, 0.5, 0.9, 0.95]))).toBe('<[secret]\x1b[31m>');
    expect(redactAll([long], `<${long.slice(0, 1000)}>`)).toBe('<[secret]>');
  });

  it('redacts base64 and hex that a tool broke into lines', () => {
    const long = Array.from({ length: 200 }, (_, i) => String.fromCharCode(97 + (((i * i * 7919) % 1009) % 26))).join('');
    const wrap = (text: string, columns: number): string => text.replace(new RegExp(`.{${columns}}`, 'g'), '$&\n');
    for (const [text, columns] of [
      [Buffer.from(`${long}\n`).toString('base64'), 76],
      [Buffer.from(long).toString('base64'), 64],
      [Buffer.from(long).toString('hex'), 60],
    ] as const)
      expect(
        redactAll([long], wrap(text, columns))
          .replace(/\[secret\]/g, '')
          .replace(/\s/g, '').length,
      ).toBeLessThan(MIN_VISIBLE);
  });

  it('takes the longest value where several start', () => {
    expect(redactAll(['abcdef', 'abcdefgh'], 'abcdefgh abcdef abcdefg')).toBe('[secret] [secret] [secret]g');
  });

  it('leaves values that are too short', () => {
    expect(redactAll(['1', 'true', ''], 'true 1 true')).toBe('true 1 true');
  });

  it('gives the same whatever the pieces', () => {
    fc.assert(
      fc.property(valuesAndOutput, cuts, ([all, text], at) => {
        expect(redactPieces(all, cut(bytesOf(text), at))).toBe(redactAll(all, text));
      }),
      { numRuns: 250 },
    );
  });

  it('lets no form of a value survive, colours in it or not', () => {
    fc.assert(
      fc.property(valuesAndOutput, cuts, ([all, text], at) => {
        const clean = redactPieces(all, cut(bytesOf(text), at));
        for (const form of all.flatMap(formsOf)) {
          // What was put in may itself make up a form: a value such as `cret]` is no value.
          if ('[secret][secret]'.includes(form) || form.includes('[') || form.includes(']')) continue;
          const left = clean.split('[secret]');
          expect(left.filter((part) => part.includes(form) || withoutEscapes(part).includes(form))).toEqual([]);
        }
      }),
      { numRuns: 250 },
    );
  });

  it('leaves text without values as it is, byte for byte', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), cuts, (bytes, at) => {
        const text = Buffer.from(bytes).toString('latin1');
        const redactor = prepareRedaction(['a value that is not in there', 'nor \xff this one'])();
        expect(cut(text, at).map(redactor.push).join('') + redactor.end()).toBe(text);
      }),
    );
  });

  it('holds back nothing but what may be the start of a value', () => {
    const redactor = prepareRedaction(['correct-horse-battery'])();
    expect(redactor.push('prompt> ')).toBe('prompt> ');
    expect(redactor.push('say correct-')).toBe('say ');
    expect(redactor.push('ly.')).toBe('correct-ly.');
    expect(redactor.push('\x1b[32mgreen\x1b[')).toBe('\x1b[32mgreen\x1b[');
    expect(redactor.push('0m')).toBe('0m');
    expect(redactor.end()).toBe('');
  });

  it('gives at most a quarter of a value when nothing comes for a while, and redacts the rest when it comes', () => {
    const redactor = prepareRedaction(['correct-horse-battery-staple'])();
    expect(redactor.push('> corr')).toBe('> ');
    expect(redactor.idle()).toBe('corr');
    expect(redactor.idle()).toBe('');
    expect(redactor.push('ect-horse')).toBe('');
    expect(redactor.idle()).toBe('ect');
    expect(redactor.push('-battery')).toBe('');
    expect(redactor.push('-staple <')).toBe('[secret] <');
    expect(redactor.push('co')).toBe('');
    expect(redactor.idle()).toBe('co');
    expect(redactor.push('ld')).toBe('ld');
    expect(redactor.end()).toBe('');
  });

  it('shows no value whole, however often it is idle', () => {
    fc.assert(
      fc.property(valuesAndOutput, cuts, fc.array(fc.boolean(), { minLength: 1 }), ([all, text], at, idle) => {
        const redactor = prepareRedaction(all)();
        let clean = '';
        cut(bytesOf(text), at).forEach((piece, i) => {
          clean += redactor.push(piece);
          if (idle[i % idle.length]) clean += redactor.idle();
        });
        clean = textOf(clean + redactor.end());
        for (const form of all.flatMap(formsOf)) {
          if ('[secret][secret]'.includes(form) || form.includes('[') || form.includes(']')) continue;
          expect(clean.split('[secret]').filter((part) => part.includes(form))).toEqual([]);
        }
      }),
      { numRuns: 250 },
    );
  });
});
