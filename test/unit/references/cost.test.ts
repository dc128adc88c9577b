import { describe, expect, it } from '@jest/globals';
import type { AuditRecord } from '../../../shared/model/resolver.ts';
import { auditedCalls } from '../../../shared/references/audited-calls.ts';
import { distinctSecrets, dollars, estimateCost } from '../../../shared/references/cost.ts';
import { parseReference } from '../../../shared/references/parse.ts';
import { PRICES } from '../../../shared/references/prices.ts';

const HEAD = 'arn:aws:secretsmanager:eu-west-1:111122223333:secret:';

describe('estimateCost', () => {
  it('bills secrets, their copies and calls, to the millionth', () => {
    const { lines, totalMicros } = estimateCost([{ provider: 'aws', secrets: 12, replicas: 3, calls: 100_000 }]);
    expect(lines).toEqual([
      { provider: 'aws', what: 'secrets', count: 12, unitMicros: 400_000, monthMicros: 4_800_000 },
      { provider: 'aws', what: 'replicas', count: 3, unitMicros: 400_000, monthMicros: 1_200_000 },
      { provider: 'aws', what: 'calls', count: 100_000, unitMicros: 5, monthMicros: 500_000 },
    ]);
    expect(totalMicros).toBe(6_500_000);
  });

  it('says what it does not know', () => {
    expect(estimateCost([{ provider: 'aws', secrets: 1, replicas: 0, calls: null }]).notes[0]).toMatch(/^Calls are not counted/);
    const azure = estimateCost([{ provider: 'azure', secrets: 1, replicas: 0, calls: 10 }]);
    expect(azure.lines[1]).toMatchObject({ what: 'calls', monthMicros: null });
    expect(azure.totalMicros).toBe(0);
    expect(estimateCost([{ provider: 'local', secrets: 1, replicas: 0, calls: null }]).notes).toEqual([PRICES.local.note]);
  });

  it('has a page and a day for what has a price, and promises no free tier', () => {
    for (const { secretMonth, call, source, asOf } of Object.values(PRICES)) {
      if (secretMonth === 0 && !call) continue;
      expect(source).toMatch(/^https:\/\//);
      expect(asOf).toMatch(/^\d{4}-\d\d-\d\d$/);
    }
    expect(PRICES.aws.note).toContain('no free tier of its own');
    expect(JSON.stringify(PRICES)).not.toContain('30-day');
  });
});

describe('dollars', () => {
  it.each([
    [0, '$0.00'],
    [5, '$0.000005'],
    [9_999, '$0.009999'],
    [10_000, '$0.01'],
    [50_000, '$0.05'],
    [4_800_000, '$4.80'],
    [1_234_567_890_000, '$1,234,567.89'],
  ])('%d is %s', (micros, text) => expect(dollars(micros)).toBe(text));
});

describe('distinctSecrets', () => {
  it('takes keys, versions and partial ARNs for the same secret', () => {
    const texts = [
      `${HEAD}prod/api-AbCdEf`,
      `${HEAD}prod/api-AbCdEf#key`,
      `${HEAD}prod/api:key::`,
      'aws-sm://prod/api@AWSPREVIOUS',
      'aws-sm://prod/other',
      'aws-sm://prod/other#a',
      `${HEAD.replace('eu-west-1', 'us-east-1')}prod/api-AbCdEf`,
      'vault://a/b#c',
      'vault://a/b#d',
      'vault://x/b',
      'local://prod/api',
    ];
    expect(distinctSecrets(texts.map((text) => parseReference(text)!)).map(({ text }) => text)).toEqual([
      `${HEAD}prod/api-AbCdEf`,
      `${HEAD.replace('eu-west-1', 'us-east-1')}prod/api-AbCdEf`,
      'aws-sm://prod/other',
      'vault://a/b#c',
      'vault://x/b',
      'local://prod/api',
    ]);
  });
});

describe('auditedCalls', () => {
  const record = (time: string, reference: string, outcome: AuditRecord['outcome']): string =>
    JSON.stringify({ time, who: 'app', identity: 'x', operation: 'get', reference, outcome } satisfies AuditRecord);

  it('counts what the stores answered, for a month', () => {
    const log = [
      record('2026-11-01T00:00:00.000Z', `${HEAD}prod/api-AbCdEf#key`, 'fresh'),
      record('2026-11-02T00:00:00.000Z', 'aws-sm://prod/api', 'done'),
      record('2026-11-03T00:00:00.000Z', 'vault://a/b#c', 'error'),
      record('2026-11-03T00:00:00.000Z', 'aws-sm://prod/api', 'cache'),
      record('2026-11-03T00:00:00.000Z', 'aws-sm://prod/api', 'stale'),
      'no record',
      '{"time":1}',
      record('2026-11-11T00:00:00.000Z', 'aws-sm://prod/api', 'emergency'),
      '',
    ].join('\n');
    // 10 days of a month of 30.4375: 2 calls become 6.09.
    expect(auditedCalls(log)).toEqual({ perMonth: { aws: 7, ssm: 0, vault: 4, azure: 0, local: 0 }, spanMs: 864_000_000, isEnough: true, skipped: 2 });
  });

  it('tells no month from less than a day', () => {
    expect(auditedCalls('')).toMatchObject({ isEnough: false, spanMs: 0 });
    expect(auditedCalls(record('2026-11-01T00:00:00.000Z', 'local://a', 'fresh'))).toMatchObject({ isEnough: false });
  });
});
