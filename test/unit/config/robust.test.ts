import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { readGitleaksConfig } from '../../../shared/config/read-gitleaks.ts';
import { readWatertightConfig } from '../../../shared/config/read-watertight.ts';
import { AppError } from '../../../shared/model/app-error.ts';

const KNOWN = { rules: [], judged: ['generic-credential'] };

/** Lines of a configuration, right and wrong, in any order. */
const line = fc.oneof(
  fc.constantFrom(
    '[[rules]]',
    '[scan]',
    '[builtin]',
    '[[allowlists]]',
    '[[rules.allowlists]]',
    '[extend]',
    '[allowlist]',
    '[rules.allowlist]',
    ']',
    '"""',
    "'''",
    '# x',
    '[builtin.severity]',
  ),
  fc
    .tuple(
      fc.constantFrom(
        'id',
        'pattern',
        'regex',
        'keywords',
        'paths',
        'values',
        'stopwords',
        'only',
        'useDefault',
        'rules',
        'secret-group',
        'secretGroup',
        'scan',
        'entropy',
        '__proto__',
        'constructor',
        'a.b',
      ),
      fc.constantFrom(
        '"x"',
        "'a(b'",
        '["x", "y"]',
        '[1, "x"]',
        '3',
        '-1.5',
        'true',
        '{ a = 1 }',
        '[{ id = "x" }]',
        '1979-05-27',
        'nan',
        '',
        '"""',
        '[[',
        '[\n"a",\n"b"\n]',
      ),
    )
    .map(([key, value]) => `${key} = ${value}`),
  fc.string(),
);
const text = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 200 }),
  fc.array(line, { maxLength: 12 }).map((lines) => lines.join('\n')),
);

describe('any text', () => {
  it.each<[string, (given: string) => unknown]>([
    ['readWatertightConfig', (given) => readWatertightConfig(given, 'f.toml', KNOWN)],
    ['readGitleaksConfig', (given) => readGitleaksConfig(given, 'f.toml', KNOWN, (path) => ({ text: '', file: path }))],
  ])('%s gives a configuration or an error for people', (_, read) => {
    fc.assert(
      fc.property(text, (given) => {
        try {
          expect(read(given)).toMatchObject({ file: 'f.toml' });
        } catch (error) {
          if (!(error instanceof AppError)) throw error;
          expect(['config-invalid', 'rules-empty']).toContain(error.code);
          expect(error.message).toMatch(/f\.toml:\d+/);
          expect(error.hint).not.toBe('');
        }
      }),
      { numRuns: 500 },
    );
  });
});
