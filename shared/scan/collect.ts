import { MAX_FINDINGS } from '../detect/to-findings.ts';
import type { Finding, Suppressed } from '../model/finding.ts';
import type { Problem } from '../model/problem.ts';
import { type Extent, NOWHERE, plus, shiftFinding } from '../sources/extent.ts';
import { createScrubber, type Scrubber } from '../text/forms.ts';
import type { BatchResult, ScannedFinding } from './engine.ts';
import { findingLimit } from './scan-fragment.ts';
import { fromWire } from './wire.ts';

/** What a scan found, in an order that depends on the findings alone: by path, then place, then rule. */
export interface Collected {
  readonly findings: readonly Finding[];
  /** Those that a comment or an allowlist silences. */
  readonly suppressed: readonly Suppressed[];
  readonly problems: readonly Problem[];
  readonly files: number;
  readonly bytes: number;
  /** Takes every form of every value found out of a name: paths, keys and authors are done, problems that come from elsewhere are not. */
  readonly scrub: Scrubber;
}

export interface Collector {
  readonly add: (result: BatchResult) => void;
  readonly finish: () => Collected;
}

const compareText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

export const compareProblems = (a: Problem, b: Problem): number =>
  compareText(a.path, b.path) || compareText(a.code, b.code) || compareText(a.message, b.message);

export const compareFindings = (a: Finding, b: Finding): number =>
  compareText(a.origin.path, b.origin.path) ||
  compareText(a.origin.commit?.date ?? '', b.origin.commit?.date ?? '') ||
  compareText(a.origin.commit?.id ?? '', b.origin.commit?.id ?? '') ||
  a.range.start - b.range.start ||
  a.range.end - b.range.end ||
  compareText(a.ruleId, b.ruleId);

/** Dates can be equal: then the one that was listed first, however its batch arrived. */
const compareCommits = ({ origin: { commit: a } }: Finding, { origin: { commit: b } }: Finding): number =>
  compareText(a?.date ?? '', b?.date ?? '') || (a?.order ?? 0) - (b?.order ?? 0);

/**
 * Of the same secret in the same path in many commits, the one that introduced it; none when it also stands in what was scanned without commits:
 * then `since` has that commit, by fingerprint.
 */
export const keepFirstCommits = (findings: readonly Finding[]): { readonly kept: Finding[]; readonly since: ReadonlyMap<string, string> } => {
  const first = new Map<string, Finding>();
  const rest: Finding[] = [];
  const standing = new Set<string>();
  for (const finding of findings) {
    if (finding.origin.commit !== undefined) continue;
    rest.push(finding);
    standing.add(finding.fingerprint);
  }
  for (const finding of findings) {
    if (finding.origin.commit === undefined) continue;
    const earlier = first.get(finding.fingerprint);
    if (earlier === undefined || compareCommits(finding, earlier) < 0) first.set(finding.fingerprint, finding);
  }
  const since = new Map<string, string>();
  for (const { fingerprint, origin } of first.values()) if (standing.has(fingerprint)) since.set(fingerprint, origin.commit?.id ?? '');
  return { kept: [...rest, ...[...first.values()].filter(({ fingerprint }) => !standing.has(fingerprint))], since };
};

/** Values that tell nothing when they stand in a path: a plain word (`secret`, `services`) is there by chance. */
export const isPlainWord = (value: string): boolean => /^[A-Za-z]{1,16}$/.test(value);

/**
 * No field that is shown may hold a value in any form: a file can be named by a token, a line can hold the value of another file. Only
 * paths and keys keep plain words, or nobody would find the file `config/production.yml` where `production` is somebody's password.
 */
const createScrubbers = (findings: readonly Finding[], inNames: readonly Finding[]): { readonly line: Scrubber; readonly name: Scrubber } => {
  const values = [...findings, ...inNames].map((finding) => finding.secret.reveal());
  const line = createScrubber(values);
  const telling = values.filter((value) => !isPlainWord(value));
  return { line, name: telling.length === values.length ? line : createScrubber(telling) };
};

/** A finding without values in what is shown of it. */
export const scrubbed = (finding: Finding, line: Scrubber, name: Scrubber, since?: string): Finding => {
  const { commit } = finding.origin;
  const origin = {
    ...finding.origin,
    path: name(finding.origin.path),
    ...(commit === undefined ? {} : { commit: { ...commit, author: name(commit.author) } }),
  };
  const key = finding.key === null ? null : name(finding.key);
  return { ...finding, key, excerpt: line(finding.excerpt), origin, ...(since === undefined || commit !== undefined ? {} : { since }) };
};

