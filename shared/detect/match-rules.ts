import type { Range } from '../model/range.ts';
import type { Confidence, Rule } from '../model/rule.ts';
import { entropyOf } from '../text/entropy.ts';
import { createGlobs, type PathTest } from '../text/glob.ts';
import type { Candidate } from './candidate.ts';
import { verifyChecksum } from './checksums.ts';
import { passesFilters } from './filters.ts';
import type { Hits } from './prefilter.ts';

const BEFORE = 256;
const AFTER = 512;

/** Characters read beyond a window, so that what stands before and after a match is seen. */
const MARGIN = 16;

/** A match that reaches the end of what was read is read again from its start, with this many characters more. */
const LONGEST = 16_384;

/** A rule made ready, on first use. */
interface Ready {
  readonly pattern: RegExp;
  /** See `leastRunOf`. */
  readonly leastRun: number;
  /** Lengths of an anchored rule's keywords. */
  readonly headLengths: readonly number[];
  readonly isPath: PathTest | undefined;
}

/** A set of letters, digits, `_` and `-`, and how many of it there are at least. */
const RUN = /\[(?:[A-Z]-[A-Z]|[a-z]-[a-z]|[0-9]-[0-9]|[A-Za-z0-9_]|-(?=\]))+\]\{(\d+)[,}]/g;

/** The source of the group `secret` without the groups in it; empty where it has alternatives. */
const plainSecret = (pattern: string): string => {
  const start = pattern.indexOf('(?<secret>') + '(?<secret>'.length;
  let plain = '';
  let depth = 1;
  for (const [part] of pattern.slice(start).matchAll(/\\.|\[(?:\\.|[^\]\\])*\]|./gs)) {
    if (part === '(') depth += 1;
    if (part === ')') depth -= 1;
    if (depth === 0) return plain;
    if (depth === 1 && part === '|') return '';
    if (depth === 1 && part !== ')') plain += part;
  }
  return '';
};

/**
 * How many letters, digits, `_` and `-` stand in a row in every secret that a pattern finds, as far as its source tells. Most text has no
 * such run, which is seen at a fraction of what the pattern costs.
 */
export const leastRunOf = (pattern: string): number => Math.max(0, ...Array.from(plainSecret(pattern).matchAll(RUN), ([, count]) => Number(count)));

