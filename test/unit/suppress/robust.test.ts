import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { AppError } from '../../../shared/model/app-error.ts';
import { parseDetectSecretsBaseline } from '../../../shared/suppress/detect-secrets.ts';
import { parseIgnoreFile } from '../../../shared/suppress/ignore-file.ts';
import { applyInlineAllows } from '../../../shared/suppress/inline.ts';
import { parseBaseline } from '../../../shared/suppress/parse-baseline.ts';
import { makeFinding } from '../../support/make-finding.ts';

const json = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.json(),
  fc.json().map((inner) => `{"version":1,"salt":"0123456789abcdef","entries":[${inner},"end"]}`),
  fc.json().map((inner) => `{"results":{"a":${inner}}}`),
);

describe('any text', () => {
  it.each<[string, (text: string) => unknown]>([
    ['parseBaseline', (text) => parseBaseline(text, 'f')],
    ['parseDetectSecretsBaseline', (text) => parseDetectSecretsBaseline(text, 'f')],
  ])('%s gives a baseline or an error for people', (_, parse) => {
    fc.assert(
      fc.property(json, (text) => {
        try {
          expect(parse(text)).toHaveProperty('entries');
        } catch (error) {
          if (!(error instanceof AppError)) throw error;
          expect(error.code).toBe('baseline-invalid');
        }
      }),
    );
  });

  it('parseIgnoreFile accounts for every line', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const { places, problems } = parseIgnoreFile(text, 'f');
        expect(places.length + problems.length).toBeLessThanOrEqual(text.split(/\r\n|\n|\r/).length);
      }),
    );
  });

  const piece = fc.oneof(
    fc.constantFrom(
      'gitleaks:allow',
      'watertight:allow',
      'watertight:allow-next-line',
      'secretlint-disable',
      'secretlint-enable',
      '\n',
      '\r\n',
      '\r',
      ' -- ',
      '*/',
      '"',
      '# ',
    ),
    fc.string({ unit: 'binary', maxLength: 8 }),
  );
  it('applyInlineAllows keeps or silences each finding, and never shows a value as the reason', () => {
    fc.assert(
      fc.property(fc.array(piece), fc.array(piece), (before, after) => {
        const value = 'Zq9-\nQz8';
        const text = `${before.join('')}${value}${after.join('')}`;
        const parted = applyInlineAllows({ text, origin: { path: 'a' } }, [makeFinding(text, value)], new Set());
        expect(parted.kept.length + parted.suppressed.length).toBe(1);
        for (const { why } of parted.suppressed) expect(why).not.toMatch(/Zq9|Qz8/);
      }),
      { numRuns: 1_000 },
    );
  });
});
