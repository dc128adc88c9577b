import { describe, expect, it } from '@jest/globals';
import type { KnownRules } from '../../../shared/config/known-rules.ts';
import { readGitleaksConfig } from '../../../shared/config/read-gitleaks.ts';
import { createUserMatcher } from '../../../shared/detect/match-user-rules.ts';
import { AppError } from '../../../shared/model/app-error.ts';
import type { Rule } from '../../../shared/model/rule.ts';

const builtin = (id: string): Rule => ({ id, title: id, keywords: ['abc'], pattern: '(?<secret>abc)', severity: 'high', examples: [] });
const KNOWN: KnownRules = {
  rules: ['aws-access-key-id', 'aws-secret-access-key', 'jwt', 'slack-bot-token', 'slack-webhook-url', 'twilio-api-key'].map(builtin),
  judged: ['generic-credential', 'weak-default-credential'],
};
const ALL = [...KNOWN.rules.map(({ id }) => id), ...KNOWN.judged];

const read = (text: string, others: Record<string, string> = {}) =>
  readGitleaksConfig(text, '.gitleaks.toml', KNOWN, (path) => {
    const other = others[path];
    if (other === undefined) throw new Error(`asked for ${path}`);
    return { text: other, file: path };
  });
const errorOf = (text: string): AppError => {
  try {
    read(text);
  } catch (error) {
    if (error instanceof AppError) return error;
    throw error;
  }
  throw new Error('no error');
};

const RULE = "[[rules]]\nid = 'acme'\nregex = 'acme_([a-z0-9]{6})'\n";

describe('readGitleaksConfig: rules', () => {
  it('replaces the built-in rules, as gitleaks does', () => {
    const config = read(
      `title = "mine"\n${RULE}description = "Acme token"\nkeywords = ["ACME_"]\nentropy = 2.5\nsecretGroup = 1\npath = '\\.conf$'\ntags = ["a"]\n`,
    );
    expect(config.rules).toEqual([]);
    expect(config.disabledRules).toEqual(new Set(ALL));
    expect(config.userRules).toEqual([
      {
        id: 'acme',
        title: 'Acme token',
        pattern: 'acme_([a-z0-9]{6})',
        secretGroup: 1,
        keywords: ['ACME_'],
        severity: 'high',
        confidence: 'medium',
        minEntropy: 2.5 + 1e-9,
        pathPattern: '\\.conf$',
        allowlists: [],
      },
    ]);
    expect(config.problems).toEqual([]);
  });

  it('finds what the rule says, with the spellings of Go', () => {
    const config = read("[[rules]]\nid = 'x'\nregex = '''(?i)\\b(?P<all>token[ =]+(?P<value>\\w{8}))(?:\\s|\\z)'''\nsecretGroup = 2\nkeywords = ['token']");
    const { candidates } = createUserMatcher(config.userRules)('my TOKEN = abcd1234', 'a');
    expect(candidates.map(({ value, range }) => ({ value, range }))).toEqual([{ value: 'abcd1234', range: { start: 11, end: 19 } }]);
  });

  it('drops a secret whose entropy is just the figure, as gitleaks does', () => {
    const config = read("[[rules]]\nid = 'x'\nregex = '[a-h]{8}'\nentropy = 3");
    expect(createUserMatcher(config.userRules)('abcdefgh', 'a').candidates).toEqual([]);
  });

  it('keeps our rules with useDefault, whatever the case of the keys, and replaces one of the same name', () => {
    const config = read(`[Extend]\nUseDefault = true\n[[Rules]]\nID = "jwt"\nRegex = 'eyJ\\w+'\n`);
    expect(config.rules.map(({ id }) => id)).toEqual(['aws-access-key-id', 'aws-secret-access-key', 'slack-bot-token', 'slack-webhook-url', 'twilio-api-key']);
    expect(config.userRules.map(({ id }) => id)).toEqual(['jwt']);
    expect(config.disabledRules).toEqual(new Set());
  });

  it('turns off our rules that correspond to theirs, and says which do not', () => {
    const config = read(
      '[extend]\nuseDefault = true\ndisabledRules = ["generic-api-key", "aws-access-token", "slack-legacy-token", "jwt", "twilio-some-token"]',
    );
    expect(config.disabledRules).toEqual(new Set(['generic-credential', 'aws-access-key-id', 'aws-secret-access-key', 'jwt', 'twilio-api-key']));
    expect(config.rules.map(({ id }) => id)).toEqual(['slack-bot-token', 'slack-webhook-url']);
    expect(config.problems).toEqual([
      {
        code: 'config-ignored',
        path: '.gitleaks.toml',
        message: 'disabledRules: `generic-api-key` also turns off credentials in settings, which are found by their keys (generic-credential)',
        incomplete: false,
      },
      {
        code: 'config-ignored',
        path: '.gitleaks.toml',
        message: 'disabledRules: none of our rules corresponds to `slack-legacy-token`; [builtin] disable in watertight.toml turns ours off',
        incomplete: false,
      },
    ]);
  });

  it('notes what it does not do', () => {
    const config = read(`${RULE}[[rules]]\nid = "p12"\npath = '\\.p12$'\n`);
    expect(config.userRules.map(({ id }) => id)).toEqual(['acme']);
    expect(config.problems.map(({ message }) => message)).toEqual(['line 6: rule `p12` looks at paths alone and is left out: only contents are scanned']);
  });

  it('reports a rule of several parts only where all of them are', () => {
    const config = read(`${RULE}[[rules.required]]\nid = "part"\nwithinLines = 1\n[[rules]]\nid = "part"\nregex = 'part_\\w+'\nskipReport = true\n`);
    expect(config.problems).toEqual([]);
    const { candidates } = createUserMatcher(config.userRules)('acme_abc123\npart_one\nx\nacme_xyz789\n', 'a');
    expect(candidates.map(({ value, related }) => ({ value, related }))).toEqual([{ value: 'abc123', related: [{ start: 12, end: 20 }] }]);
  });

  it('says once what many rules have', () => {
    const config = read([1, 2, 3, 4, 5].map((n) => `[[rules]]\nid = "r${n}"\nregex = 'x'\nfilter = "y"\nvalidate = "z"`).join('\n'));
    expect(config.problems.map(({ message }) => message)).toEqual(['line 4: `filter` is not supported: rules are reported without it: r1, r2, r3 and 2 more']);
  });

  it('takes the later of two rules of one name, and says so', () => {
    const config = read(`${RULE}[[rules]]\nid = "acme"\nregex = 'later'`);
    expect(config.userRules.map(({ pattern }) => pattern)).toEqual(['later']);
    expect(config.problems.map(({ message }) => message)).toEqual(['line 5: a second rule `acme` takes the place of that on line 2']);
  });

  it('searches the whole text for a rule whose keywords are not ASCII', () => {
    expect(read(`${RULE}keywords = ["ключ", "acme"]`).userRules[0]?.keywords).toEqual([]);
  });
});

