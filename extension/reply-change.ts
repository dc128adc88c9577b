import type { Place } from '../shared/model/finding.ts';
import type { FindingView, ScanReply } from './finding-view.ts';

/**
 * From what was said of a text to what is to be said of it after edits: findings above the edits are as they were, those below moved by
 * whole lines, and only those between are told. Small, so that a keystroke costs the thread that types little.
 */
export interface ReplyChange {
  /** How many findings at the beginning stay. */
  readonly kept: number;
  /** The findings that follow them now, instead of those that did. */
  readonly fresh: readonly FindingView[];
  /** How many findings at the end stay, moved down by `lines`. */
  readonly moved: number;
  readonly lines: number;
  readonly suppressed: number;
  readonly problems: readonly string[];
}

const movePlace = (place: Place, lines: number): Place => ({ ...place, startLine: place.startLine + lines, endLine: place.endLine + lines });

const moveFinding = (finding: FindingView, lines: number): FindingView =>
  lines === 0 ? finding : { ...finding, place: movePlace(finding.place, lines), related: finding.related.map((place) => movePlace(place, lines)) };

/** Both are data, with their fields in one order. */
const isEqual = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);

/** `same`: nothing is to be told. */
export const changeOf = (before: ScanReply, after: ScanReply): ReplyChange | 'same' => {
  const [old, now] = [before.findings, after.findings];
  const most = Math.min(old.length, now.length);
  let kept = 0;
  while (kept < most && isEqual(old[kept], now[kept])) kept++;
  const lines = (now.at(-1)?.place.startLine ?? 0) - (old.at(-1)?.place.startLine ?? 0);
  let moved = 0;
  while (moved < most - kept && isEqual(moveFinding(old.at(-1 - moved)!, lines), now.at(-1 - moved))) moved++;
  const isSame = kept === old.length && kept === now.length && before.suppressed === after.suppressed && isEqual(before.problems, after.problems);
  if (isSame) return 'same';
  return { kept, fresh: now.slice(kept, now.length - moved), moved, lines, suppressed: after.suppressed, problems: after.problems };
};

/** The change that says everything, whatever was said before. */
export const wholeOf = ({ findings, suppressed, problems }: ScanReply): ReplyChange => ({ kept: 0, fresh: findings, moved: 0, lines: 0, suppressed, problems });

/** What `changeOf` was made of. Findings that stay are the same objects. */
export const applyChange = ({ findings }: ScanReply, { kept, fresh, moved, lines, suppressed, problems }: ReplyChange): ScanReply => {
  const below = findings.slice(findings.length - moved).map((finding) => moveFinding(finding, lines));
  return { findings: [...findings.slice(0, kept), ...fresh, ...below], suppressed, problems };
};
