import type { Allowlist } from '../model/allowlist.ts';
import { CONFIDENCES, SEVERITIES, type Severity } from '../model/rule.ts';
import type { FailOn, NameConvention, ScanConfig, ScanSettings } from '../model/scan-config.ts';
import type { RequiredRule, UserRule } from '../model/user-rule.ts';
import { checkLinearPattern, createLinearPattern } from '../text/linear-pattern.ts';
import { NO_NAMING, NO_SETTINGS } from './default-config.ts';
import { parseDocument, type Table } from './document.ts';
import { expandIds, idsOf, type KnownRules, requireRules, selectRules } from './known-rules.ts';

const FAIL_ON: readonly FailOn[] = [...SEVERITIES, 'never'];

/** Reads `watertight.toml`. Pure; throws `AppError` 'config-invalid' or 'rules-empty' with file, line and hint. */
export const readWatertightConfig = (text: string, file: string, known: KnownRules): ScanConfig => {
  const root = parseDocument(text, file);
  root.allowOnly(['baseline', 'fail-on', 'scan', 'secrets', 'builtin', 'rules', 'allowlists']);
  const userRules = readUserRules(root, idsOf(known));
  const ids = [...idsOf(known), ...userRules.map(({ id }) => id)];
  const { disabled, severities } = readBuiltin(root.table('builtin'), idsOf(known));
  const rules = selectRules(known, disabled, severities);
  const judgedLeft = known.judged.filter((id) => !disabled.has(id)).length;
  requireRules(
    rules.length + userRules.filter(({ component }) => component !== true).length + judgedLeft,
    file,
    root.lineOf('builtin'),
    'leave some of [builtin] on, or add [[rules]]',
  );
  return {
    file,
    rules,
    userRules,
    disabledRules: disabled,
    severities,
    allowlists: root.tables('allowlists').map((table, index) => readAllowlist(table, `allowlist ${index + 1} of ${file}`, ids)),
    baseline: readBaselinePath(root),
    failOn: root.choice('fail-on', FAIL_ON) ?? null,
    scan: readScan(root.table('scan')),
    naming: readNaming(root.table('secrets')),
    problems: [],
  };
};

const readNaming = (table: Table | undefined): NameConvention => {
  if (table === undefined) return NO_NAMING;
  table.allowOnly(['prefix', 'environment', 'service']);
  const part = (key: string): string | null => {
    const value = table.string(key) ?? null;
    if (value !== null && !/^[\w.-]+(?:\/[\w.-]+){0,9}$/.test(value))
      table.fail(`\`${key}\` can't be part of a name`, 'write letters, digits and . _ -, with single slashes between', key);
    return value;
  };
  return { prefix: part('prefix'), environment: part('environment'), service: part('service') };
};

const readScan = (table: Table | undefined): ScanSettings => {
  if (table === undefined) return NO_SETTINGS;
  table.allowOnly(['paths', 'exclude', 'tracked-only', 'max-file-size', 'archives', 'archive-depth', 'decode-depth']);
  return {
    paths: readPaths(table),
    exclude: table.strings('exclude') ?? [],
    trackedOnly: table.boolean('tracked-only') ?? null,
    maxFileBytes: readSize(table, 'max-file-size'),
    archives: table.boolean('archives') ?? null,
    archiveDepth: table.number('archive-depth', 0, 8) ?? null,
    decodeDepth: table.number('decode-depth', 0, 8) ?? null,
  };
};

/** A configuration comes with the code it is about, so it speaks of what is below its own folder only. */
const isBelow = (path: string): boolean => path !== '' && !/^(?:[/\\]|[A-Za-z]:)/.test(path) && !path.split(/[/\\]/).includes('..');

const OUTSIDE = 'write a path below the folder of this file; others can be given on the command line';

const readPaths = (table: Table): readonly string[] | null => {
  const paths = table.strings('paths');
  if (paths === undefined) return null;
  if (paths.length === 0) table.fail('`paths` is empty: nothing would be scanned', 'name a path, or leave `paths` out to scan everything', 'paths');
  paths.forEach((path, index) => {
    if (!isBelow(path)) table.fail('`paths` leads out of the folder', OUTSIDE, 'paths', index);
  });
  return paths;
};

