import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { parse as parseWithSmolToml } from 'smol-toml';
import { parseToml } from '../../../shared/formats/toml.ts';
import { expectEntries } from '../../support/marked.ts';

const CASES: Record<string, string> = {
  'strings of four kinds': `
a = "one # two" # note
     ^^^^^^^^^ a
b = 'C:\\dir\\'
     ^^^^^^^ b
c = """
first
^^^^^>
second"""
<^^^^^ c
d = '''x'y'''
       ^^^ d
e = ""
     | e`,
  'other values': `
a = 42 # note
    ^^ a
b = true
    ^^^^ b
c = 1979-05-27 07:32:00Z
    ^^^^^^^^^^^^^^^^^^^^ c`,
  'arrays and inline tables': `
a = ["one", 'two', 3]
      ^^^ a element
             ^^^ a element
                   ^ a element
b = [
  "x", # note
   ^ b element
  ["y"],
    ^ b element
  { k = "z" },
         ^ k
]
c = { d = "e", f.g = "h" }
           ^ d
                      ^ g`,
  'commented-out settings': `
# password = "abc"
              ^^^ password comment
a = [
  # token = "def"
             ^^^ token comment
]`,
  'what is broken costs its line': `
a = "one
     ^^^ a
b = "two"
     ^^^ b
no sign
c = ["x",
      ^ c element
d = "y"
     ^ d
= "z"
[e
f = "g"
     ^ f`,
};

describe('parseToml', () => {
  it.each(Object.entries(CASES))('%s', (_, marked) => {
    expectEntries(parseToml, marked);
    expectEntries(parseToml, marked, '\r\n');
  });

  it('gives tables and dotted keys as parents', () => {
    const paths = parseToml('a = 1\n[b."c.d"]\ne.f = 2\n[[g]]\nh = { i = 3 }\n').entries.map((entry) => [...entry.parents, entry.key].join('/'));
    expect(paths).toEqual(['a', 'b/c.d/e/f', 'g/h/i']);
  });

  it('undoes escapes in double quotes only', () => {
    const values = parseToml('a = "x\\ty\\u0041\\"\\\\z"\nb = \'x\\t\'\nc = """one \\\n   two"""').entries.map((entry) => entry.value);
    expect(values).toEqual(['x\ty' + 'A"\\z', 'x\\t', 'one two']);
  });
});

const name = fc.stringMatching(/^[A-Za-z_][A-Za-z0-9_-]{0,8}$/).filter((text) => text !== '__proto__');
const inner = fc.string({
  unit: fc.oneof(fc.constantFrom('"', '\\', '#', "'", '=', '[', '{', '\n', '\t', 'é', '😀'), fc.stringMatching(/^[ -~]$/)),
  maxLength: 12,
});
const basic = inner.map((text) => `"${text.replace(/[\\"]/g, '\\$&').replace(/\n/g, '\\n').replace(/\t/g, '\\t')}"`);
const literal = inner.filter((text) => !/['\n]/.test(text)).map((text) => `'${text}'`);
const longBasic = inner.map((text) => `"""\n${text.replace(/[\\"]/g, '\\$&')}"""`);
const longLiteral = inner.filter((text) => !text.includes("'")).map((text) => `'''${text}'''`);
const scalar = fc.oneof(basic, literal, longBasic, longLiteral, fc.nat(9999).map(String), fc.constantFrom('true', 'false'));
const short = fc.oneof(basic, literal, fc.nat(9999).map(String));
const array = fc
  .array(scalar, { maxLength: 4 })
  .chain((items) => fc.constantFrom(`[${items.join(', ')}]`, `[ # note\n${items.map((item) => `  ${item},\n`).join('')}]`));
const inline = fc
  .uniqueArray(fc.tuple(name, short), { maxLength: 3, selector: ([key]) => key })
  .map((pairs) => `{ ${pairs.map((pair) => pair.join(' = ')).join(', ')} }`);
const pairs = fc.uniqueArray(fc.tuple(name, fc.oneof({ weight: 3, arbitrary: scalar }, array, inline)), { maxLength: 4, selector: ([key]) => key });
const body = pairs.map((items) => items.map(([key, value], i) => `${i % 3 === 2 ? JSON.stringify(key) : key} = ${value} # note\n`).join(''));
const file = fc
  .tuple(body, fc.uniqueArray(fc.tuple(name, body), { maxLength: 2, selector: ([key]) => key }))
  .map(([top, tables]) => top + tables.map(([key, text]) => `[t.${key}]\n${text}`).join(''));

const flatten = (path: string, node: unknown): string[] => {
  if (Array.isArray(node)) return node.flatMap((item) => flatten(path, item));
  if (node !== null && typeof node === 'object') return Object.entries(node).flatMap(([key, item]) => flatten(path === '' ? key : `${path}/${key}`, item));
  return [`${path} = ${JSON.stringify(String(node))}`];
};

describe('parseToml against smol-toml', () => {
  it('gives the same keys and values', () => {
    fc.assert(
      fc.property(
        file.filter((text) => !/^t = /m.test(text) && !/^"t" = /m.test(text)),
        (text) => {
          const ours = parseToml(text).entries.map((entry) => `${[...entry.parents, entry.key].join('/')} = ${JSON.stringify(entry.value)}`);
          expect(ours.sort()).toEqual(flatten('', parseWithSmolToml(text)).sort());
        },
      ),
      { numRuns: 300 },
    );
  });
});
