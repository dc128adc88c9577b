import type { Finding, Suppressed } from '../shared/model/finding.ts';

/**
 * A finding as the editor shows it: no value, so that it may cross threads and stay in memory; no offset and no excerpt, which change with
 * every character that is typed above or beside it.
 */
export type FindingView = Omit<Finding, 'secret' | 'range' | 'excerpt'>;

export interface ScanReply {
  readonly findings: readonly FindingView[];
  /** How many a comment, an allowlist or a baseline silenced. */
  readonly suppressed: number;
  /** What could not be done, e.g. a configuration that can't be used; no file content. */
  readonly problems: readonly string[];
}

export const toView = ({ secret: _, range: _range, excerpt: _excerpt, ...rest }: Finding): FindingView => rest;

export const toReply = (found: {
  readonly findings: readonly Finding[];
  readonly suppressed: readonly Suppressed[];
  readonly problems: readonly { readonly message: string }[];
}): ScanReply => ({
  findings: found.findings.map(toView),
  suppressed: found.suppressed.length,
  problems: found.problems.map((problem) => problem.message),
});
