import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { FindingView, ScanReply } from '../../../extension/finding-view.ts';
import { applyChange, changeOf, wholeOf } from '../../../extension/reply-change.ts';

const finding = (line: number, key: string, related: readonly number[] = []): FindingView => {
  const place = (startLine: number) => ({ startLine, startColumn: 3, endLine: startLine + 1, endColumn: 9 });
  return {
    ruleId: 'generic-credential',
    title: 'Credential',
    origin: { path: '.env' },
    format: 'dotenv',
    key,
    place: place(line),
    redacted: '****',
    fingerprint: key,
    severity: 'high',
    confidence: 'high',
    reasons: [],
    related: related.map(place),
  };
};
const reply = (findings: readonly FindingView[], suppressed = 0, problems: readonly string[] = []): ScanReply => ({ findings, suppressed, problems });

const findings = fc
  .array(fc.tuple(fc.nat(30), fc.constantFrom('A', 'B', 'C'), fc.array(fc.nat(30), { maxLength: 2 })), { maxLength: 12 })
  .map((list) => list.sort(([a], [b]) => a - b).map(([line, key, related]) => finding(line + 1, key, related)));
const replies = fc.tuple(findings, fc.nat(2), fc.array(fc.constantFrom('p', 'q'), { maxLength: 2 })).map((parts) => reply(...parts));

describe('the change of a reply', () => {
  it('leads from any reply to any other', () => {
    fc.assert(
      fc.property(replies, replies, (before, after) => {
        const change = changeOf(before, after);
        if (change === 'same') expect(JSON.stringify(before)).toBe(JSON.stringify(after));
        else expect(JSON.stringify(applyChange(before, change))).toBe(JSON.stringify(after));
      }),
    );
  });

  it('says nothing of findings above and below', () => {
    const before = reply([finding(1, 'A'), finding(5, 'B'), finding(9, 'C', [8])]);
    const after = reply([finding(1, 'A'), finding(6, 'D'), finding(7, 'B'), finding(11, 'C', [10])]);
    expect(changeOf(before, after)).toEqual({ kept: 1, fresh: [finding(6, 'D')], moved: 2, lines: 2, suppressed: 0, problems: [] });
    const changed = applyChange(before, changeOf(before, after) as Exclude<ReturnType<typeof changeOf>, 'same'>);
    expect(changed.findings[0]).toBe(before.findings[0]);
  });

  it('is none when nothing changed, and everything when nothing is known', () => {
    const one = reply([finding(1, 'A')], 1, ['p']);
    expect(changeOf(one, reply([finding(1, 'A')], 1, ['p']))).toBe('same');
    expect(changeOf(one, { ...one, suppressed: 2 })).not.toBe('same');
    expect(changeOf(one, { ...one, problems: [] })).not.toBe('same');
    expect(applyChange(reply([finding(7, 'B')]), wholeOf(one))).toEqual(one);
  });
});
