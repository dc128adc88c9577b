import { describe, expect, it } from '@jest/globals';
import { MAX_FINDINGS } from '../../../shared/detect/to-findings.ts';
import { createCollector } from '../../../shared/scan/collect.ts';
import type { BatchResult } from '../../../shared/scan/engine.ts';
import { toWire } from '../../../shared/scan/wire.ts';
import { finding } from '../../support/report.ts';

/** A piece of a log with a secret on each of its lines. */
const piece = (index: number, count: number): BatchResult => ({
  findings: Array.from({ length: count }, (_, line) => ({
    finding: toWire(
      finding('hunter2', {
        origin: { path: 'big.log' },
        range: { start: line * 20, end: line * 20 + 7 },
        place: { startLine: line + 1, startColumn: 1, endLine: line + 1, endColumn: 8 },
      }),
    ),
    piece: index,
  })),
  files: index === 0 ? 1 : 0,
  bytes: 20 * count,
  problems: [],
  pieces: [{ path: 'big.log', index, extent: { units: 20 * count, lines: count, column: 0 } }],
  outcomes: [],
});

describe('the collector', () => {
  it.each([
    ['as they come', (pieces: BatchResult[]) => pieces],
    ['in the opposite order', (pieces: BatchResult[]) => pieces.reverse()],
  ])('keeps the first findings of a path whose pieces arrive %s, and says that there were more', (_, inOrder) => {
    const collector = createCollector();
    for (const result of inOrder(Array.from({ length: 9 }, (__, index) => piece(index, 4000)))) collector.add(result);
    const { findings, problems } = collector.finish();
    expect(findings).toHaveLength(MAX_FINDINGS);
    expect(findings.map(({ place }) => place.startLine)).toEqual(Array.from({ length: MAX_FINDINGS }, (__, line) => line + 1));
    expect(problems).toMatchObject([{ code: 'finding-limit', path: 'big.log', incomplete: true }]);
  });

  it('leaves fewer alone', () => {
    const collector = createCollector();
    collector.add(piece(0, MAX_FINDINGS));
    expect(collector.finish()).toMatchObject({ findings: { length: MAX_FINDINGS }, problems: [] });
  });
});
