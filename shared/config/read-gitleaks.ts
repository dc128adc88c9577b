import type { Allowlist } from '../model/allowlist.ts';
import { AppError } from '../model/app-error.ts';
import type { Problem } from '../model/problem.ts';
import type { ScanConfig } from '../model/scan-config.ts';
import type { UserRule } from '../model/user-rule.ts';
import { NO_NAMING, NO_SETTINGS } from './default-config.ts';
import { type GitleaksAllowlist, type GitleaksFile, type GitleaksRule, parseGitleaksFile } from './gitleaks-file.ts';
import { oursFor, oursNear } from './gitleaks-ids.ts';
import { idsOf, type KnownRules, requireRules, selectRules } from './known-rules.ts';

/** How many files one may extend, one the next: gitleaks' own limit. */
const MAX_EXTENDS = 2;

/** Gives the text of the file that `extend.path` names, and the name to show for it; throws when it may not be read. */
export type ReadExtended = (path: string) => { readonly text: string; readonly file: string };

/**
 * Reads a gitleaks configuration as it is. As there, its rules replace the built-in ones unless `[extend]` says `useDefault`, which here
 * means our own. Their rule ids are taken to mean ours where one corresponds; what has no counterpart is a note.
 */
export const readGitleaksConfig = (text: string, file: string, known: KnownRules, readExtended: ReadExtended): ScanConfig => {
  const merged = resolveExtends(parseGitleaksFile(text, file), readExtended, 0);
  const problems: Problem[] = [...merged.problems];
  const note = (path: string, what: string) => problems.push({ code: 'config-ignored', path, message: what, incomplete: false });
  const ids = merged.useDefault ? idsOf(known) : [];
  const disabled = new Set<string>(merged.useDefault ? [] : idsOf(known));
  for (const id of merged.disabledRules) {
    const ours = oursFor(id, ids);
    for (const each of ours) disabled.add(each);
    if (ours.some((each) => known.judged.includes(each)))
      note(file, `disabledRules: \`${id}\` also turns off credentials in settings, which are found by their keys (${ours.join(', ')})`);
    if (ours.length === 0 && merged.useDefault)
      note(file, `disabledRules: none of our rules corresponds to \`${id}\`; [builtin] disable in watertight.toml turns ours off`);
  }

  const allowlists: Allowlist[] = [];
  const inRules = new Map<string, Allowlist[]>();
  const isOwn = new Set(merged.rules.filter(({ regex }) => regex !== undefined).map(({ id }) => id));
  for (const rule of merged.rules) {
    if (rule.regex !== undefined) inRules.set(rule.id, [...rule.allowlists]);
    else if (rule.path === undefined && !merged.useDefault) {
      throw new AppError(
        'config-invalid',
        `the configuration can't be used: ${rule.file}:${rule.line}: rule \`${rule.id}\` has no regex`,
        "write regex = '''…''', or extend the default rules with [extend] useDefault = true",
      );
    } else if (rule.path === undefined) {
      // The way to add exceptions to a default rule: its id and allowlists, nothing else.
      allowlists.push(...rule.allowlists.map((allowlist) => ({ ...allowlist, rules: oursNear(rule.id, ids) })));
      if (rule.allowlists.length === 0) note(rule.file, `line ${rule.line}: rule \`${rule.id}\` changes a default rule of gitleaks; ours stay as they are`);
    }
  }
  for (const { allowlist, targetRules, file: where, line } of merged.allowlists) {
    if (targetRules.length === 0) {
      allowlists.push(allowlist);
      // The match is known where a rule runs, and only its lines later on.
      if (allowlist.target === 'match') for (const own of inRules.values()) own.push(allowlist);
      continue;
    }
    const ours = new Set<string>();
    for (const target of targetRules) {
      if (isOwn.has(target)) inRules.get(target)?.push(allowlist);
      else for (const id of oursNear(target, ids)) ours.add(id);
      if (!isOwn.has(target) && oursNear(target, ids).length === 0) {
        throw new AppError(
          'config-invalid',
          `the configuration can't be used: ${where}:${line}: no rule has the id \`${target}\``,
          'correct targetRules, or leave it out to mean every rule',
        );
      }
    }
    if (ours.size > 0) allowlists.push({ ...allowlist, rules: [...ours] });
  }

  const userRules = merged.rules.filter(({ regex }) => regex !== undefined).map((rule) => toUserRule(rule, inRules.get(rule.id) ?? []));
  for (const { id } of userRules) disabled.add(id);
  const rules = selectRules(known, disabled, new Map());
  const judgedLeft = known.judged.filter((id) => !disabled.has(id)).length;
  for (const { id } of userRules) disabled.delete(id);
  requireRules(
    rules.length + userRules.filter(({ component }) => component !== true).length + judgedLeft,
    file,
    1,
    'add [extend] with useDefault = true, or [[rules]] with a regex',
  );
  return {
    file,
    rules,
    userRules,
    disabledRules: disabled,
    severities: new Map(),
    allowlists,
    baseline: null,
    failOn: null,
    scan: NO_SETTINGS,
    naming: NO_NAMING,
    problems,
  };
};

