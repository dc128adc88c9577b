import type { Allowlist } from '../model/allowlist.ts';
import type { Problem } from '../model/problem.ts';
import type { RequiredRule } from '../model/user-rule.ts';
import { checkLinearPattern } from '../text/linear-pattern.ts';
import { parseDocument, type Table } from './document.ts';

/**
 * A gitleaks configuration as it is written (gitleaks 8.30, its README and `config/config.go`; betterleaks writes the same and more).
 * Patterns are checked, nothing is resolved yet.
 */
export interface GitleaksFile {
  readonly file: string;
  readonly useDefault: boolean;
  /** `extend.path`, and where it stands, for messages. */
  readonly extendPath: string | undefined;
  readonly extendLine: number;
  readonly disabledRules: readonly string[];
  readonly rules: readonly GitleaksRule[];
  readonly allowlists: readonly GitleaksAllowlist[];
  readonly problems: readonly Problem[];
}

export interface GitleaksRule {
  readonly id: string;
  readonly file: string;
  readonly line: number;
  readonly description: string | undefined;
  readonly regex: string | undefined;
  readonly path: string | undefined;
  readonly secretGroup: number;
  readonly entropy: number;
  readonly keywords: readonly string[];
  readonly allowlists: readonly Allowlist[];
  readonly required: readonly RequiredRule[];
  /** A part of another rule that is never reported alone. */
  readonly skipReport: boolean;
}

export interface GitleaksAllowlist {
  readonly allowlist: Allowlist;
  readonly file: string;
  readonly line: number;
  /** Ids, or empty for every rule. */
  readonly targetRules: readonly string[];
}

/** Keys of betterleaks and of newer gitleaks that change what is found, which we read over, with a note. */
const IGNORED_RULE_KEYS = ['filter', 'prefilter', 'components', 'tokenefficiency', 'specificity'];
/** Keys that change nothing here: nothing is ever checked live. */
const SILENT_RULE_KEYS = ['validate', 'tags'];
const RULE_KEYS = [
  'id',
  'description',
  'regex',
  'path',
  'secretgroup',
  'entropy',
  'keywords',
  'allowlist',
  'allowlists',
  'required',
  'skipreport',
  ...SILENT_RULE_KEYS,
  ...IGNORED_RULE_KEYS,
];
const IGNORED_ROOT_KEYS = ['filter', 'prefilter'];
const ROOT_KEYS = ['title', 'description', 'minversion', 'betterleaksminversion', 'extend', 'rules', 'allowlist', 'allowlists', ...IGNORED_ROOT_KEYS];
const EXTEND_KEYS = ['usedefault', 'path', 'url', 'disabledrules'];
const CRITERIA = ['commits', 'paths', 'regexes', 'stopwords'];
const ALLOWLIST_KEYS = ['description', 'condition', 'regextarget', 'id', ...CRITERIA];

/** Reads the text of a gitleaks configuration. Throws `AppError` 'config-invalid' with file, line and hint. */
export const parseGitleaksFile = (text: string, file: string): GitleaksFile => {
  const root = parseDocument(text, file, true);
  root.allowOnly(ROOT_KEYS);
  const problems: Problem[] = [];
  const note = (line: number, what: string) => problems.push({ code: 'config-ignored', path: file, message: `line ${line}: ${what}`, incomplete: false });
  for (const key of IGNORED_ROOT_KEYS) if (root.has(key)) note(root.lineOf(key), `\`${key}\` is not supported and has no effect`);
  const extend = root.table('extend');
  extend?.allowOnly(EXTEND_KEYS);
  if (extend?.string('url')) extend.fail('`url`: no configuration is loaded from the network', 'save the file in the repository and give its `path`', 'url');
  const useDefault = extend?.boolean('usedefault') ?? false;
  const extendPath = extend?.string('path');
  if (useDefault && extendPath) extend?.fail('`path` and `useDefault` exclude each other', 'let the file at `path` extend the default', 'path');
  const seen = new Map<string, number>();
  const unsupported = new Map<string, { line: number; ids: string[] }>();
  const rules = root.tables('rules').map((table) => {
    const rule = readRule(table, file, note);
    for (const key of IGNORED_RULE_KEYS) {
      if (!table.has(key)) continue;
      const known = unsupported.get(key);
      if (known === undefined) unsupported.set(key, { line: table.lineOf(key), ids: [rule.id] });
      else known.ids.push(rule.id);
    }
    const first = seen.get(rule.id);
    if (first !== undefined) note(rule.line, `a second rule \`${rule.id}\` takes the place of that on line ${first}`);
    seen.set(rule.id, rule.line);
    return rule;
  });
  root.tables('rules').forEach((table) => {
    for (const each of table.tables('required')) {
      const id = each.string('id') ?? '';
      if (!seen.has(id)) each.fail(`no rule of this file has the id \`${id}\``, 'correct it: a required rule stands in the same file', 'id');
    }
  });
  for (const [key, { line, ids }] of unsupported) {
    const more = ids.length > 3 ? ` and ${ids.length - 3} more` : '';
    note(line, `\`${key}\` is not supported: rules are reported without it: ${ids.slice(0, 3).join(', ')}${more}`);
  }
  const allowlists = readAllowlists(root, ['targetrules'], file).map(({ table, allowlist }) => ({
    allowlist,
    file,
    line: table.lineOf(),
    targetRules: table.strings('targetrules') ?? [],
  }));
  return {
    file,
    useDefault,
    extendPath: extendPath === '' ? undefined : extendPath,
    extendLine: extend?.lineOf('path') ?? 1,
    disabledRules: extend?.strings('disabledrules') ?? [],
    rules: rules.filter(({ id, line }) => seen.get(id) === line),
    allowlists,
    problems,
  };
};

