import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { FEATURES, featuresOf } from '../../../shared/detect/features.ts';
import { ordinary } from '../../../shared/detect/gibberish.ts';
import { judgeSource, LEAST_SCORE } from '../../../shared/detect/judge-source.ts';
import model from '../../../shared/detect/model.json' with { type: 'json' };
import { createPrefilter } from '../../../shared/detect/prefilter.ts';
import { parseSource } from '../../../shared/formats/source.ts';
import { processorMs } from '../../support/processor-time.ts';

const { search } = createPrefilter([]);

const judgementsOf = (text: string, path = 'src/a.py') =>
  parseSource(text, search(text).words).entries.map((entry) => {
    const lineStart = text.lastIndexOf('\n', entry.keyRange.start) + 1;
    return judgeSource(entry, { text, path, lineStart, line: text.slice(lineStart).split('\n', 1)[0] ?? '' });
  });

/** Made-up values in pieces, so that this file holds no credential. */
const RANDOM = ['vK3x', 'Qz8p', 'Lw2r', 'Tn7d', 'Yb5s'].join('');
const HEX = ['9f3a1c', '07be52', 'd8e46b', '1f90ac', '35d7e2', '68'].join('');
const PHRASE = ['x7q', 'wvz', 'k9'].join('');

describe('the fitted judge of program text', () => {
  it.each([
    ['a random token', `api_token = "${RANDOM}"`],
    ['a hexadecimal key', `const secretKey = '${HEX}';`],
    ['a password of a sign-in', `login(user="bob", password="${PHRASE}")`],
    ['a random value in JSON', `  "client_secret": "${RANDOM}",`],
  ])('finds %s', (_, text) => {
    expect(judgementsOf(text).map((j) => j.verdict)).toContain('secret');
  });

  it.each([
    ['a label', 'passwordLabel = "Enter your password"'],
    ['the name of a field', 'PASSWORD_FIELD = "password"'],
    ['a dictionary key', '"key": "Content-Type"'],
    ['a variable', 'password = user_password'],
    ['a kind of token', 'token_type: "bearer"'],
    ['an instruction', 'api_key = "insert your api key here"'],
    ['a place', 'key_file = "/etc/ssl/private/server.key"'],
  ])('passes over %s', (_, text) => {
    for (const judgement of judgementsOf(text)) expect(judgement.verdict).toBe('not-a-credential');
  });

  it('explains itself without the value', () => {
    const [judgement] = judgementsOf(`api_token = "${RANDOM}"`);
    expect(judgement?.reasons.join(' ')).toContain('the key names: token, api');
    expect(judgement?.reasons.join(' ')).not.toContain(RANDOM.slice(0, 6));
  });

  it('gives a score from 0 to 1, and calls a secret what reaches the least score', () => {
    for (const text of [`token="${RANDOM}"`, 'token="a"', 'key: key']) {
      for (const { score, verdict } of judgementsOf(text)) {
        expect(score).toBeGreaterThanOrEqual(0);
        expect(score).toBeLessThanOrEqual(1);
        expect(verdict === 'secret').toBe(score >= LEAST_SCORE);
      }
    }
  });
});

describe('whatever the text', () => {
  it('gives a score, and never throws', () => {
    const part = fc.oneof(
      fc.constantFrom('password', 'apiKey', 'token', '="', '": "', "'", ' = ', '\\', '{', '(', '<', '0x', '€', 'é ', '....', '$', '@@@@'),
      fc.string(),
    );
    fc.assert(
      fc.property(fc.array(part, { maxLength: 40 }), (parts) => {
        for (const { score } of judgementsOf(parts.join(''))) expect(score >= 0 && score <= 1).toBe(true);
      }),
    );
  });

  it('takes time in proportion to it', () => {
    for (const unit of ['a.', 'a b ', '<a', '{a', 'é ', 'a-', '1,', "a'", '$a', 'aA', '%(', '=', '-- ']) {
      const text = `password = "${unit.repeat(2000)}"\n`.repeat(40);
      expect(processorMs(() => judgementsOf(text))).toBeLessThan(2000);
    }
  });
});

describe('the features', () => {
  it('are those that the model was fitted on, in the same order', () => {
    expect(model.features).toEqual(FEATURES);
  });

  it('are as many numbers as names, and finite, whatever the entry', () => {
    const text = 'a.b-secret😀 = "ü\n"\n"key" , "\u0000"\npassword=1,2';
    for (const entry of parseSource(text, search(text).words).entries) {
      const row = featuresOf(entry, { text, path: '', lineStart: 0, line: '' }, ordinary());
      expect(row).toHaveLength(FEATURES.length);
      expect(row.every(Number.isFinite)).toBe(true);
    }
  });
});
