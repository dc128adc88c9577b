import { MAX_FINDINGS } from '../detect/to-findings.ts';
import { AppError } from '../model/app-error.ts';
import type { Finding, Suppressed } from '../model/finding.ts';
import type { Problem } from '../model/problem.ts';
import { compareFindings, compareProblems, isPlainWord, keepFirstCommits, scrubbed } from './collect.ts';
import type { ListedRule } from './rule-list.ts';
import { findingLimit } from './scan-fragment.ts';
import type { JoinedReport } from './shard-report.ts';
import { createDigestScrubber } from './value-digests.ts';

/** What one scan of everything would have given. */
export interface Merged {
  readonly version: string;
  readonly findings: readonly Finding[];
  readonly suppressed: readonly Suppressed[];
  readonly suppressedCount: number;
  readonly problems: readonly Problem[];
  readonly filesScanned: number;
  readonly bytesScanned: number;
  readonly rulesLoaded: number;
  readonly rules: readonly ListedRule[];
}

const incomplete = (what: string, hint: string): AppError => new AppError('incomplete', `the reports can't be joined: ${what}`, hint);

/** All of them are shards of one plan, each once, or none is of any. */
const requireAll = (reports: readonly JoinedReport[]): void => {
  const shards = reports.flatMap(({ shard, file }) => (shard === undefined ? [] : [{ ...shard, file }]));
  if (shards.length === 0) return;
  const [first] = shards;
  const plain = reports.find(({ shard }) => shard === undefined);
  if (plain !== undefined) throw incomplete(`${plain.file} is of no shard, but others are`, 'Join shards of one plan, or whole reports.');
  const other = shards.find(({ plan, of }) => plan !== first!.plan || of !== first!.of);
  if (other !== undefined) throw incomplete(`${first!.file} and ${other.file} are of different plans`, 'Join shards of one plan.');
  const changed = shards.find(({ settings }) => settings !== first!.settings);
  if (changed !== undefined)
    throw incomplete(`${first!.file} and ${changed.file} were scanned with different settings or versions`, 'Scan all shards with the same.');
  const there = new Set(shards.map(({ index }) => index));
  const missing = Array.from({ length: first!.of }, (_, i) => i + 1).filter((index) => !there.has(index));
  if (missing.length > 0) {
    const names = missing.slice(0, 20).join(', ');
    const more = missing.length > 20 ? ` and ${missing.length - 20} more` : '';
    throw incomplete(`of ${first!.of} shards missing: ${names}${more}`, 'Scan them, and join all reports again.');
  }
};

/** The same place, rule and secret: once, however many reports have it. */
const keyOf = ({ ruleId, origin, place, fingerprint }: Finding): string =>
  [fingerprint, ruleId, origin.path, place.startLine, place.startColumn, place.endLine, place.endColumn, origin.commit?.id ?? ''].join('\0');

/** The first of those with the same key. */
const distinctBy = <T>(items: readonly T[], key: (item: T) => string): T[] => {
  const seen = new Set<string>();
  return items.filter((item) => !seen.has(key(item)) && seen.add(key(item)));
};

/** Those of each report that no report before it has said. */
const joined = (lists: readonly (readonly Problem[])[]): Problem[] => {
  const said = new Set<string>();
  return lists.flatMap((list) => {
    const fresh = list.filter((problem) => !said.has(JSON.stringify(problem)));
    for (const problem of fresh) said.add(JSON.stringify(problem));
    return fresh;
  });
};

/** An entry of a baseline is unused when no shard used it; what else is said of a baseline is said by the shard that it is about. */
const joinSilenced = (reports: readonly JoinedReport[]): Problem[] => {
  const all = reports.map(({ problems }) => problems.silenced);
  const unusedIn = all.map((problems) => new Set(problems.filter(({ code }) => code === 'baseline-unused').map((problem) => JSON.stringify(problem))));
  return joined(all).filter((problem) => problem.code !== 'baseline-unused' || unusedIn.every((unused) => unused.has(JSON.stringify(problem))));
};

/** As one scan limits what it keeps of a path. */
const limited = (findings: readonly Finding[], problems: Problem[]): readonly Finding[] => {
  const counts = new Map<string, number>();
  const said = new Set<string>();
  return findings.filter(({ origin: { path } }) => {
    const so = (counts.get(path) ?? 0) + 1;
    counts.set(path, so);
    if (so > MAX_FINDINGS && !said.has(path)) problems.push(findingLimit(path));
    if (so > MAX_FINDINGS) said.add(path);
    return so <= MAX_FINDINGS;
  });
};

