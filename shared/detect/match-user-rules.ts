import type { Range } from '../model/range.ts';
import type { UserRule } from '../model/user-rule.ts';
import { createMatcher } from '../text/aho-corasick.ts';
import { type AllowSubject, createAllowTest } from '../text/allowlist-match.ts';
import { entropyOf } from '../text/entropy.ts';
import { createGlobs } from '../text/glob.ts';
import { createLinearPattern, type LinearMatch, type LinearPattern } from '../text/linear-pattern.ts';
import type { Candidate } from './candidate.ts';
import { keepRequired } from './required-rules.ts';
import { textWindows, windowsAround } from './user-windows.ts';

/** Runs a user's rules over one text. Pure; never throws, because the patterns were checked when the configuration was read. */
export type UserMatcher = (text: string, path: string, commit?: string) => UserMatches;

interface UserMatches {
  readonly candidates: readonly Candidate[];
  /** Ids of rules that matched so often that the rest of the text was left out: the pattern matches everything. */
  readonly limited: readonly string[];
}

/** Matches of one rule in one window, and in one text. */
const MAX_IN_WINDOW = 1_000;
const MAX_IN_TEXT = 5_000;

interface Ready {
  readonly rule: UserRule;
  readonly pattern: LinearPattern;
  readonly isPath: (path: string) => boolean;
  readonly isAllowed: (subject: AllowSubject) => boolean;
  readonly hasKeywords: boolean;
}

const prepare = (rule: UserRule): Ready => {
  const isGlob = rule.paths === undefined ? () => true : createGlobs(rule.paths);
  const pathPattern = rule.pathPattern === undefined ? undefined : createLinearPattern(rule.pathPattern);
  const tests = rule.allowlists.map(createAllowTest);
  return {
    rule,
    pattern: createLinearPattern(rule.pattern),
    isPath: (path) => isGlob(path) && (pathPattern === undefined || pathPattern.test(path)),
    isAllowed: (subject) => tests.some((allows) => allows(subject)),
    hasKeywords: rule.keywords.length > 0,
  };
};

/** Makes the rules ready once: their keywords are searched in one pass, their patterns compiled on first use. */
export const createUserMatcher = (rules: readonly UserRule[]): UserMatcher => {
  if (rules.length === 0) return () => ({ candidates: [], limited: [] });
  const ready = rules.map(prepare);
  const keywords: string[] = [];
  const ruleOf: number[] = [];
  rules.forEach((rule, index) => {
    for (const keyword of rule.keywords) {
      keywords.push(keyword);
      ruleOf.push(index);
    }
  });
  const matcher = createMatcher(keywords);
  return (text, path, commit) => {
    const ends = new Map<number, number[]>();
    matcher.find(text, (keyword, end) => {
      const rule = ruleOf[keyword]!;
      const known = ends.get(rule);
      if (known === undefined) ends.set(rule, [end]);
      else known.push(end);
    });
    const candidates: Candidate[] = [];
    const limited: string[] = [];
    ready.forEach((each, index) => {
      const hits = ends.get(index);
      if ((each.hasKeywords && hits === undefined) || !each.isPath(path)) return;
      const regions = hits === undefined ? [{ start: 0, end: text.length }] : windowsAround(text, hits);
      let left = MAX_IN_TEXT;
      for (const region of regions) {
        for (const { match, shift } of matchesIn(text, each.pattern, region)) {
          if (match === undefined || left === 0) {
            if (!limited.includes(each.rule.id)) limited.push(each.rule.id);
            if (left === 0) return;
            continue;
          }
          left -= 1;
          const candidate = toCandidate(text, path, commit, each, match, shift);
          if (candidate !== undefined) candidates.push(candidate);
        }
      }
    });
    return { candidates: keepRequired(text, rules, candidates), limited };
  };
};

/** All matches in a region, window by window; undefined where a window had too many. Each window answers for the matches that start in its own part. */
function* matchesIn(text: string, pattern: LinearPattern, region: Range): Generator<{ readonly match: LinearMatch | undefined; readonly shift: number }> {
  let done = region.start;
  for (const { own, read } of textWindows(text, region)) {
    const matches = pattern.findAll(text.slice(read.start, read.end), MAX_IN_WINDOW);
    for (const match of matches) {
      const start = read.start + match.start;
      if (start < done || start < own.start || start >= own.end) continue;
      done = read.start + match.end;
      yield { match, shift: read.start };
    }
    if (matches.length === MAX_IN_WINDOW) yield { match: undefined, shift: read.start };
  }
}

const toCandidate = (
  text: string,
  path: string,
  commit: string | undefined,
  { rule, isAllowed }: Ready,
  match: LinearMatch,
  shift: number,
): Candidate | undefined => {
  const range = secretOf(text, rule, match, shift);
  if (range === undefined) return undefined;
  const value = text.slice(range.start, range.end);
  const entropy = entropyOf(value);
  if (rule.minEntropy !== undefined && entropy < rule.minEntropy) return undefined;
  const subject: AllowSubject = {
    ruleId: rule.id,
    path,
    key: null,
    ...(commit === undefined ? {} : { commit }),
    secret: () => value,
    match: () => text.slice(shift + match.start, shift + match.end),
    line: () => lineAround(text, shift + match.start, shift + match.end),
  };
  if (isAllowed(subject)) return undefined;
  return {
    ruleId: rule.id,
    title: rule.title,
    key: null,
    range,
    value,
    severity: rule.severity,
    confidence: rule.confidence,
    rank: rankOf(rule),
    reasons: [`rule ${rule.id} of the configuration matched`, `entropy ${entropy.toFixed(2)} bits per character`],
    related: [],
  };
};

/** A user's rule outranks a built-in one; one named "generic", as in gitleaks, gives way to every rule that names a vendor. */
const rankOf = ({ id }: UserRule): number => (id.toLowerCase().includes('generic') ? 1.5 : 4);

/** The secret's range: the configured group, or `secret`, or the first group that is not empty, or the whole, without line ends around it. */
const secretOf = (text: string, rule: UserRule, match: LinearMatch, shift: number): Range | undefined => {
  const group = rule.secretGroup === undefined ? (match.group('secret') ?? firstGroup(match)) : match.group(rule.secretGroup);
  if (group === undefined) return undefined;
  let start = shift + group.start;
  let end = shift + group.end;
  while (start < end && (text[start] === '\n' || text[start] === '\r')) start += 1;
  while (start < end && (text[end - 1] === '\n' || text[end - 1] === '\r')) end -= 1;
  return start < end ? { start, end } : undefined;
};

const firstGroup = (match: LinearMatch): Range => {
  for (let group = 1; group <= match.groups; group++) {
    const range = match.group(group);
    if (range !== undefined && range.start < range.end) return range;
  }
  return match;
};

const MAX_REACH = 1000;

const lineAround = (text: string, start: number, end: number): string => {
  const before = text.slice(Math.max(0, start - MAX_REACH), start);
  const after = text.slice(end, end + MAX_REACH);
  return before.slice(Math.max(before.lastIndexOf('\n'), before.lastIndexOf('\r')) + 1) + text.slice(start, end) + (/^[^\n\r]*/.exec(after)?.[0] ?? '');
};
