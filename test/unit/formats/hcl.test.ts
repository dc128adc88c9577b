import { parse as parseWithHashicorp } from '@cdktf/hcl2json';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { parseHcl } from '../../../shared/formats/hcl.ts';
import { expectEntries } from '../../support/marked.ts';

const CASES: Record<string, string> = {
  'strings, numbers, references': `
a = "one"
     ^^^ a
b="two" // note
   ^^^ b
n = 42
    ^^ n
t = true # note
    ^^^^ t
r = var.other
    ^^^^^^^^^ r
empty = ""
         | empty`,
  'quotes and braces inside templates': `
a = "x-\${lookup(var.m, "k}")}-y"
     ^^^^^^^^^^^^^^^^^^^^^^^^^^ a
b = "say \\"hi\\""
     ^^^^^^^^^^ b
c = "$\${literal"
     ^^^^^^^^^^ c`,
  'quotes of other languages': `
a = 'one'
     ^^^ a
b = it's
c = "two"
     ^^^ c`,
  lists: `
keys = ["one", "two"]
         ^^^ keys element
                ^^^ keys element
more = [
  "three",
   ^^^^^ more element
  4, # note
  ^ more element
  ["five"],
    ^^^^ more element
]
z = "end"
     ^^^ z`,
  'maps, nested and with quoted keys': `
db = {
  user = "me"
          ^^ user
  "pass" : "abc",
            ^^^ pass
  deep = { x = "y" }
                ^ x
}
one = { a = "b", c = "d" }
             ^ a
                      ^ c`,
  heredocs: `
a = <<EOT
line 1
^^^^^^>
line 2
<^^^^^ a
EOT
b = <<-EOT
    indented
^^^^^^^^^^^^ b
  EOT
l = [<<X
inner
^^^^^ l element
X
, "next"]
   ^^^^ l element`,
  'comments of three kinds': `
# api_token = "abc"
               ^^^ api_token comment
//password="abc"
            ^^^ password comment
/* secret = "abc" */
             ^^^ secret comment
/*
  first = "x"
           ^ first comment
  prose goes here
  second = y
           ^ second comment
*/
a = "b" # c = "d"
     ^ a
               ^ c comment
d = /* why */ "e"
               ^ d`,
  'the default of a variable has its name': `
variable "db_password" {
  type    = map(object({
    password = string
  }))
  default = "abc"
             ^^^ db_password
}
variable keys {
  default = ["k1", { a = "k2" }]
              ^^ keys element
                          ^^ a
}`,
  'attributes of blocks': `
resource "aws_db_instance" "main" {
  password = "abc"
              ^^^ password
  user     = var.u
             ^^^^^ user
  nested { token = "def" }
                    ^^^ token
}
locals { a = "b" }
              ^ a`,
  'name and value pairs': `
env = [
  { name = "DB_PASS", value = "abc" },
            ^^^^^^^ name
                               ^^^ value
                               ^^^ DB_PASS
]`,
  'lists of settings': `
env = ["DB_PASS=abc", "x"]
        ^^^^^^^^^^^ env element
                ^^^ DB_PASS
                       ^ env element`,
  'JSON in a heredoc': `
a = <<EOT
[{ "password": "abc",
^^^^^^^^^^^^^^^^^^^^^>
                ^^^ password
  "x": "y" }]
        ^ x
<^^^^^^^^^^^^ a
EOT`,
  'results of expressions': `
a = var.x == "prod" ? "yes" : "no"
                       ^^^ a default
                               ^^ a default
b = coalesce(var.x, "abc")
                     ^^^ b default
c = file("path.txt")
d = jsonencode({ p = "abc" })
                      ^^^ p
e = contains(x, "k") ? "on" : "off"
                        ^^ e default
                               ^^^ e default
f = [for k in var.l : "x-\${k}"]
g = local.m["key"]
    ^^^^^^^^^^^^^^ g`,
  'a quote that is not closed costs its line': `
a = "one
     ^^^ a
b = "two"
     ^^^ b`,
  'a backslash at the end of a line does not go on': `
a = "one\\
     ^^^^ a
b = "two"
     ^^^ b`,
  'a template that is not closed costs its line': `
a = "one\${x"
     ^^^^^^ a
b = "two"
     ^^^ b`,
  'brackets that are not closed': `
a = ["one",
      ^^^ a element
b = "two"
     ^^^ b
c = coalesce("x",
              ^ c default
resource "r" "s" {
  d = "e"
       ^ d
f = "g"
     ^ f`,
  'a heredoc that is not closed costs its line': `
a = <<EOT
b = "two"
     ^^^ b`,
  'a for expression that is not closed': `
a = [for k in var.l : {
  b = "x"
c = "two"
     ^^^ c`,
  'brackets that close nothing': `
}])
a = "one" }
     ^^^ a
b = "two"
     ^^^ b`,
};

