import type { Finding } from '../model/finding.ts';
import type { Problem } from '../model/problem.ts';
import { keyedHash } from '../text/digest.ts';
import { type Parted, part } from './parted.ts';

/**
 * Findings that a team has accepted for now, by content: no line numbers, no values. An entry stays good when its line moves, and a new
 * secret on the same line is reported.
 */
export interface Baseline {
  /** Random text, made once with the file: the same secret in two repositories has two hashes. At least 16 characters. */
  readonly salt: string;
  readonly entries: readonly BaselineEntry[];
}

export interface BaselineEntry {
  /** HMAC-SHA-256 under the salt over rule, path and secret; the first 32 hex characters (128 bits). */
  readonly hash: string;
  readonly rule: string;
  /** With `/`, relative to the folder in which the scan ran. */
  readonly path: string;
  /** The last day on which it holds, `YYYY-MM-DD`. */
  readonly expires?: string;
  readonly reason?: string;
}

export interface BaselineContext {
  /** `YYYY-MM-DD`, from the caller's clock. */
  readonly today: string;
  /** Whether the scan saw every file the baseline may speak of. Only then can an entry be called unused. */
  readonly complete: boolean;
  /** Whether a path still exists. With it, entries follow a renamed file: see `matchEntries`. */
  readonly pathExists?: (path: string) => boolean;
}

export interface BaselineResult extends Parted {
  /** Entries that expired while something still matches them and, if the scan was complete, entries that nothing matched. */
  readonly problems: readonly Problem[];
  readonly unused: readonly BaselineEntry[];
  /** Entries past their day. What they held back is in `kept`, with a reason that says so. */
  readonly expired: readonly BaselineEntry[];
}

const hashOf = (salt: string, rule: string, path: string, secret: string): string => keyedHash(salt, `${rule}\0${path}\0${secret}`).slice(0, 32);

/** Looking for a renamed file's entries costs one hash for each pair of finding and entry; beyond this many it is not looked for. */
const MAX_MOVE_CHECKS = 20_000;

/**
 * Which entry stands for which finding. First by rule, path and secret. Then, for entries whose path is gone, by rule and secret under
 * the old path: a renamed file keeps its entries. A copy in a second file is a new leak, so an entry follows to one path only, and not
 * while the old one exists.
 */
const matchEntries = (findings: readonly Finding[], baseline: Baseline, pathExists?: (path: string) => boolean): Map<Finding, BaselineEntry> => {
  const byHash = new Map(baseline.entries.map((entry) => [entry.hash, entry]));
  const matched = new Map<Finding, BaselineEntry>();
  const used = new Set<BaselineEntry>();
  for (const finding of findings) {
    const entry = byHash.get(hashOf(baseline.salt, finding.ruleId, finding.origin.path, finding.secret.reveal()));
    if (entry === undefined) continue;
    matched.set(finding, entry);
    used.add(entry);
  }
  if (pathExists === undefined) return matched;
  const orphans = baseline.entries.filter((entry) => !used.has(entry) && !pathExists(entry.path));
  const movedTo = new Map<BaselineEntry, string>();
  let checks = 0;
  for (const finding of findings) {
    if (matched.has(finding)) continue;
    for (const entry of orphans) {
      if (entry.rule !== finding.ruleId || (movedTo.get(entry) ?? finding.origin.path) !== finding.origin.path) continue;
      if (++checks > MAX_MOVE_CHECKS) return matched;
      if (hashOf(baseline.salt, entry.rule, entry.path, finding.secret.reveal()) !== entry.hash) continue;
      movedTo.set(entry, finding.origin.path);
      matched.set(finding, entry);
      break;
    }
  }
  return matched;
};