/** The order within a path before the places of pieces are known. */
const compareScanned = (a: ScannedFinding, b: ScannedFinding): number =>
  compareText(a.finding.origin.commit?.date ?? '', b.finding.origin.commit?.date ?? '') ||
  compareText(a.finding.origin.commit?.id ?? '', b.finding.origin.commit?.id ?? '') ||
  (a.piece ?? 0) - (b.piece ?? 0) ||
  a.finding.range.start - b.finding.range.start ||
  a.finding.range.end - b.finding.range.end ||
  compareText(a.finding.ruleId, b.finding.ruleId);

/** Drops all but the first `MAX_FINDINGS`: whatever comes later, those dropped would not be among the first. */
const keepFirst = (findings: ScannedFinding[]): void => {
  findings.sort(compareScanned);
  findings.length = MAX_FINDINGS;
};

/** UTF-16 units of names that are searched. */
const MAX_NAMES = 2_000_000;

/** Everything that a report shows as it is: a file or an author can be named by a token that stands in no file. */
const namesIn = (findings: readonly Finding[], problems: readonly Problem[]): string => {
  const names = new Set<string>(problems.map(({ path }) => path));
  for (const { origin, key } of findings) for (const name of [origin.path, origin.commit?.author, key]) if (name) names.add(name);
  return [...names].join('\n').slice(0, MAX_NAMES);
};

/**
 * Gathers the results of batches, which arrive in any order. Of each path the first `MAX_FINDINGS` are kept, so that a log with a secret on every line fits in memory.
 * `findIn`: what stands in a text; without it only values that were found are taken out of names.
 */
export const createCollector = (findIn: (text: string) => readonly Finding[] = () => []): Collector => {
  const byPath = new Map<string, ScannedFinding[]>();
  const problems: Problem[] = [];
  const pieces = new Map<string, Extent[]>();
  let files = 0;
  let bytes = 0;

  const add = (result: BatchResult): void => {
    for (const item of result.findings) {
      const { path } = item.finding.origin;
      const place = item.silenced === undefined ? path : `\0${path}`;
      const known = byPath.get(place);
      if (known === undefined) byPath.set(place, [item]);
      else if (known.push(item) >= 2 * MAX_FINDINGS) {
        problems.push(findingLimit(path));
        keepFirst(known);
      }
    }
    for (const problem of result.problems) problems.push(problem);
    for (const { path, index, extent } of result.pieces) {
      const extents = pieces.get(path) ?? [];
      extents[index] = extent;
      pieces.set(path, extents);
    }
    files += result.files;
    bytes += result.bytes;
  };

  const finish = (): Collected => {
    const bases = new Map<string, Extent[]>();
    for (const [path, extents] of pieces) {
      let sum = NOWHERE;
      bases.set(
        path,
        extents.map((extent) => {
          const base = sum;
          sum = plus(sum, extent ?? NOWHERE);
          return base;
        }),
      );
    }
    for (const known of byPath.values()) {
      if (known.length <= MAX_FINDINGS) continue;
      problems.push(findingLimit(known[0]!.finding.origin.path));
      keepFirst(known);
    }
    const silencedBy = new Map<Finding, NonNullable<ScannedFinding['silenced']>>();
    const all: Finding[] = [...byPath.values()].flat().map(({ finding: wire, silenced, piece }) => {
      let finding = fromWire(wire);
      const base = piece === undefined ? undefined : bases.get(finding.origin.path)?.[piece];
      if (base !== undefined) finding = shiftFinding(finding, base);
      if (silenced !== undefined) silencedBy.set(finding, silenced);
      return finding;
    });
    const { kept, since } = keepFirstCommits(all);
    const { line, name } = createScrubbers(kept, kept.length + problems.length === 0 ? [] : findIn(namesIn(kept, problems)));
    const clean = kept.map((finding) => ({ finding: scrubbed(finding, line, name, since.get(finding.fingerprint)), silenced: silencedBy.get(finding) }));
    clean.sort((a, b) => compareFindings(a.finding, b.finding));
    problems.sort(compareProblems);
    // Each piece of a large file may say the same.
    const distinct = problems.filter((problem, i) => i === 0 || JSON.stringify(problem) !== JSON.stringify(problems[i - 1]));
    return {
      findings: clean.filter((item) => item.silenced === undefined).map((item) => item.finding),
      suppressed: clean.flatMap(({ finding, silenced }) => (silenced === undefined ? [] : [{ finding, ...silenced }])),
      problems: distinct,
      files,
      bytes: Math.round(bytes),
      scrub: name,
    };
  };
  return { add, finish };
};