describe('readGitleaksConfig: allowlists', () => {
  it('reads those of a rule, new and old, and the global ones', () => {
    const list = `description = "tests"\ncondition = "and"\npaths = ['''^test/''']\nregexes = ['x']\nregexTarget = "line"\nstopwords = ["demo"]\ncommits = ["0123456789"]\n`;
    const expected = {
      name: 'tests',
      condition: 'all',
      pathPatterns: ['^test/'],
      patterns: ['x'],
      target: 'line',
      stopwords: ['demo'],
      commits: ['0123456789'],
    };
    expect(read(`${RULE}[[rules.allowlists]]\n${list}`).userRules[0]?.allowlists).toEqual([expected]);
    expect(read(`${RULE}[rules.allowlist]\n${list}`).userRules[0]?.allowlists).toEqual([expected]);
    expect(read(`${RULE}[[allowlists]]\n${list}`).allowlists).toEqual([expected]);
    expect(read(`${RULE}[allowlist]\n${list}`).allowlists).toEqual([expected]);
  });

  it('gives target rules theirs, own rules where they run, ours by id', () => {
    const config = read(`[extend]\nuseDefault = true\n${RULE}[[allowlists]]\ntargetRules = ["acme", "slack-legacy-token"]\nstopwords = ["demo"]`);
    const allowlist = { name: 'allowlist 1 of .gitleaks.toml', condition: 'any', stopwords: ['demo'] };
    expect(config.userRules[0]?.allowlists).toEqual([allowlist]);
    expect(config.allowlists).toEqual([{ ...allowlist, rules: ['slack-bot-token', 'slack-webhook-url', 'generic-credential'] }]);
  });

  it('takes a rule with allowlists alone for exceptions to a default rule', () => {
    const config = read(`[extend]\nuseDefault = true\n[[rules]]\nid = "generic-api-key"\n[[rules.allowlists]]\npaths = ['\\.lock$']`);
    expect(config.userRules).toEqual([]);
    expect(config.allowlists).toEqual([
      { name: 'allowlist 1 of rule generic-api-key of .gitleaks.toml', condition: 'any', pathPatterns: ['\\.lock$'], rules: ['generic-credential'] },
    ]);
  });

  it('tests the whole match where a rule runs', () => {
    const config = read(`${RULE}[[allowlists]]\nregexTarget = "match"\nregexes = ['^acme_abc']`);
    expect(createUserMatcher(config.userRules)('acme_abc123 acme_xyz789', 'a').candidates.map(({ value }) => value)).toEqual(['xyz789']);
  });
});