const readBaselinePath = (root: Table): string | null => {
  const path = root.string('baseline');
  if (path === undefined) return null;
  return isBelow(path) ? path : root.fail('`baseline` leads out of the folder', OUTSIDE, 'baseline');
};

const UNITS: Readonly<Record<string, number>> = { B: 1, KB: 1e3, MB: 1e6, GB: 1e9, KiB: 1024, MiB: 1024 ** 2, GiB: 1024 ** 3 };

/** `"10 MB"`, `"1.5 GiB"` in bytes. */
const readSize = (table: Table, key: string): number | null => {
  const value = table.string(key);
  if (value === undefined) return null;
  const match = /^(\d{1,12}(?:\.\d{1,3})?) ?([KMG]i?B|B)$/.exec(value);
  if (match === null) return table.fail(`\`${key}\` is not a size`, `write ${key} = "50 MB"; units: ${Object.keys(UNITS).join(', ')}`, key);
  return Math.round(Number(match[1]) * UNITS[match[2]!]!);
};

const readBuiltin = (table: Table | undefined, ids: readonly string[]): { disabled: Set<string>; severities: Map<string, Severity> } => {
  const disabled = new Set<string>();
  const severities = new Map<string, Severity>();
  if (table === undefined) return { disabled, severities };
  table.allowOnly(['disable', 'only', 'severity']);
  const only = table.has('only') ? new Set(expandIds(table, 'only', ids)) : undefined;
  for (const id of ids) if (only !== undefined && !only.has(id)) disabled.add(id);
  for (const id of expandIds(table, 'disable', ids)) disabled.add(id);
  const changes = table.table('severity');
  if (changes !== undefined) {
    changes.allowOnly(ids);
    for (const id of changes.keys()) severities.set(id, changes.choice(id, SEVERITIES)!);
  }
  return { disabled, severities };
};

const RULE_KEYS = [
  'id',
  'title',
  'pattern',
  'secret-group',
  'keywords',
  'severity',
  'confidence',
  'min-entropy',
  'paths',
  'required',
  'component',
  'allowlists',
  'examples',
  'counter-examples',
];

const readUserRules = (root: Table, builtinIds: readonly string[]): UserRule[] => {
  const taken = new Map<string, number>();
  const wanted = root.tables('rules').flatMap((table) => (table.isString('id') ? [table.string('id')!] : []));
  return root.tables('rules').map((table) => {
    table.allowOnly(RULE_KEYS);
    const id = table.string('id') ?? table.fail('a rule without an id', 'write id = "vendor-thing"');
    if (!/^[a-z0-9]+(?:-[a-z0-9]+)*$/.test(id))
      table.fail('a rule id must be small letters and digits with single dashes between', 'write id = "vendor-thing"', 'id');
    if (builtinIds.includes(id)) table.fail(`\`${id}\` is a built-in rule`, 'choose another id; [builtin] turns the built-in one off', 'id');
    const line = taken.get(id);
    if (line !== undefined) table.fail(`a second rule \`${id}\``, `the first is on line ${line}`, 'id');
    taken.set(id, table.lineOf('id'));
    const rule: UserRule = {
      id,
      title: table.string('title') ?? id,
      pattern: table.pattern('pattern') ?? table.fail(`rule \`${id}\` has no pattern`, "write pattern = '…' in RE2 syntax"),
      ...readSecretGroup(table),
      keywords: readKeywords(table),
      severity: table.choice('severity', SEVERITIES) ?? 'high',
      confidence: table.choice('confidence', CONFIDENCES) ?? 'medium',
      ...optional('minEntropy', table.number('min-entropy', 0, 16)),
      ...optional('paths', table.strings('paths')),
      allowlists: table.tables('allowlists').map((each, index) => readAllowlist(each, `allowlist ${index + 1} of rule ${id}`, [])),
      ...(table.has('required') ? { required: table.tables('required').map(readRequired(wanted)) } : {}),
      ...optional('component', table.boolean('component')),
    };
    checkExamples(table, rule);
    return rule;
  });
};

/** `ids`: the rules of this file. */
const readRequired =
  (ids: readonly string[]) =>
  (table: Table): RequiredRule => {
    table.allowOnly(['rule', 'lines', 'columns']);
    const rule = table.string('rule') ?? table.fail('a required rule without a name', 'write rule = "the-id-of-another-rule"');
    if (!ids.includes(rule)) table.fail(`no rule of this file has the id \`${rule}\``, `its rules: ${ids.join(', ')}`, 'rule');
    return { rule, ...optional('lines', table.number('lines', 0, 1_000_000)), ...optional('columns', table.number('columns', 0, 1_000_000)) };
  };

