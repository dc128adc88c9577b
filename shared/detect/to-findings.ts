import type { FormatId } from '../model/entry.ts';
import type { Finding } from '../model/finding.ts';
import type { Fragment } from '../model/fragment.ts';
import { overlaps } from '../model/range.ts';
import { Secret } from '../model/secret.ts';
import { keyedHash } from '../text/digest.ts';
import { indexLines } from '../text/lines.ts';
import { redact } from '../text/redact.ts';
import type { Candidate } from './candidate.ts';
import { excerptOf } from './excerpt.ts';

/** Of overlapping candidates one is kept: the higher rank, then the longer, then the earlier rule. The result is sorted by place. */
export const dropOverlaps = (candidates: readonly Candidate[]): Candidate[] => {
  const best = [...candidates].sort(
    (a, b) => b.rank - a.rank || b.range.end - b.range.start - (a.range.end - a.range.start) || a.range.start - b.range.start || (a.ruleId < b.ruleId ? -1 : 1),
  );
  // Those kept never overlap, so sorted by start only the neighbours of a candidate's place can be in its way.
  const kept: Candidate[] = [];
  for (const candidate of best) {
    let low = 0;
    let high = kept.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (kept[middle]!.range.start < candidate.range.start) low = middle + 1;
      else high = middle;
    }
    const before = kept[low - 1];
    const after = kept[low];
    if ((before !== undefined && overlaps(before.range, candidate.range)) || (after !== undefined && overlaps(after.range, candidate.range))) continue;
    kept.splice(low, 0, candidate);
  }
  return kept;
};

/** The fingerprint of a finding: rule, path and keyed hash of the secret, no line number. 32 hex characters (128 bits). */
export const fingerprintOf = (ruleId: string, path: string, value: string): string => keyedHash(`watertight:1:${ruleId}:${path}`, value).slice(0, 32);

/** Findings of one fragment, which is a file or a piece of a large one. A file of nothing but passwords could use up the memory. */
export const MAX_FINDINGS = 10_000;

/**
 * Candidates, as `dropOverlaps` leaves them, as findings of a fragment: those in its own part and, of a diff, in what it adds. At most
 * `MAX_FINDINGS`, the first; `onLimit` is called when there were more.
 */
export const toFindings = (fragment: Fragment, format: FormatId, candidates: readonly Candidate[], onLimit: () => void = () => {}): Finding[] => {
  if (candidates.length === 0) return [];
  const { text, origin, position, added } = fragment;
  const lines = indexLines(text);
  const shifted = (range: { start: number; end: number }) => {
    const place = lines.placeOf(range);
    const down = position?.line ?? 0;
    const right = position?.column ?? 0;
    return {
      startLine: place.startLine + down,
      startColumn: place.startColumn + (place.startLine === 1 ? right : 0),
      endLine: place.endLine + down,
      endColumn: place.endColumn + (place.endLine === 1 ? right : 0),
    };
  };
  const counted = candidates
    .map((candidate, index) => ({ candidate, index }))
    .filter(({ candidate }) => position === undefined || (candidate.range.start >= position.own.start && candidate.range.start < position.own.end))
    .filter(({ candidate }) => added === undefined || added.some((range) => overlaps(range, candidate.range)));
  if (counted.length > MAX_FINDINGS) onLimit();
  return counted.slice(0, MAX_FINDINGS).map(({ candidate, index }) => ({
    ruleId: candidate.ruleId,
    title: candidate.title,
    origin,
    format,
    key: candidate.key,
    secret: new Secret(candidate.value),
    range: { start: candidate.range.start + (position?.offset ?? 0), end: candidate.range.end + (position?.offset ?? 0) },
    place: shifted(candidate.range),
    excerpt: excerptOf(text, lines, candidates, index),
    redacted: redact(candidate.value),
    fingerprint: fingerprintOf(candidate.ruleId, origin.path, candidate.value),
    severity: candidate.severity,
    confidence: candidate.confidence,
    reasons: candidate.reasons,
    related: candidate.related.map(shifted),
    ...(candidate.known === undefined ? {} : { known: candidate.known }),
    ...(candidate.alsoRule === undefined ? {} : { alsoRule: candidate.alsoRule }),
  }));
};