describe('parseHcl', () => {
  it.each(Object.entries(CASES))('%s', (_, marked) => {
    expectEntries(parseHcl, marked);
  });

  it('reads the same with Windows line ends', () => {
    for (const marked of Object.values(CASES)) expectEntries(parseHcl, marked, '\r\n');
  });

  it('gives the keys around an entry', () => {
    const at = (text: string) => parseHcl(text).entries.map((entry) => [...entry.parents, entry.key].join('/'));
    expect(at('a = { b = { c = "1" }, d = ["2", { e = "3" }] }')).toEqual(['a/b/c', 'a/d', 'a/d/e']);
    expect(at('resource "x" "y" {\n  z = "1"\n}\nw = "2"')).toEqual(['resource/x/y/z', 'w']);
    expect(at('variable "x" {\n  default = { y = "1" }\n}')).toEqual(['x/y']);
  });

  it('undoes escapes', () => {
    const [entry] = parseHcl('a = "q\\"\\n\\t\\u00e9\\\\ $${x} %%{y}"').entries;
    expect(entry?.value).toBe('q"\n\té\\ ${x} %{y}');
  });

  it('takes the shared indent from <<- heredocs', () => {
    expect(parseHcl('a = <<-E\n    x\n      y\n  E\n').entries[0]?.value).toBe('x\n  y');
  });

  it('notes what is not closed', () => {
    expect(parseHcl('a = "x\nb = <<E\n').notes.map((note) => note.message)).toEqual(['a quote is not closed', 'a heredoc is not closed']);
  });
});

/** Valid tfvars: identifiers, strings with escapes, heredocs, numbers, lists and maps. */
const name = fc.stringMatching(/^[a-z_][a-z0-9_-]{0,10}$/).filter((text) => !/^(?:true|false|null|for|if|in)$/.test(text));
const inner = fc.string({
  unit: fc.oneof(fc.constantFrom('$', '%', '{', '}', '"', '\\', '#', '/', '=', "'", '\n', '\t', 'é', '😀'), fc.stringMatching(/^[ -~]$/)),
  maxLength: 15,
});
const quote = (text: string): string =>
  `"${text
    .replace(/[\\"]/g, '\\$&')
    .replace(/\n/g, '\\n')
    .replace(/\t/g, '\\t')
    .replace(/([$%])(?=\{)/g, '$1$1')}"`;
// A doubled sign before a brace that is no template of ours would be ambiguous.
const string = inner.filter((text) => !/[$%]{2,}\{/.test(text)).map(quote);
const number = fc.nat(99999).map(String);
const bool = fc.constantFrom('true', 'false');
const scalar = fc.oneof({ weight: 4, arbitrary: string }, number, bool);
const list = fc
  .array(scalar, { maxLength: 4 })
  .chain((items) => fc.constantFrom(`[${items.join(', ')}]`, `[\n${items.map((item) => `  ${item}, # note\n`).join('')}]`));
const map = fc
  .uniqueArray(fc.tuple(name, scalar), { maxLength: 3, selector: ([key]) => key })
  .map((pairs) => `{\n${pairs.map(([key, value], i) => (i % 2 ? `  "${key}" = ${value}\n` : `  ${key} = ${value}\n`)).join('')}}`);
const heredoc = fc.array(fc.stringMatching(/^[a-z0-9 =+/"#-]{0,12}$/), { minLength: 1, maxLength: 3 }).map((lines) => `<<-EOT\n${lines.join('\n')}\nEOT`);
const value = fc.oneof({ weight: 4, arbitrary: scalar }, list, map, heredoc);
const file = fc
  .uniqueArray(fc.tuple(name, value, fc.constantFrom('', ' # note', ' // note')), { maxLength: 6, selector: ([key]) => key })
  .map((items) => items.map(([key, text, note]) => `${key} = ${text}${text.includes('EOT') ? '' : note}\n`).join(''));

/** Every path and its text, as HashiCorp's parser and as ours have it. */
const flatten = (path: string, node: unknown): string[] => {
  if (Array.isArray(node)) return node.flatMap((item) => flatten(path, item));
  if (node !== null && typeof node === 'object') return Object.entries(node).flatMap(([key, item]) => flatten(path === '' ? key : `${path}/${key}`, item));
  return [`${path} = ${JSON.stringify(String(node))}`];
};

/** Their JSON keeps `$${` and `%%{` as they stand, since it may go through templates again. */
const unescapeTemplates = (text: string): string => text.replace(/\$\$\{/g, '${').replace(/%%\{/g, '%{');

describe('parseHcl against the parser of HashiCorp', () => {
  it('gives the same keys and values', async () => {
    await fc.assert(
      fc.asyncProperty(file, async (text) => {
        const theirs = flatten('', await parseWithHashicorp('x.tfvars', text)).map(unescapeTemplates);
        const ours = parseHcl(text).entries.map(
          (entry) => `${[...entry.parents, entry.key].join('/')} = ${JSON.stringify(entry.quote === 'heredoc' ? `${entry.value}\n` : entry.value)}`,
        );
        expect(ours.sort()).toEqual(theirs.sort());
      }),
      { numRuns: 150 },
    );
  });
});