const readRule = (table: Table, file: string, note: (line: number, what: string) => void): GitleaksRule => {
  table.allowOnly(RULE_KEYS);
  const id = table.string('id') || table.fail('a rule without an id', 'write id = "…"');
  const regex = table.pattern('regex');
  const path = table.pattern('path');
  const { groups } = checkLinearPattern(regex ?? '');
  const secretGroup = table.number('secretgroup', 0, regex === undefined ? 1_000 : groups) ?? 0;
  const skipReport = table.has('skipreport') && table.boolean('skipreport') === true;
  if (!regex && path) note(table.lineOf('path'), `rule \`${id}\` looks at paths alone and is left out: only contents are scanned`);
  return {
    id,
    file,
    line: table.lineOf('id'),
    description: table.string('description') || undefined,
    regex: regex || undefined,
    path: path || undefined,
    secretGroup,
    entropy: table.number('entropy', 0, 10_000) ?? 0,
    keywords: table.strings('keywords') ?? [],
    allowlists: readAllowlists(table, [], file, ` of rule ${id}`).map(({ allowlist }) => allowlist),
    required: table.tables('required').map(readRequired),
    skipReport,
  };
};

const readRequired = (table: Table): RequiredRule => {
  table.allowOnly(['id', 'withinlines', 'withincolumns']);
  const lines = table.number('withinlines', 0, 1_000_000);
  const columns = table.number('withincolumns', 0, 1_000_000);
  const rule = table.string('id') || table.fail('a required rule without an id', 'write id = "…"');
  return { rule, ...(lines === undefined ? {} : { lines }), ...(columns === undefined ? {} : { columns }) };
};

/** The lists of a table, in the spelling of today or the older one; never both. */
const readAllowlists = (owner: Table, moreKeys: readonly string[], file: string, whose = ''): { table: Table; allowlist: Allowlist }[] => {
  // The older spelling is a table, but files with a list of tables under it are about.
  const older = owner.has('allowlist') ? (owner.isList('allowlist') ? owner.tables('allowlist') : [owner.table('allowlist')!]) : [];
  const tables = owner.tables('allowlists');
  if (older.length > 0 && tables.length > 0)
    owner.fail('`allowlist` and `allowlists` exclude each other', 'move the older `allowlist` into `[[allowlists]]`', 'allowlist');
  return [...older, ...tables].map((table, index) => {
    table.allowOnly([...ALLOWLIST_KEYS, ...moreKeys]);
    if (!CRITERIA.some((key) => (table.strings(key)?.length ?? 0) > 0))
      table.fail('an allowlist that allows nothing', 'give it one of commits, paths, regexes, stopwords');
    return { table, allowlist: readAllowlist(table, `allowlist ${index + 1}${whose} of ${file}`) };
  });
};

const readAllowlist = (table: Table, name: string): Allowlist => {
  const condition = (table.string('condition') ?? '').toUpperCase();
  if (!['', 'OR', '||', 'AND', '&&'].includes(condition)) table.fail('`condition` must be AND or OR', 'write condition = "OR"', 'condition');
  const target = table.choice('regextarget', ['secret', 'match', 'line', ''] as const);
  const paths = table.patterns('paths') ?? [];
  const regexes = table.patterns('regexes') ?? [];
  const stopwords = table.strings('stopwords') ?? [];
  const commits = table.strings('commits') ?? [];
  return {
    name: table.string('description') || name,
    condition: condition === 'AND' || condition === '&&' ? 'all' : 'any',
    ...(paths.length > 0 ? { pathPatterns: paths } : {}),
    ...(regexes.length > 0 ? { patterns: regexes, target: target || 'secret' } : {}),
    ...(stopwords.length > 0 ? { stopwords } : {}),
    ...(commits.length > 0 ? { commits } : {}),
  };
};
