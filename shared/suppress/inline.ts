import type { Finding } from '../model/finding.ts';
import type { Fragment } from '../model/fragment.ts';
import { contains } from '../model/range.ts';
import { indexLines } from '../text/lines.ts';
import { findMarkers, type Marker, reasonOf } from './markers.ts';
import { type Parted, part } from './parted.ts';
import { createBlockTest } from './secretlint-block.ts';

/**
 * Silences the findings that a comment allows: on the first or last line of the secret; on the line before, when it stands there alone
 * or says "next line"; or by a `secretlint-disable` block. A marker inside a secret is part of the secret. Costs nothing without
 * findings, and else looks at their lines only. In a file that comes in pieces, a block is seen when it starts in the same piece.
 * detect-secrets lets no text stand before its "nextline" pragma, so that nobody overlooks it; neither do we.
 * `knownRules` tells a rule id after `watertight:allow` from the first word of a reason.
 */
export const applyInlineAllows = (fragment: Fragment, findings: readonly Finding[], knownRules: ReadonlySet<string>): Parted => {
  if (findings.length === 0) return { kept: findings, suppressed: [] };
  const { text } = fragment;
  const shift = fragment.position?.offset ?? 0;
  const lines = indexLines(text);
  const blockReasonAt = createBlockTest(text);
  const secrets = findings.map(({ range }) => ({ start: range.start - shift, end: range.end - shift }));
  const seen = new Map<number, readonly Marker[]>();
  const markersOn = (line: number): readonly Marker[] => {
    if (line < 0 || line >= lines.count) return [];
    let markers = seen.get(line);
    if (markers === undefined) {
      markers = findMarkers(text, lines.startOf(line), lines.startOf(line + 1), secrets);
      seen.set(line, markers);
    }
    return markers;
  };

  return part(findings, 'inline', (finding) => {
    const own = { start: finding.range.start - shift, end: finding.range.end - shift };
    const first = lines.lineOf(own.start);
    const last = lines.lineOf(Math.max(own.start, own.end - 1));
    const whyOn = (line: number, speaks: (marker: Marker) => boolean): string | undefined => {
      for (const marker of markersOn(line)) {
        if (contains(own, marker.range) || !speaks(marker)) continue;
        const why = reasonOf(marker, finding.ruleId, knownRules);
        if (why !== undefined) return why;
      }
      return undefined;
    };
    const isOfThisLine = (marker: Marker) => marker.speaksOf !== 'next-line';
    const isOfNextLine = (marker: Marker) => marker.speaksOf !== 'line' && (marker.alone || marker.word.endsWith('-next-line'));
    return (
      whyOn(first, isOfThisLine) ??
      (last > first ? whyOn(last, isOfThisLine) : undefined) ??
      whyOn(first - 1, isOfNextLine) ??
      (last > first ? whyOn(last + 1, (marker) => marker.word === 'kingfisher:ignore' && marker.alone) : undefined) ??
      blockReasonAt(own.start, finding.ruleId)
    );
  });
};