describe('readGitleaksConfig: extend.path', () => {
  it('merges: the nearer file wins, lists are joined, disabled rules stay out', () => {
    const config = read(
      `[extend]\npath = "base.toml"\ndisabledRules = ["off"]\n[[rules]]\nid = "acme"\nentropy = 3.5\nkeywords = ["near"]\n[[allowlists]]\npaths = ['near']`,
      {
        'base.toml': `${RULE}description = "base"\nentropy = 1\nkeywords = ["far"]\n[[rules]]\nid = "off"\nregex = 'x'\n[[rules]]\nid = "more"\nregex = 'y'\n[[allowlists]]\npaths = ['far']`,
      },
    );
    expect(config.userRules.map(({ id, title, keywords, minEntropy }) => ({ id, title, keywords, minEntropy }))).toEqual([
      { id: 'acme', title: 'base', keywords: ['far', 'near'], minEntropy: 3.5 + 1e-9 },
      { id: 'more', title: 'more', keywords: [], minEntropy: undefined },
    ]);
    expect(config.allowlists.map(({ pathPatterns }) => pathPatterns)).toEqual([['near'], ['far']]);
  });

  it('follows two files at most', () => {
    const next = (path: string) => `[extend]\npath = "${path}"\n[[rules]]\nid = "before-${path}"\nregex = 'x'`;
    const config = read(next('1'), { 1: next('2'), 2: next('3'), 3: next('4') });
    expect(config.userRules.map(({ id }) => id)).toEqual(['before-1', 'before-2', 'before-3']);
  });

  it('takes useDefault from the extended file', () => {
    expect(read('[extend]\npath = "b"', { b: '[extend]\nuseDefault = true' }).rules).toHaveLength(KNOWN.rules.length);
  });
});

describe('readGitleaksConfig: errors', () => {
  it.each([
    ["[allowlist]\npaths = ['x']", 'no rule is left to scan with: .gitleaks.toml:1', 'add [extend] with useDefault = true, or [[rules]] with a regex'],
    ['', 'no rule is left to scan with', 'useDefault'],
    [`${RULE}regx = 'x'`, '.gitleaks.toml:4: unknown key `regx`', 'did you mean `regex`?'],
    ["[[rules]]\nid = 'x'\nregex = '''a(?=b)'''", '.gitleaks.toml:3: `regex` is not a pattern: invalid or unsupported Perl syntax: `(?=`', 'RE2'],
    [`${RULE}secretGroup = 2`, '.gitleaks.toml:4: `secretgroup` must be a number from 0 to 1', ''],
    ["[[rules]]\nregex = 'x'", '.gitleaks.toml:1: a rule without an id', ''],
    ["[[rules]]\nid = 'x'", '.gitleaks.toml:2: rule `x` has no regex', 'useDefault = true'],
    [`${RULE}[[rules.allowlists]]\npaths = ['ok', '(']`, '.gitleaks.toml:5: `paths` is not a pattern: missing closing )', ''],
    [`${RULE}[[rules.allowlists]]\ndescription = "nothing"`, '.gitleaks.toml:4: an allowlist that allows nothing', ''],
    [`${RULE}[[allowlists]]\ncondition = "XOR"\npaths = ['x']`, '.gitleaks.toml:5: `condition` must be AND or OR', ''],
    [
      `${RULE}[[allowlists]]\nregexTarget = "file"\nregexes = ['x']`,
      '.gitleaks.toml:5: `regextarget` must be one of secret, match, line',
      'write regextarget = "line"',
    ],
    [`${RULE}[[allowlists]]\ntargetRules = ["none"]\npaths = ['x']`, '.gitleaks.toml:4: no rule has the id `none`', 'correct targetRules'],
    [`${RULE}[allowlist]\npaths = ['x']\n[[allowlists]]\npaths = ['x']`, '`allowlist` and `allowlists` exclude each other', ''],
    [`${RULE}[[rules.required]]\nid = "none"`, '.gitleaks.toml:5: no rule of this file has the id `none`', 'same file'],
    ['[extend]\nurl = "https://x.test/"', '.gitleaks.toml:2: `url`: no configuration is loaded from the network', 'save the file'],
    ['[extend]\nuseDefault = true\npath = "x"', '.gitleaks.toml:3: `path` and `useDefault` exclude each other', ''],
  ])('%j', (text, message, hint) => {
    const error = errorOf(text);
    expect(error.message).toContain(message);
    expect(error.hint).toContain(hint);
    expect(error.code).toBe(message.startsWith('no rule is left') ? 'rules-empty' : 'config-invalid');
  });
});
