import { describe, expect, it } from '@jest/globals';
import { changedLines } from '../../../shared/move/changed-lines.ts';
import { makeFinding } from '../../support/make-finding.ts';

const at = (text: string, part: string) => ({ start: text.indexOf(part), end: text.indexOf(part) + part.length });

const edit = (text: string, part: string, to: string) => ({ path: '.env', range: at(text, part), text: to });

describe('changedLines', () => {
  it('shows the lines that change, before and after, and hides what is found in them', () => {
    const text = 'A=1\r\nPASS=old-value-1 OTHER=old-value-2\r\nB=2\r\n';
    const lines = changedLines(
      text,
      [edit(text, 'old-value-1', 'local://x')],
      [makeFinding(text, 'old-value-1'), makeFinding(text, 'old-value-2')],
      [at(text, 'old-value-1')],
    );
    expect(lines).toEqual([{ line: 2, before: ['PASS=******** OTHER=********'], after: ['PASS=local://x OTHER=********'] }]);
  });

  it('hides a value of several lines as a whole, also the part that stands beside an edit', () => {
    const text = 'KEY="one-1\ntwo-2\nthree-3" X=old-value-1\nEND=1\n';
    const lines = changedLines(
      text,
      [edit(text, 'old-value-1', 'ref')],
      [makeFinding(text, 'one-1\ntwo-2\nthree-3'), makeFinding(text, 'old-value-1')],
      [at(text, 'old-value-1')],
    );
    expect(lines).toEqual([{ line: 1, before: ['KEY="[3 lines]" X=********'], after: ['KEY="[3 lines]" X=ref'] }]);
  });

  it('hides all of what moves, though a scan finds a part alone', () => {
    const inside = 'pw-123456';
    const whole = `postgres://app:${inside}@db/app`;
    const text = `URL=${whole}\n`;
    const [lines] = changedLines(text, [edit(text, whole, 'ref')], [makeFinding(text, inside)], [at(text, whole)]);
    expect(lines).toMatchObject({ before: ['URL=post************'], after: ['URL=ref'] });
  });

  it('cuts what is long', () => {
    const text = `${'x\n'.repeat(3)}PASS=${'v'.repeat(20)}\n`;
    const [lines] = changedLines(text, [edit(text, 'v'.repeat(20), 'r\n'.repeat(20))], [], [at(text, 'v'.repeat(20))]);
    expect(lines!.line).toBe(4);
    expect(lines!.after).toHaveLength(7);
    expect(lines!.after.at(-1)).toMatch(/^… \d+ more lines$/);
  });
});
