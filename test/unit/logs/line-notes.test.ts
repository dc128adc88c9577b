import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { readLineNotes } from '../../../shared/logs/line-notes.ts';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const stamp = (line: number): string => `2026-11-20T08:00:0${line}.1234567Z`;

const LOG = [
  `\ufeff${stamp(0)} Current runner version`,
  `${stamp(1)} ##[group]Run npm test`,
  `${stamp(2)} first of a message`,
  'second of it',
  `${stamp(3)} Post job cleanup.`,
  `${stamp(4)} last`,
].join('\n');

const ALL = new Set([1, 2, 3, 4, 5, 6, 7]);

describe('readLineNotes', () => {
  it('tells the step that began last, and the time', () => {
    const notes = readLineNotes([bytes(LOG)], ALL);
    expect([...notes].map(([line, { step, timeMs }]) => [line, step, timeMs])).toEqual([
      [1, undefined, Date.parse(stamp(0))],
      [2, 'Run npm test', Date.parse(stamp(1))],
      [3, 'Run npm test', Date.parse(stamp(2))],
      [4, 'Run npm test', Date.parse(stamp(2))],
      [5, 'Post job cleanup', Date.parse(stamp(3))],
      [6, 'Post job cleanup', Date.parse(stamp(4))],
    ]);
  });

  it('gives a line the same id wherever it stands, also below its time stamp, and behind a byte order mark', () => {
    const whole = readLineNotes([bytes(LOG)], ALL);
    const part = readLineNotes([bytes(`\ufeff${LOG.split('\n').slice(2).join('\r\n')}`)], ALL);
    expect([1, 2, 3, 4].map((line) => part.get(line)?.id)).toEqual([3, 4, 5, 6].map((line) => whole.get(line)?.id));
    expect(new Set([...whole.values()].map(({ id }) => id)).size).toBe(6);
    expect([...whole.values()].every(({ isAnchored }) => isAnchored)).toBe(true);
    expect(readLineNotes([bytes('a\nb')], ALL).get(2)?.isAnchored).toBe(false);
  });

  it('reads the columns of gh', () => {
    const line = `build\tRun tests\t\ufeff${stamp(1)} text`;
    expect(readLineNotes([bytes(line)], ALL).get(1)).toMatchObject({ columns: { job: 'build', step: 'Run tests' }, timeMs: Date.parse(stamp(1)) });
  });

  it('does not depend on how the log comes', () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom(...LOG.split('\n'), 'ä€😀', '', 'x'.repeat(70_000)), { maxLength: 12 }),
        fc.array(fc.nat(200), { maxLength: 30 }),
        (lines, cuts) => {
          const all = bytes(lines.join('\n'));
          const wanted = new Set(lines.map((_, i) => i + 1));
          const chunks: Uint8Array[] = [];
          let at = 0;
          for (const cut of cuts) {
            chunks.push(all.subarray(at, at + cut));
            at += cut;
          }
          chunks.push(all.subarray(at));
          expect([...readLineNotes(chunks, wanted)]).toEqual([...readLineNotes([all], wanted)]);
        },
      ),
      { numRuns: 200 },
    );
  });

  it('stops reading behind the last line that is wanted', () => {
    const read: number[] = [];
    const chunks = function* (): Generator<Uint8Array> {
      for (let i = 0; i < 100; i++) {
        read.push(i);
        yield bytes('line\n');
      }
    };
    readLineNotes(chunks(), new Set([3]));
    expect(read).toHaveLength(3);
  });
});