const IS_WORD = new Uint8Array(128);
for (const char of 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-') IS_WORD[char.charCodeAt(0)] = 1;

/** Looks at the last place of each run that may be there, so that most characters are never read. */
const hasRun = (text: string, from: number, to: number, length: number): boolean => {
  for (let last = from + length - 1; last < to; ) {
    let at = last;
    for (; at > last - length; at--) {
      const code = text.charCodeAt(at);
      if (code > 127 || IS_WORD[code] === 0) break;
    }
    if (at === last - length) return true;
    last = at + length;
  }
  return false;
};

const prepared = new WeakMap<Rule, Ready>();
const prepare = (rule: Rule): Ready => {
  let ready = prepared.get(rule);
  if (ready === undefined) {
    ready = {
      pattern: new RegExp(rule.pattern, `d${rule.anchored === true ? 'y' : 'g'}${rule.flags ?? ''}`),
      leastRun: leastRunOf(rule.pattern),
      headLengths: [...new Set(rule.keywords.map((keyword) => keyword.length))],
      isPath: rule.paths === undefined ? undefined : createGlobs(rule.paths),
    };
    prepared.set(rule, ready);
  }
  return ready;
};

/** Merged windows around keyword hits, so that a pattern never runs over a whole text. */
const windowsAround = (ends: readonly number[], rule: Rule, length: number): Range[] => {
  const before = rule.window?.before ?? BEFORE;
  const after = rule.window?.after ?? AFTER;
  const windows: { start: number; end: number }[] = [];
  for (const hit of ends) {
    const start = Math.max(0, hit - before);
    const end = Math.min(length, hit + after);
    const last = windows[windows.length - 1];
    if (last !== undefined && start <= last.end) last.end = Math.max(last.end, end);
    else windows.push({ start, end });
  }
  return windows;
};

/** A raw match with what the checks said about it. */
interface Match {
  readonly range: Range;
  readonly value: string;
  readonly confidence: Confidence;
  readonly reasons: string[];
}

const toMatch = (rule: Rule, value: string, start: number): Match | undefined => {
  const entropy = entropyOf(value);
  if (rule.minEntropy !== undefined && entropy < rule.minEntropy) return undefined;
  if (!passesFilters(rule, value)) return undefined;
  const reasons = [`rule ${rule.id} matched`, `entropy ${entropy.toFixed(2)} bits per character`];
  let confidence = rule.confidence ?? 'high';
  if (rule.checksum !== undefined) {
    const right = verifyChecksum(rule.checksum, value);
    confidence = right === true ? 'high' : 'low';
    reasons.push(right === true ? `checksum ${rule.checksum} is right` : `checksum ${rule.checksum} is wrong`);
  }
  return { range: { start, end: start + value.length }, value, confidence, reasons };
};

/** All matches of one rule in one window. */
const matchWindow = (text: string, rule: Rule, { pattern, leastRun }: Ready, window: Range, matches: Match[]): void => {
  let from = Math.max(0, window.start - MARGIN);
  let to = Math.min(text.length, window.end + MARGIN);
  if (leastRun > 0 && !hasRun(text, from, to, leastRun)) return;
  let piece = text.slice(from, to);
  pattern.lastIndex = 0;
  for (let found = pattern.exec(piece); found !== null; found = pattern.exec(piece)) {
    if (found[0].length === 0 || (found.index === 0 && from > 0)) {
      pattern.lastIndex = found.index + 1;
      continue;
    }
    if (found.index + found[0].length === piece.length && to < text.length && to < window.end + LONGEST) {
      from += found.index === 0 ? 0 : Math.max(0, found.index - MARGIN);
      to = Math.min(text.length, window.end + LONGEST);
      piece = text.slice(from, to);
      pattern.lastIndex = 0;
      continue;
    }
    const value = found.groups?.['secret'];
    const at = found.indices?.groups?.['secret'];
    if (value === undefined || value === '' || at === undefined) continue;
    const last = matches[matches.length - 1];
    if (last !== undefined && from + at[0] < last.range.end) continue;
    const match = toMatch(rule, value, from + at[0]);
    if (match !== undefined) matches.push(match);
  }
};

/** Matches of an anchored rule: the pattern runs where a keyword stands, over the text itself. */
const matchAnchored = (text: string, rule: Rule, { pattern, headLengths }: Ready, ends: readonly number[]): Match[] => {
  const matches: Match[] = [];
  for (const end of ends) {
    for (const length of headLengths) {
      const start = end - length;
      if (start < (matches[matches.length - 1]?.range.end ?? 0)) continue;
      pattern.lastIndex = start;
      const at = pattern.exec(text)?.indices?.groups?.['secret'];
      const match = at === undefined ? undefined : toMatch(rule, text.slice(at[0], at[1]), at[0]);
      if (match !== undefined) matches.push(match);
    }
  }
  return matches;
};

const matchRule = (text: string, rule: Rule, ends: readonly number[]): Match[] => {
  const ready = prepare(rule);
  if (rule.anchored === true) return matchAnchored(text, rule, ready, ends);
  const matches: Match[] = [];
  for (const window of windowsAround(ends, rule, text.length)) matchWindow(text, rule, ready, window, matches);
  return matches;
};

const isWithinLines = (text: string, a: Range, b: Range, lines: number): boolean => {
  const from = Math.min(a.end, b.end);
  const to = Math.max(a.start, b.start);
  let count = 0;
  for (let at = text.indexOf('\n', from); at !== -1 && at < to; at = text.indexOf('\n', at + 1)) {
    count += 1;
    if (count > lines) return false;
  }
  return true;
};

/**
 * Runs the rules whose keywords were seen, in windows around them. A rule with a pair counts only where its other half is near; each
 * half names the other as related, and the half that can also stand alone takes the pair's severity. Components are never reported.
 */
export const matchRules = (text: string, path: string, rules: readonly Rule[], hits: Hits): Candidate[] => {
  const found = new Map<string, { readonly rule: Rule; readonly matches: readonly Match[] }>();
  for (const [index, ends] of hits.rules) {
    const rule = rules[index]!;
    if (prepare(rule).isPath?.(path) === false) continue;
    const matches = matchRule(text, rule, ends);
    if (matches.length > 0) found.set(rule.id, { rule, matches });
  }
  const candidates = new Map<Match, Candidate>();
  const add = (rule: Rule, match: Match, related: readonly Range[], reasons: readonly string[]): void => {
    candidates.set(match, {
      ruleId: rule.id,
      title: rule.title,
      key: null,
      range: match.range,
      value: match.value,
      severity: rule.severity,
      confidence: match.confidence,
      rank: rule.confidence === 'low' ? 1 : 3,
      reasons: [...match.reasons, ...reasons],
      related,
    });
  };
  for (const { rule, matches } of found.values()) {
    if (rule.component === true || rule.pair !== undefined) continue;
    for (const match of matches) add(rule, match, [], []);
  }
  for (const { rule, matches } of found.values()) {
    if (rule.pair === undefined) continue;
    const { rule: otherId, lines } = rule.pair;
    for (const match of matches) {
      const others = (found.get(otherId)?.matches ?? []).filter((other) => isWithinLines(text, match.range, other.range, lines));
      if (others.length === 0) continue;
      const near = others.map((other) => other.range);
      add(rule, match, near, [`${otherId} stands within ${lines} lines`]);
      for (const other of others) {
        const alone = candidates.get(other);
        if (alone === undefined) continue;
        candidates.set(other, {
          ...alone,
          severity: rule.severity,
          related: [...alone.related, match.range],
          reasons: [...alone.reasons, `${rule.id} stands within ${lines} lines`],
        });
      }
    }
  }
  return [...candidates.values()].sort((a, b) => a.range.start - b.range.start || (a.ruleId < b.ruleId ? -1 : 1));
};
