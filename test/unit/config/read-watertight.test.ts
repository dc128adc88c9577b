import { describe, expect, it } from '@jest/globals';
import type { KnownRules } from '../../../shared/config/known-rules.ts';
import { readWatertightConfig } from '../../../shared/config/read-watertight.ts';
import { AppError } from '../../../shared/model/app-error.ts';
import type { Rule } from '../../../shared/model/rule.ts';
import { sample } from '../../../shared/rules/sample.ts';

const builtin = (id: string): Rule => ({ id, title: id, keywords: ['abc'], pattern: '(?<secret>abc)', severity: 'high', examples: [] });
const KNOWN: KnownRules = {
  rules: ['aws-access-key-id', 'aws-secret-access-key', 'stripe-secret-key'].map(builtin),
  judged: ['generic-credential', 'weak-default-credential'],
};

const read = (text: string) => readWatertightConfig(text, 'watertight.toml', KNOWN);
const errorOf = (text: string): { code: string; message: string; hint: string } => {
  try {
    read(text);
  } catch (error) {
    if (error instanceof AppError) return { code: error.code, message: error.message, hint: error.hint };
    throw error;
  }
  throw new Error('no error');
};

describe('readWatertightConfig', () => {
  it('takes an empty file for the defaults', () => {
    expect(read('')).toEqual({
      file: 'watertight.toml',
      rules: KNOWN.rules,
      userRules: [],
      disabledRules: new Set(),
      severities: new Map(),
      allowlists: [],
      baseline: null,
      failOn: null,
      scan: { paths: null, exclude: [], trackedOnly: null, maxFileBytes: null, archives: null, archiveDepth: null, decodeDepth: null },
      naming: { prefix: null, environment: null, service: null },
      problems: [],
    });
  });

  it('reads how secrets are named', () => {
    expect(read('[secrets]\nprefix = "acme/shop"\nservice = "api"').naming).toEqual({ prefix: 'acme/shop', environment: null, service: 'api' });
    for (const value of ['', '/a', 'a/', 'a//b', 'a b', '${x}'])
      expect(errorOf(`[secrets]\nprefix = "${value}"`).message).toContain("`prefix` can't be part of a name");
  });

  it.each(['provider', 'endpoint', 'region', 'profile', 'home', 'address', 'vault-url', 'key-file', 'audit-log'])(
    'lets no file of the repository say where a value goes: %s',
    (key) => {
      for (const text of [`[secrets]\n${key} = "x"`, `${key} = "x"`, `[aws]\n${key} = "x"`])
        expect(errorOf(text)).toMatchObject({ code: 'config-invalid', message: expect.stringContaining('unknown key') });
    },
  );

  it('reads every setting', () => {
    const config = read(`\uFEFF
baseline = ".watertight-baseline.json"\r
fail-on = "medium"

[scan]
paths = ["src", "deploy"]
exclude = ["vendor/", "*.snap"]
tracked-only = true
max-file-size = "1.5 MiB"
archives = true
archive-depth = 2
decode-depth = 3

[builtin]
disable = ["aws-*"]
[builtin.severity]
stripe-secret-key = "low"
generic-credential = "medium"

[[rules]]
id = "acme-token"
title = "Acme token"
pattern = 'acme_(?P<secret>[a-z0-9]{6})'
secret-group = "secret"
keywords = ["acme_"]
severity = "critical"
confidence = "high"
min-entropy = 2.5
paths = ["*.conf"]
examples = ["token: ACME_ acme_abc123"]
counter-examples = ["acme_short"]
[[rules.allowlists]]
stopwords = ["demo"]
[[rules.required]]
rule = "beta"
lines = 5

[[rules]]
id = "beta"
pattern = 'b(e)(ta)'
secret-group = 2
component = true

[[allowlists]]
name = "fixtures"
rules = ["acme-token", "aws-*"]
paths = ["test/**"]
values = ['^x']
search = "line"
keys = ['(?i)demo']
stopwords = ["example"]
fingerprints = ["00"]
commits = ["0123456"]
condition = "all"

[[allowlists]]
paths = ["docs/"]
`);
    expect(config.rules).toEqual([{ ...builtin('stripe-secret-key'), severity: 'low' }]);
    expect(config.disabledRules).toEqual(new Set(['aws-access-key-id', 'aws-secret-access-key']));
    expect(config.severities).toEqual(
      new Map([
        ['stripe-secret-key', 'low'],
        ['generic-credential', 'medium'],
      ]),
    );
    expect([config.baseline, config.failOn]).toEqual(['.watertight-baseline.json', 'medium']);
    expect(config.scan).toEqual({
      paths: ['src', 'deploy'],
      exclude: ['vendor/', '*.snap'],
      trackedOnly: true,
      maxFileBytes: 1_572_864,
      archives: true,
      archiveDepth: 2,
      decodeDepth: 3,
    });
    expect(config.userRules).toEqual([
      {
        id: 'acme-token',
        title: 'Acme token',
        pattern: 'acme_(?P<secret>[a-z0-9]{6})',
        secretGroup: 'secret',
        keywords: ['acme_'],
        severity: 'critical',
        confidence: 'high',
        minEntropy: 2.5,
        paths: ['*.conf'],
        allowlists: [{ name: 'allowlist 1 of rule acme-token', condition: 'any', stopwords: ['demo'] }],
        required: [{ rule: 'beta', lines: 5 }],
      },
      { id: 'beta', title: 'beta', pattern: 'b(e)(ta)', secretGroup: 2, keywords: [], severity: 'high', confidence: 'medium', allowlists: [], component: true },
    ]);
    expect(config.allowlists).toEqual([
      {
        name: 'fixtures',
        condition: 'all',
        rules: ['acme-token', 'aws-access-key-id', 'aws-secret-access-key'],
        paths: ['test/**'],
        patterns: ['^x'],
        target: 'line',
        keyPatterns: ['(?i)demo'],
        stopwords: ['example'],
        fingerprints: ['00'],
        commits: ['0123456'],
      },
      { name: 'allowlist 2 of watertight.toml', condition: 'any', paths: ['docs/'] },
    ]);
  });

  it('leaves only what `only` names', () => {
    expect(read('[builtin]\nonly = ["stripe-*", "generic-credential"]').disabledRules).toEqual(
      new Set(['aws-access-key-id', 'aws-secret-access-key', 'weak-default-credential']),
    );
  });

  const RULE = '[[rules]]\nid = "x"\n';
  it.each([
    ['a = ', '1:5: ', null, 'toml.io'],
    ['\nbaselin = "x"', '2: unknown key `baselin`', null, 'did you mean `baseline`?'],
    ['[zzzzzzzzzzzzzzzz]', '1: unknown key `zzzzzzzzzzzzzzzz`', null, 'known keys here: baseline, fail-on, scan, secrets, builtin, rules, allowlists'],
    ['[scan]\n\nmax_file_size = 1', '3: unknown key `max_file_size`', null, 'did you mean `max-file-size`?'],
    ['[scan]\nmax-file-size = "big"', '2: `max-file-size` is not a size', null, 'write max-file-size = "50 MB"; units: B, KB, MB, GB, KiB, MiB, GiB'],
    ['[scan]\nmax-file-size = 5', '2: `max-file-size` must be a string', null, 'write max-file-size = "…"'],
    ['[scan]\narchives = "yes"', '2: `archives` must be true or false', null, 'write archives = true'],
    ['[scan]\ndecode-depth = 99', '2: `decode-depth` must be a number from 0 to 8', null, 'write decode-depth = 0'],
    ['[scan]\npaths = []', '2: `paths` is empty: nothing would be scanned', null, 'name a path, or leave `paths` out to scan everything'],
    ['[scan]\npaths = [\n"a",\n"../b"]', '4: `paths` leads out of the folder', null, 'write a path below'],
    ['baseline = "/etc/passwd"', '1: `baseline` leads out of the folder', null, 'write a path below'],
    ['scan = 3', '1: `scan` must be a table', null, 'write [scan]'],
    ['fail-on = "hihg"', '1: `fail-on` must be one of info, low, medium, high, critical, never', null, 'write fail-on = "high"'],
    ['[builtin]\ndisable = ["aws-access-key"]', '2: no rule has the id `aws-access-key`', null, 'did you mean `aws-access-key-id`?'],
    ['[builtin]\ndisable = ["qqqqqqqqqq-*"]', '2: no rule has the id `qqqqqqqqqq-*`', null, '`watertight rules` lists them'],
    [
      '[builtin.severity]\nstripe-secret-key = "huge"',
      '2: `stripe-secret-key` must be one of info, low, medium, high, critical',
      null,
      'write stripe-secret-key = "',
    ],
    ['[builtin.severity]\nstripe-secret = "low"', '2: unknown key `stripe-secret`', null, 'did you mean `stripe-secret-key`?'],
    ['[builtin]\ndisable = ["*"]', 'watertight.toml:1', 'rules-empty', 'leave some of [builtin] on, or add [[rules]]'],
    ['rules = 1', '1: `rules` must be a list of tables', null, 'write [[rules]]'],
    ['[[rules]]\npattern = "a"', '1: a rule without an id', null, 'write id = "vendor-thing"'],
    ['[[rules]]\nid = "Ab c"', '2: a rule id must be small letters', null, 'vendor-thing'],
    ['[[rules]]\nid = "stripe-secret-key"', '2: `stripe-secret-key` is a built-in rule', null, 'choose another id'],
    [`${RULE}pattern = 'a'\n${RULE}pattern = 'b'`, '5: a second rule `x`', null, 'the first is on line 2'],
    [RULE, '1: rule `x` has no pattern', null, "write pattern = '…' in RE2 syntax"],
    [`${RULE}pattern = 'a(b'`, '3: `pattern` is not a pattern: missing closing )', null, 'RE2 syntax, without look-around'],
    [`${RULE}pattern = '(?<=a)b'`, '3: `pattern` is not a pattern: ', null, 'RE2 syntax, without look-around'],
    [`${RULE}pattern = 'a(b)'\nsecret-group = 2`, '4: `secret-group` must be a number from 0 to 1', null, 'write secret-group = 0'],
    [`${RULE}pattern = 'a(?P<k>b)'\nsecret-group = "s"`, '4: the pattern has no group `s`', null, 'it has k'],
    [`${RULE}pattern = 'a'\nkeywords = ["abc", "é"]`, '4: a keyword must be 3 to 100 ASCII characters', null, 'leave keywords out'],
    [`${RULE}pattern = 'abc'\nexamples = ["abc",\n"abd"]`, '5: rule `x` does not find its example 2', null, 'correct the pattern or the example'],
    [
      `${RULE}pattern = 'abc'\nkeywords = ["xyz"]\nexamples = ["abc"]`,
      '5: example 1 of rule `x` holds no keyword',
      null,
      'every match must hold one of the keywords',
    ],
    [`${RULE}pattern = 'abc'\ncounter-examples = ["xabcx"]`, '4: rule `x` finds its counter-example 1', null, 'correct the pattern'],
    [`${RULE}pattern = 'abc'\n[[rules.allowlists]]\nrules = ["x"]`, '5: unknown key `rules`', null, 'known keys here'],
    [`${RULE}pattern = 'abc'\n[[rules.allowlists]]\nvalues = ["a", "("]`, '5: `values` is not a pattern: missing closing )', null, 'RE2'],
    [`${RULE}pattern = 'abc'\n[[rules.required]]\nrule = "y"`, '5: no rule of this file has the id `y`', null, 'its rules: x'],
    [`${RULE}pattern = 'abc'\ncomponent = true\n[builtin]\ndisable = ["*"]`, 'watertight.toml:5', 'rules-empty', 'leave some'],
    ['[[allowlists]]\nname = "n"', '1: an allowlist that allows nothing', null, 'give it one of paths, values'],
    ['[[allowlists]]\nrules = ["none-such-at-all"]', '2: no rule has the id `none-such-at-all`', null, '`watertight rules` lists them'],
    ['[[allowlists]]\npaths = "docs"', '2: `paths` must be a list of strings', null, 'write paths = ["…"]'],
    ['[[allowlists]]\npaths = [1]', '2: `paths` must hold strings only', null, 'write paths = ["…"]'],
    ['[[allowlists]]\nstopwords = ["x"]', '2: a stopword must have at least 2 characters', null, 'nearly every secret'],
  ])('%j is an error', (text, message, code, hint) => {
    const error = errorOf(text);
    expect(error.code).toBe(code ?? 'config-invalid');
    expect(error.message).toContain(
      code === null ? `the configuration can't be ${message.includes(': ') && text === 'a = ' ? 'read' : 'used'}: watertight.toml:${message}` : message,
    );
    expect(error.hint).toContain(hint);
  });

  it('shows no token that stands where a key, an id or a pattern should', () => {
    const token = sample('sk_live_{{alnum:24}}', 5);
    for (const text of [
      `${token} = 1`,
      `[builtin]\ndisable = ["${token}"]`,
      `[[allowlists]]\nvalues = ['(${token}']`,
      `[[allowlists]]\nvalues = ['${token})']`,
    ]) {
      const { message, hint } = errorOf(text);
      expect(message).toMatch(/^the configuration can't be used: watertight.toml:[12]:/);
      expect(message + hint).not.toContain(token.slice(8));
    }
  });

  it('shows nothing of a file that is no TOML', () => {
    const { message } = errorOf('# x\nDB_PASSWORD=hunter2-the-real-one');
    expect(message).toContain('watertight.toml:2:');
    expect(message).not.toContain('hunter2');
  });
});