/** Silences what the baseline accepts. Never throws. */
export const applyBaseline = (findings: readonly Finding[], baseline: Baseline, { today, complete, pathExists }: BaselineContext): BaselineResult => {
  const matched = matchEntries(findings, baseline, pathExists);
  const isExpired = (entry: BaselineEntry) => entry.expires !== undefined && entry.expires < today;
  const expired = new Set<BaselineEntry>();
  const reported = findings.map((finding) => {
    const entry = matched.get(finding);
    if (entry === undefined || !isExpired(entry)) return finding;
    expired.add(entry);
    return { ...finding, reasons: [...finding.reasons, `its baseline entry expired on ${entry.expires}`] };
  });
  const whyOf = new Map<Finding, string>();
  for (const [finding, entry] of matched) {
    if (isExpired(entry)) continue;
    const moved = entry.path === finding.origin.path ? '' : ` (moved from ${entry.path})`;
    whyOf.set(finding, `${entry.reason ?? 'accepted in the baseline'}${moved}`);
  }
  const used = new Set(matched.values());
  const unused = complete ? baseline.entries.filter((entry) => !used.has(entry)) : [];
  const nameOf = (entry: BaselineEntry): string => `rule ${entry.rule}, hash ${entry.hash.slice(0, 8)}…`;
  const toProblem = (code: Problem['code'], entry: BaselineEntry, message: string): Problem => ({ code, path: entry.path, message, incomplete: false });
  const problems = [
    ...[...expired].map((entry) =>
      toProblem('baseline-expired', entry, `a baseline entry expired on ${entry.expires}: ${nameOf(entry)}; its finding is reported again`),
    ),
    ...unused.map((entry) => toProblem('baseline-unused', entry, `a baseline entry is no longer needed: ${nameOf(entry)}; remove it by updating the baseline`)),
  ];
  return { ...part(reported, 'baseline', (finding) => whyOf.get(finding)), problems, unused, expired: [...expired] };
};

export interface UpdateOptions {
  /** For entries that are new or expired, `YYYY-MM-DD`. */
  readonly expires?: string;
  readonly reason?: string;
  /** `YYYY-MM-DD`, from the caller's clock. Without it no entry is taken for expired. */
  readonly today?: string;
  /** Whether a path still exists: entries follow a renamed file. */
  readonly pathExists?: (path: string) => boolean;
  /** Whether the scan saw a path. Entries of paths that it did not see are kept as they are. Absent: it saw everything. */
  readonly isCovered?: (path: string) => boolean;
}

/** A baseline that accepts exactly these findings. */
export const createBaseline = (findings: readonly Finding[], salt: string, options: UpdateOptions = {}): Baseline =>
  updateBaseline(findings, { salt, entries: [] }, options);

/**
 * Accepts exactly these findings. Entries that still stand for one keep their date and reason; one that has expired is accepted anew,
 * with the new date or none. Deterministic.
 */
export const updateBaseline = (findings: readonly Finding[], previous: Baseline, options: UpdateOptions = {}): Baseline => {
  const { today, isCovered } = options;
  const matched = matchEntries(findings, previous, options.pathExists);
  const entries = new Map<string, BaselineEntry>();
  if (isCovered !== undefined) for (const entry of previous.entries) if (!isCovered(entry.path)) entries.set(entry.hash, entry);
  for (const entry of matched.values()) entries.delete(entry.hash);
  for (const finding of findings) {
    const hash = hashOf(previous.salt, finding.ruleId, finding.origin.path, finding.secret.reveal());
    const known = matched.get(finding);
    const isOver = known?.expires !== undefined && today !== undefined && known.expires < today;
    const expires = known === undefined || isOver ? options.expires : known.expires;
    const reason = known === undefined ? options.reason : (known.reason ?? (isOver ? options.reason : undefined));
    entries.set(hash, {
      hash,
      rule: finding.ruleId,
      path: finding.origin.path,
      ...(expires === undefined ? {} : { expires }),
      ...(reason === undefined ? {} : { reason }),
    });
  }
  return { salt: previous.salt, entries: [...entries.values()].sort(compareEntries) };
};

/** By path, rule, hash, in code unit order, so that every machine sorts alike. */
const compareEntries = (a: BaselineEntry, b: BaselineEntry): number => {
  const order = (x: string, y: string) => (x < y ? -1 : x > y ? 1 : 0);
  return order(a.path, b.path) || order(a.rule, b.rule) || order(a.hash, b.hash);
};

/**
 * The file: JSON with one sorted entry on each line. Every entry line ends with a comma (the list ends with a word), so that two
 * branches that add entries merge line by line, also with `merge=union` in `.gitattributes`.
 */
export const writeBaseline = (baseline: Baseline): string => {
  const entries = [...baseline.entries]
    .sort(compareEntries)
    .map(({ hash, rule, path, expires, reason }) => `    ${JSON.stringify({ path, rule, hash, expires, reason })},\n`);
  return `{\n  "version": 1,\n  "salt": ${JSON.stringify(baseline.salt)},\n  "entries": [\n${entries.join('')}    "end"\n  ]\n}\n`;
};