const optional = <K extends string, V>(key: K, value: V | undefined): { [P in K]?: V } => (value === undefined ? {} : ({ [key]: value } as { [P in K]?: V }));

const readSecretGroup = (table: Table): { secretGroup?: number | string } => {
  if (!table.has('secret-group')) return {};
  const { groups, names } = checkLinearPattern(table.string('pattern') ?? '');
  if (!table.isString('secret-group')) {
    const group = table.number('secret-group', 0, groups)!;
    return Number.isInteger(group)
      ? { secretGroup: group }
      : table.fail('`secret-group` must be a whole number or a name', 'write secret-group = 1', 'secret-group');
  }
  const named = table.string('secret-group')!;
  if (!names.includes(named))
    table.fail(`the pattern has no group \`${named}\``, names.length === 0 ? 'name one: (?P<secret>…)' : `it has ${names.join(', ')}`, 'secret-group');
  return { secretGroup: named };
};

const readKeywords = (table: Table): string[] =>
  (table.strings('keywords') ?? []).map((keyword, index) => {
    if (!/^[\x20-\x7e]{3,100}$/.test(keyword))
      table.fail('a keyword must be 3 to 100 ASCII characters', 'leave keywords out to search the whole text, which is slower', 'keywords', index);
    return keyword;
  });

/** A rule's own proof: examples must be found, counter-examples must not. The texts are not shown, because they may look real. */
const checkExamples = (table: Table, rule: UserRule): void => {
  const pattern = createLinearPattern(rule.pattern);
  const hasKeyword = (text: string) => rule.keywords.length === 0 || rule.keywords.some((keyword) => text.toLowerCase().includes(keyword.toLowerCase()));
  (table.strings('examples') ?? []).forEach((text, index) => {
    if (!pattern.test(text)) table.fail(`rule \`${rule.id}\` does not find its example ${index + 1}`, 'correct the pattern or the example', 'examples', index);
    if (!hasKeyword(text))
      table.fail(
        `example ${index + 1} of rule \`${rule.id}\` holds no keyword`,
        'every match must hold one of the keywords, or none must be given',
        'examples',
        index,
      );
  });
  (table.strings('counter-examples') ?? []).forEach((text, index) => {
    if (pattern.test(text) && hasKeyword(text))
      table.fail(`rule \`${rule.id}\` finds its counter-example ${index + 1}`, 'correct the pattern or the counter-example', 'counter-examples', index);
  });
};

const CRITERIA = ['paths', 'values', 'keys', 'stopwords', 'fingerprints', 'commits'];

/** `ids`: rules that may be named; empty for an allowlist inside a rule, which may name none. */
const readAllowlist = (table: Table, name: string, ids: readonly string[]): Allowlist => {
  table.allowOnly([...(ids.length > 0 ? ['rules'] : []), 'name', 'condition', 'search', ...CRITERIA]);
  if (![...CRITERIA, 'rules'].some((key) => table.has(key))) table.fail('an allowlist that allows nothing', `give it one of ${CRITERIA.join(', ')}`);
  return {
    name: table.string('name') ?? name,
    condition: table.choice('condition', ['any', 'all'] as const) ?? 'any',
    ...(table.has('rules') ? { rules: expandIds(table, 'rules', ids) } : {}),
    ...optional('paths', table.strings('paths')),
    ...optional('patterns', table.patterns('values')),
    ...optional('target', table.choice('search', ['secret', 'match', 'line'] as const)),
    ...optional('keyPatterns', table.patterns('keys')),
    ...optional('stopwords', readStopwords(table)),
    ...optional('fingerprints', table.strings('fingerprints')),
    ...optional('commits', table.strings('commits')),
  };
};

const readStopwords = (table: Table): readonly string[] | undefined => {
  const words = table.strings('stopwords');
  const short = words?.findIndex((word) => word.length < 2) ?? -1;
  if (short >= 0) table.fail('a stopword must have at least 2 characters', 'a shorter one occurs in nearly every secret', 'stopwords', short);
  return words;
};