/** Hides in the report of each shard what another one found: a file can be named by a password that stands in a file of another shard. */
const hideAcross = (reports: readonly JoinedReport[]): readonly JoinedReport[] => {
  const lists = reports.flatMap(({ shard }) => (shard === undefined ? [] : [shard.values]));
  if (lists.length < 2) return reports;
  const key = reports[0]!.shard!.plan;
  const line = createDigestScrubber(key, lists);
  const name = createDigestScrubber(key, lists, (value) => !isPlainWord(value));
  const findings = reports.flatMap((report) => [...report.findings, ...report.suppressed.map(({ finding }) => finding)]);
  // in this order most of them begin as the one before
  for (const path of new Set(findings.map(({ origin }) => origin.path).sort())) name(path);
  for (const excerpt of new Set(findings.map((finding) => finding.excerpt).sort())) line(excerpt);
  const problem = (given: Problem): Problem => ({ ...given, path: name(given.path), message: name(given.message) });
  return reports.map((report) => ({
    ...report,
    findings: report.findings.map((finding) => scrubbed(finding, line, name)),
    suppressed: report.suppressed.map((each) => ({ ...each, finding: scrubbed(each.finding, line, name) })),
    problems: {
      config: report.problems.config.map(problem),
      listed: report.problems.listed.map(problem),
      scanned: report.problems.scanned.map(problem),
      silenced: report.problems.silenced.map(problem),
    },
  }));
};

/** Joins reports: shards of one plan to what one scan of all would have given, or whole reports to one. Throws `incomplete` when a shard is missing. */
export const mergeReports = (reports: readonly JoinedReport[]): Merged => {
  requireAll(reports);
  const ordered = [...reports].sort((a, b) => (a.shard?.index ?? 0) - (b.shard?.index ?? 0));
  // The same shard scanned twice counts once.
  const used = hideAcross(ordered.filter(({ shard }, i) => shard === undefined || shard.index !== ordered[i - 1]?.shard?.index));
  const silenced = new Map<Finding, Suppressed>();
  for (const { suppressed } of used) for (const each of suppressed) silenced.set(each.finding, each);
  const all = used.flatMap(({ findings, suppressed }) => [...findings, ...suppressed.map(({ finding }) => finding)]);
  const { kept, since } = keepFirstCommits(distinctBy(all, (finding) => `${silenced.has(finding)} ${keyOf(finding)}`));
  kept.sort(compareFindings);
  const scanned = used.flatMap(({ problems }) => problems.scanned);
  const findings = limited(
    kept.filter((finding) => !silenced.has(finding)),
    scanned,
  );
  const suppressed = kept.flatMap((finding) => silenced.get(finding) ?? []);
  const problems = [
    ...joined(used.map((report) => report.problems.config)),
    ...joined(used.map((report) => report.problems.listed)),
    ...joined([scanned.sort(compareProblems)]).filter((problem, i, sorted) => i === 0 || JSON.stringify(problem) !== JSON.stringify(sorted[i - 1])),
    ...joinSilenced(used),
  ];
  const filesScanned = used.reduce((sum, report) => sum + report.filesScanned, 0);
  if (filesScanned === 0 && used[0]?.shard !== undefined)
    problems.push({ code: 'nothing-scanned', path: '', message: 'nothing was read: no file with text was found', incomplete: true });
  const isStanding = (finding: Finding): boolean => finding.origin.commit === undefined && finding.since === undefined && since.has(finding.fingerprint);
  return {
    version: used[0]!.version,
    findings: findings.map((finding) => (isStanding(finding) ? { ...finding, since: since.get(finding.fingerprint)! } : finding)),
    suppressed: [...suppressed.filter(({ by }) => by !== 'baseline'), ...suppressed.filter(({ by }) => by === 'baseline')],
    suppressedCount: suppressed.length + used.reduce((sum, report) => sum + report.suppressedCount, 0),
    problems,
    filesScanned,
    bytesScanned: used.reduce((sum, report) => sum + report.bytesScanned, 0),
    rulesLoaded: Math.max(...used.map((report) => report.rulesLoaded)),
    rules: distinctBy(
      used.flatMap(({ rules }) => rules),
      ({ id }) => id,
    ),
  };
};
