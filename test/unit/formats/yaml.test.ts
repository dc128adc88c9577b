import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { parse as parseWithYaml, stringify } from 'yaml';
import { parseYaml } from '../../../shared/formats/yaml.ts';
import { expectEntries } from '../../support/marked.ts';

const check = (source: string) => expectEntries((text) => parseYaml(text, 'data.yml'), source);

/** Leaves of a value as the parser should see them: `parents|key=value`. */
const leavesOf = (value: unknown, parents: string[], key: string | undefined): string[] => {
  if (Array.isArray(value)) return value.flatMap((item) => leavesOf(item, parents, key));
  if (value !== null && typeof value === 'object')
    return Object.entries(value).flatMap(([name, member]) => leavesOf(member, key === undefined ? parents : [...parents, key], name));
  return key === undefined ? [] : [`${parents.join('.')}|${key}=${String(value)}`];
};

describe('parseYaml', () => {
  it('reads block mappings and sequences', () => {
    const { entries } = check(`# a comment
database:
  password: example # more
            ^^^^^^^ password
  'quoted-key': "a \\"b\\" c"
                 ^^^^^^^^^ quoted-key
  url: http://example.org:80/#top
       ^^^^^^^^^^^^^^^^^^^^^^^^^^ url
hosts:
- one
  ^^^ hosts element
- name: two
        ^^^ name
  token: it's
         ^^^^ token
-   - three
      ^^^^^ hosts element
empty:
last: 'it''s'
       ^^^^^ last`);
    expect(entries.map((entry) => entry.parents.join('.'))).toEqual(['database', 'database', 'database', '', 'hosts', 'hosts', '', '']);
    expect(entries.at(-1)?.value).toBe("it's");
  });

  it('reads flow collections, also over lines', () =>
    void check(`a: {b: one, "c": [two, 'three'], d: {e: x y }}
       ^^^ b
                  ^^^ c element
                        ^^^^^ c element
                                        ^^^ e
f: [
  {name: DB_PASSWORD, value: example},
                             ^^^^^^^ DB_PASSWORD
]
g: end
   ^^^ g`));

  it('reads block scalars as one entry', () => {
    const { entries } = check(`key: |
  first
  ^^^^^>
    second

  third
<^^^^^^ key
folded: >-
  one
  ^^^>
  two
<^^^^ folded
- list: |2
     x
    ^^ list
after: 1
       ^ after`);
    expect(entries[0]?.value).toBe('first\n  second\n\nthird');
    expect(entries[1]?.value).toBe('one two');
  });

  it('joins names and values', () =>
    void check(`env:
  - name: DB_PASSWORD
    value: "example"
            ^^^^^^^ DB_PASSWORD config
  - value: example
           ^^^^^^^ API_TOKEN config
    name: API_TOKEN
  - name: FROM_SECRET
          ^^^^^^^^^^^ name
    valueFrom:
      secretKeyRef:
        name: db
        key: password
environment:
  - DB_PASSWORD=example
                ^^^^^^^ DB_PASSWORD config
  - "API_TOKEN=exa mple"
               ^^^^^^^^ API_TOKEN config
  - plain
    ^^^^^ environment element
command: [a=b]
          ^^^ command element`));

  it('knows what is encoded in a Secret, wherever its kind stands', () => {
    const { entries } = parseYaml(
      `apiVersion: v1
data:
  password: YW4tZXhhbXBsZQ==
stringData:
  token: example
kind: Secret
---
kind: ConfigMap
data:
  password: example
`,
      'any.yml',
    );
    const shown = entries.map(({ key, encoding, setting }) => `${key} ${encoding ?? '-'} ${setting}`);
    expect(shown).toContain('password base64 config');
    expect(shown).toContain('token - config');
    expect(shown).toContain('password - config');
  });

  it('reads assignments that were commented out, and no prose', () =>
    void check(`a: 1
   ^ a
# password: example
            ^^^^^^^ password comment
#  - DB_PASSWORD=example
                 ^^^^^^^ DB_PASSWORD comment
# set the password: it must be long`));

  it('tolerates templates, tabs and damage', () =>
    void check(
      `{{- if .Values.secret }}
password: {{ .Values.password | quote }}
          ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ password
{{- end }}
	token:	example
	      	^^^^^^^ token
secret: "never closed
         ^^^^^^^^^^^^ secret
: nothing
- [
key: !vault &anchor example
                    ^^^^^^^ key
alias: *anchor`.replaceAll(/^\t {6}\t/gm, '        '),
    ));

  it('reads defaults of variables', () =>
    void check(`secret: \${SECRET:-example}
        ^^^^^^^^^^^^^^^^^^ secret
                  ^^^^^^^ secret default
jwt: "\${JWT_SECRET:example}"
      ^^^^^^^^^^^^^^^^^^^^^ jwt
                   ^^^^^^^ jwt default`));

  it('reads a settings file inside a ConfigMap by its own grammar', () => {
    const text = `data:
  application.properties: |
    # a comment
    db.user=app
    db.password=example one

    token = example
  other: x
`;
    const entries = parseYaml(
      text,
      'k8s/a.yml',
      [...text.matchAll(/pass|token/g)].map((match) => match.index + match[0].length),
    ).entries;
    expect(entries.map(({ key, valueRange, setting }) => `${key}=${text.slice(valueRange.start, valueRange.end)} ${setting}`)).toEqual([
      'db.password=example one config',
      'token=example config',
    ]);
  });

  it('takes the names of jobs and services for names', () => {
    const text = 'jobs:\n  git-secrets:\n    name: Checkout\n    steps:\n      - name: two\nsecrets:\n  a: b\n';
    const offsets = [...text.matchAll(/secret/g)].map((match) => match.index + 6);
    expect(parseYaml(text, 'x.yml', offsets).entries.map((entry) => entry.key)).toEqual(['a']);
  });

  it('reads assignments inside scripts', () => {
    const text = 'run: |\n  export DB_PASSWORD="example"\n';
    const at = text.indexOf('PASS') + 4;
    const entries = parseYaml(text, 'x.yml', [at]).entries;
    expect(entries.map(({ key, value }) => `${key}=${value}`)).toEqual(['DB_PASSWORD=example']);
  });

  it.each([
    ['docker-compose.yml', 'config'],
    ['deploy/k8s/app.yaml', 'config'],
    ['.github/workflows/ci.yml', 'config'],
    ['src/main/resources/application-prod.yml', 'config'],
    ['charts/app/values.yaml', 'config'],
    ['config\\secrets.yml', 'config'],
    ['test/fixtures/vcr.yml', 'source'],
    ['locales/de.yml', 'source'],
    ['openapi.yaml', 'source'],
  ])('takes the entries of %s for %s', (path, setting) => {
    expect(parseYaml('password: example', path).entries[0]?.setting).toBe(setting);
  });

  it('agrees with the yaml package on generated documents', () => {
    const word = fc
      .stringMatching(/^[a-z][a-z0-9_]{0,8}$/)
      .filter((key) => !/^(?:name|key|value|env|kind|y|n|yes|no|on|off|true|false|null|header|setting|variable)$/.test(key));
    const scalar = fc.oneof(
      fc.stringMatching(/^\S[ -~]{0,12}$/),
      fc.stringMatching(/^[ -~\n]{0,20}$/).filter((line) => !/ \n|\n /.test(line)),
      word,
      fc.integer(),
      fc.boolean(),
    );
    const { value } = fc.letrec((tie) => ({
      value: fc.oneof({ depthSize: 'small' }, scalar, tie('list'), tie('map')),
      list: fc.array(tie('value'), { maxLength: 3 }),
      map: fc.dictionary(word, tie('value'), { maxKeys: 4 }),
    }));
    const style = fc.constantFrom('PLAIN', 'QUOTE_DOUBLE', 'QUOTE_SINGLE', 'BLOCK_LITERAL') as fc.Arbitrary<'PLAIN'>;
    fc.assert(
      fc.property(fc.dictionary(word, value, { minKeys: 1, maxKeys: 4 }), style, fc.boolean(), fc.constantFrom(2, 4), (document, type, flow, indent) => {
        // Plain scalars over several lines hold no empty lines here: nobody writes a secret so.
        fc.pre((!flow && type !== 'PLAIN') || !JSON.stringify(document).includes('\\n'));
        const text = stringify(document, { lineWidth: 0, defaultStringType: type, collectionStyle: flow ? 'flow' : 'any', indent, indentSeq: indent === 2 });
        // Trailing line breaks of block scalars are left out of entries.
        const trim = (leaf: string) => leaf.replace(/\n+$/, '');
        const seen = parseYaml(text).entries.map((entry) => trim(`${entry.parents.join('.')}|${entry.key}=${entry.value}`));
        expect(seen).toEqual(leavesOf(parseWithYaml(text), [], undefined).map(trim));
      }),
      { numRuns: 500 },
    );
  });

  it('reads a setting in a list once, and what its value holds', () => {
    const text = 'services:\n  a:\n    environment:\n      - "API_KEY_ID=example:one"\n      - RUN=tool --token=example2\n';
    const offsets = [...text.matchAll(/key|token/gi)].map(({ index, 0: word }) => index + word.length);
    const { entries } = parseYaml(text, 'compose.yml', offsets);
    expect(entries.map(({ key, value }) => `${key}=${value}`)).toEqual(['API_KEY_ID=example:one', 'token=example2']);
  });
});