const toUserRule = (rule: GitleaksRule, allowlists: readonly Allowlist[]): UserRule => {
  // A keyword that the matcher can't hold must not hide a match: then the whole text is searched.
  const isAscii = rule.keywords.every((keyword) => /^[\x01-\x7f]+$/.test(keyword));
  return {
    id: rule.id,
    title: rule.description ?? rule.id,
    pattern: rule.regex ?? '',
    ...(rule.secretGroup > 0 ? { secretGroup: rule.secretGroup } : {}),
    keywords: isAscii ? rule.keywords : [],
    severity: 'high',
    confidence: 'medium',
    // Theirs must be more than the figure, ours at least.
    ...(rule.entropy > 0 ? { minEntropy: rule.entropy + 1e-9 } : {}),
    ...(rule.path === undefined ? {} : { pathPattern: rule.path }),
    allowlists,
    ...(rule.required.length > 0 ? { required: rule.required } : {}),
    ...(rule.skipReport ? { component: true } : {}),
  };
};

type Merged = Pick<GitleaksFile, 'useDefault' | 'disabledRules' | 'problems'> & {
  readonly rules: readonly GitleaksRule[];
  readonly allowlists: readonly GitleaksAllowlist[];
};

/** The file with what it extends: of a rule in both, what the nearer one says counts, and lists are joined. */
const resolveExtends = (own: GitleaksFile, readExtended: ReadExtended, depth: number): Merged => {
  if (own.extendPath === undefined || depth >= MAX_EXTENDS) return own;
  const { text, file } = readExtended(own.extendPath);
  const base = resolveExtends(parseGitleaksFile(text, file), readExtended, depth + 1);
  const rules = new Map(own.rules.map((rule) => [rule.id, rule]));
  for (const rule of base.rules) {
    if (own.disabledRules.includes(rule.id)) continue;
    const nearer = rules.get(rule.id);
    rules.set(rule.id, nearer === undefined ? rule : mergeRules(nearer, rule));
  }
  return {
    useDefault: base.useDefault,
    disabledRules: [...own.disabledRules, ...base.disabledRules],
    rules: [...rules.values()],
    allowlists: [...own.allowlists, ...base.allowlists],
    problems: [...own.problems, ...base.problems],
  };
};

const mergeRules = (nearer: GitleaksRule, base: GitleaksRule): GitleaksRule => ({
  ...nearer,
  description: nearer.description ?? base.description,
  regex: nearer.regex ?? base.regex,
  path: nearer.path ?? base.path,
  secretGroup: nearer.secretGroup || base.secretGroup,
  entropy: nearer.entropy || base.entropy,
  keywords: [...base.keywords, ...nearer.keywords],
  allowlists: [...base.allowlists, ...nearer.allowlists],
  required: base.required,
  skipReport: base.skipReport,
});
