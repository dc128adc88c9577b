import type { Finding, Suppressed } from '../model/finding.ts';
import type { Commit } from '../model/fragment.ts';
import type { KnownHit } from '../model/known-value.ts';
import type { Problem } from '../model/problem.ts';
import type { Confidence, Severity } from '../model/rule.ts';
import type { Validity } from '../model/validity.ts';

/** The figures of a scan. */
export interface ScanSummary {
  readonly filesScanned: number;
  /** Bytes of text read, as stored. */
  readonly bytesScanned: number;
  readonly rulesLoaded: number;
  readonly findings: number;
  readonly suppressed: number;
  readonly durationMs: number;
}

/** What a rule says about itself in a report. */
export interface RuleNote {
  readonly id: string;
  readonly title: string;
  readonly severity: Severity;
  readonly source?: string;
  readonly rotate?: string;
}

/** Everything that a report can show. Writers are pure: they turn this into text. */
export interface Report {
  readonly version: string;
  readonly summary: ScanSummary;
  readonly findings: readonly Finding[];
  readonly suppressed: readonly Suppressed[];
  readonly problems: readonly Problem[];
  /** Notes for at least the rules that have findings. */
  readonly rules: readonly RuleNote[];
  /** The files are about to leave: nothing silences a finding. */
  readonly leaving?: true;
  /** What was scanned, where it was a change: full commit ids. Findings with a commit of their own are gone at its head. */
  readonly change?: ReportedChange;
}

export interface ReportedChange {
  /** Null: everything that the head reaches. */
  readonly base: string | null;
  readonly head: string;
}

/** What a scan gives, as far as reports show it. */
export interface ScanOutcome extends Pick<Report, 'findings' | 'suppressed' | 'problems'> {
  readonly filesScanned: number;
  readonly bytesScanned: number;
  readonly durationMs: number;
}

export const createReport = (version: string, outcome: ScanOutcome, rules: readonly RuleNote[], change?: ReportedChange): Report => {
  const { findings, suppressed, problems, filesScanned, bytesScanned, durationMs } = outcome;
  const summary = { filesScanned, bytesScanned, rulesLoaded: rules.length, findings: findings.length, suppressed: suppressed.length, durationMs };
  return { version, summary, findings, suppressed, problems, rules, ...(change === undefined ? {} : { change }) };
};

/** Whether all that was found stands in logs of workflow runs. */
export const isOfLogs = ({ findings }: Pick<Report, 'findings'>): boolean => findings.length > 0 && findings.every(({ origin }) => origin.log !== undefined);

/** A finding as programs read it. The shape is a contract: `docs/report.md`. */
export interface JsonFinding {
  readonly ruleId: string;
  readonly title: string;
  readonly path: string;
  readonly startLine: number;
  readonly startColumn: number;
  readonly endLine: number;
  readonly endColumn: number;
  readonly redacted: string;
  readonly fingerprint: string;
  readonly severity: Severity;
  readonly confidence: Confidence;
  readonly format: string;
  readonly key: string | null;
  /** Whether git tracks the file; absent outside a repository. */
  readonly tracked?: boolean;
  /** The commit that introduced it, in scans of history. */
  readonly commit?: { readonly id: string; readonly author: string; readonly date: string };
  /** In a scan of a change: the id of the first of its commits that holds it. */
  readonly since?: string;
  /** In a scan of a change: whether the base holds the same value already; absent when that is not known. */
  readonly moved?: boolean;
  /** Of a value that was looked for (`--known-values`): whose it is, which version, and what makes it worthless. */
  readonly known?: KnownHit;
  /** In logs of a workflow run: its number, and the names of the job and the step that wrote the line, as far as they are known. */
  readonly run?: number;
  readonly job?: string;
  readonly step?: string;
  /** Present with `--explain`. */
  readonly reasons?: readonly string[];
  /** These three are present where it was checked live (`--verify`), and only there. */
  readonly validity?: Validity['state'];
  /** Who was asked, and what decided. */
  readonly validityReason?: string;
  /** Whose it is and what it may do, by label, where it is active and the service says so. */
  readonly identity?: Readonly<Record<string, string>>;
}

const toJsonCommit = ({ id, author, date }: Commit): NonNullable<JsonFinding['commit']> => ({ id, author, date });

export const toJsonFinding = (finding: Finding, explain = false): JsonFinding => ({
  ruleId: finding.ruleId,
  title: finding.title,
  path: finding.origin.path,
  ...finding.place,
  redacted: finding.redacted,
  fingerprint: finding.fingerprint,
  severity: finding.severity,
  confidence: finding.confidence,
  format: finding.format,
  key: finding.key,
  ...(finding.origin.tracked === undefined ? {} : { tracked: finding.origin.tracked }),
  ...(finding.origin.commit === undefined ? {} : { commit: toJsonCommit(finding.origin.commit) }),
  ...(finding.since === undefined ? {} : { since: finding.since }),
  ...(finding.moved === undefined ? {} : { moved: finding.moved }),
  ...(finding.known === undefined ? {} : { known: finding.known }),
  ...finding.origin.log,
  ...(explain ? { reasons: finding.reasons } : {}),
  ...(finding.validity === undefined
    ? {}
    : { validity: finding.validity.state, validityReason: validityReason(finding.validity), identity: finding.validity.identity }),
});

const validityReason = ({ host, why }: Validity): string => `${host}: ${why}`;

/** What a live check said, for people: `active (account octocat)`, `unknown (api.github.com: no answer in 10 s)`; empty where none was made. */
export const validityNote = ({ validity }: Finding): string => {
  if (validity === undefined) return '';
  const identity = Object.entries(validity.identity).map(([label, text]) => `${label} ${text}`);
  if (validity.state !== 'active') return `${validity.state} (${validityReason(validity)})`;
  return identity.length === 0 ? 'active' : `active (${identity.join('; ')})`;
};
