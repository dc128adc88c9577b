import { parseEnv } from 'node:util';
import { parse as parseWithHashicorp } from '@cdktf/hcl2json';
import { describe, expect, it } from '@jest/globals';
import dotenv from 'dotenv';
import fc from 'fast-check';
import { parse as parseYaml } from 'yaml';
import type { FormatId } from '../../../../shared/model/entry.ts';
import type { Finding } from '../../../../shared/model/finding.ts';
import { makeFinding } from '../../../support/make-finding.ts';
import { AWS, LOCAL, moveText, type Store } from '../../../support/moved.ts';

/** A line and, when it is to move, what of it is the secret. */
interface Line {
  readonly key: string | null;
  readonly text: string;
  readonly secret?: string;
  /** Where the secret starts in the line. */
  readonly at?: number;
}

const KEYS = ['DB_PASSWORD', 'API_TOKEN', 'PORT', 'db_pass', 'URL', 'X1', 'mode'];
const plain = fc.stringMatching(/^[A-Za-z0-9_.,:/@%+=-]{1,12}$/).filter((text) => !/^[=:]/.test(text));
const spaced = fc.stringMatching(/^[A-Za-z0-9 #,;:!?@%&*()=+<>|~^-]{1,12}$/);

/** Keys once each, in any order, with lines between them. */
const linesOf = (line: (key: string) => fc.Arbitrary<Line>, between: readonly string[]): fc.Arbitrary<readonly Line[]> =>
  fc
    .shuffledSubarray(KEYS, { minLength: 1 })
    .chain((keys) => fc.tuple(...keys.map(line), ...keys.map(() => fc.constantFrom(...between).map((text): Line => ({ key: null, text })))))
    .map((lines) => {
      const half = lines.length / 2;
      return lines.slice(0, half).flatMap((one, index) => [lines[half + index]!, one]);
    });

/** The text of lines and the findings in it, wherever equal texts stand. */
const assemble = (lines: readonly Line[], newline: string, path: string, format: FormatId): { text: string; findings: Finding[] } => {
  let text = '';
  const findings: Finding[] = [];
  for (const line of lines) {
    if (line.secret !== undefined) {
      const start = text.length + (line.at ?? 0);
      findings.push({ ...makeFinding(line.text, line.secret, { path, key: line.key }), format, range: { start, end: start + line.secret.length } });
    }
    text += line.text + newline;
  }
  return { text, findings };
};

const store = fc.constantFrom<Store>(AWS, LOCAL);
const newline = fc.constantFrom('\n', '\r\n');

describe('a .env of any content', () => {
  const line = (key: string): fc.Arbitrary<Line> =>
    fc
      .record({
        value: plain,
        words: spaced,
        style: fc.nat(5),
        isMoved: fc.boolean(),
        lead: fc.constantFrom('', 'export '),
        tail: fc.constantFrom('', ' # note', '  '),
      })
      .map(({ value, words, style, isMoved, lead, tail }): Line => {
        const [quote, content] =
          style < 2
            ? (['', value] as const)
            : style === 2
              ? (['"', words] as const)
              : style === 3
                ? (["'", words] as const)
                : style === 4
                  ? (['`', words] as const)
                  : (['"', `${value}\n${value}`] as const);
        const text = `${lead}${key}=${quote}${content}${quote}${tail}`;
        return { key, text, ...(isMoved && content.trim() !== '' && { secret: content, at: text.indexOf('=') + 1 + quote.length }) };
      });

  it('has the references where values were, and every other value as before, for Node and for dotenv', () => {
    fc.assert(
      fc.property(linesOf(line, ['', '# A=b', '#', '# note x']), newline, store, (lines, breaks, where) => {
        const { text, findings } = assemble(lines, breaks, '.env', 'dotenv');
        const { texts, targets } = moveText('.env', text, where, [], findings);
        for (const read of [parseEnv, dotenv.parse]) {
          const before = read(text);
          const expected = { ...before };
          for (const { variable } of targets) expected[variable] = where.reference(variable);
          // A key in lower case is itself in the file, and a variable in upper case elsewhere.
          for (const { key, secret } of lines)
            if (key !== null && secret !== undefined && key !== key.toUpperCase()) {
              expected[key] = where.reference(key.toUpperCase());
              delete expected[key.toUpperCase()];
            }
          expect(read(texts['.env']!)).toEqual(expected);
        }
        expect(texts['.env']!.split(breaks).filter((each) => each.startsWith('#'))).toEqual(text.split(breaks).filter((each) => each.startsWith('#')));
      }),
      { numRuns: 300 },
    );
  });
});

describe('a tfvars of any content', () => {
  const line = (key: string): fc.Arbitrary<Line> =>
    fc.record({ words: spaced, isMoved: fc.boolean(), tail: fc.constantFrom('', ' # note', ' // note') }).map(
      ({ words, isMoved, tail }): Line => ({
        key,
        text: `${key} = "${words}"${tail}`,
        ...(isMoved && words.trim() !== '' && { secret: words, at: key.length + 4 }),
      }),
    );

  it('loses just the assignments that move', async () => {
    await fc.assert(
      fc.asyncProperty(
        linesOf(line, ['', '# a = "b"', 'list = ["x", {a = 1}]', '/* x = 1 */']).filter(
          (lines) => lines.filter(({ text }) => text.startsWith('list')).length < 2,
        ),
        newline,
        store,
        async (lines, breaks, where) => {
          const { text, findings } = assemble(lines, breaks, 'a.tfvars', 'tfvars');
          const { texts, rewrite } = moveText('a.tfvars', text, where, [], findings);
          const expected = await parseWithHashicorp('a.tfvars', text);
          const moved = lines.filter(({ secret }) => secret !== undefined).map(({ key }) => key!);
          for (const key of moved) delete expected[key];
          expect(await parseWithHashicorp('a.tfvars', texts['a.tfvars']!)).toEqual(expected);
          expect(rewrite.complete || moved.length === 0).toBe(true);
          expect(Object.keys(parseEnv(texts['.env'] ?? '')).sort()).toEqual(moved.map((key) => `TF_VAR_${key}`).sort());
        },
      ),
      { numRuns: 60 },
    );
  });
});

describe('a compose file of any content', () => {
  const line = (key: string): fc.Arbitrary<Line> =>
    fc
      .record({
        value: fc.stringMatching(/^[A-Za-z][A-Za-z0-9_.@+=-]{0,10}$/),
        words: spaced,
        style: fc.nat(2),
        isMoved: fc.boolean(),
        tail: fc.constantFrom('', ' # note'),
      })
      .map(({ value, words, style, isMoved, tail }): Line => {
        const [quote, content] = style === 0 ? (['', value] as const) : style === 1 ? (['"', words] as const) : (["'", words] as const);
        return {
          key,
          text: `      ${key}: ${quote}${content}${quote}${tail}`,
          ...(isMoved && content.trim() !== '' && { secret: content, at: key.length + 8 + quote.length }),
        };
      });

  it('takes what moves from the .env, and has the rest as before', () => {
    fc.assert(
      fc.property(linesOf(line, ['', '      # A: b']), newline, store, (lines, breaks, where) => {
        const head: Line[] = ['services:', '  db:', '    image: postgres', '    environment:'].map((text) => ({ key: null, text }));
        const { text, findings } = assemble([...head, ...lines], breaks, 'compose.yaml', 'yaml');
        const { texts } = moveText('compose.yaml', text, where, [], findings);
        const expected = parseYaml(text);
        const env = parseEnv(texts['.env'] ?? '');
        for (const { key, secret } of lines) if (key !== null && secret !== undefined) expected.services.db.environment[key] = `\${${key.toUpperCase()}}`;
        expect(parseYaml(texts['compose.yaml']!)).toEqual(expected);
        for (const { key, secret } of lines) if (key !== null && secret !== undefined) expect(env[key.toUpperCase()]).toBe(where.reference(key.toUpperCase()));
      }),
      { numRuns: 200 },
    );
  });
});
