import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { runCli } from '../../support/cli.ts';
import { createSandbox, type Sandbox } from '../../support/repository.ts';

const ARN = 'arn:aws:secretsmanager:eu-west-1:111122223333:secret:prod/a-AbCdEf';

describe('watertight cost', () => {
  let box: Sandbox;
  beforeAll(() => {
    box = createSandbox();
    box.write({
      'app/.env': `A=${ARN}#a\nB=${ARN}#b\nC=aws-sm://prod/c\nD=local://d\n`,
      'empty/a.yml': 'a: 1\n',
      'audit.jsonl': ['2026-11-01', '2026-11-03']
        .map((day) => `${JSON.stringify({ time: `${day}T00:00:00.000Z`, who: 'a', identity: 'b', operation: 'get', reference: ARN, outcome: 'fresh' })}\n`)
        .join(''),
    });
  });
  afterAll(() => box.remove());

  const cost = (...args: string[]) => runCli(box.folder, ['cost', ...args], { env: { WATERTIGHT_HOME: `${box.folder}-home` } });
  const lines = (...args: string[]): string[] => {
    const answer = JSON.parse(cost(...args, '--format', 'json').stdout) as { perMonth: number; lines: { provider: string; what: string; count: number }[] };
    return [...answer.lines.map(({ provider, what, count }) => `${provider} ${what} ${count}`), `$${answer.perMonth}`];
  };

  it('counts each secret that is referred to once', () => expect(lines('app')).toEqual(['aws secrets 2', 'local secrets 1', '$0.8']));

  it('counts by hand', () => {
    expect(lines('--secrets', '12', '--replicas', '3', '--calls', '100000')).toEqual(['aws secrets 12', 'aws replicas 3', 'aws calls 100000', '$6.5']);
    expect(cost('--secrets', '12', '--calls', '100000').stdout).toMatch(/A month +\$5\.30\n\nPrices of AWS Secrets Manager as of 2026-09-20: https:/);
  });

  it('counts what a store holds', () => expect(lines('--live', '--provider', 'local')).toEqual(['local secrets 0', '$0']));

  it('takes calls from an audit log', () =>
    expect(lines('app', '--calls-from', 'audit.jsonl')).toEqual(['aws secrets 2', 'aws calls 31', 'local secrets 1', 'local calls 0', '$0.800155']));

  it.each([
    [['empty'], 'no references were found'],
    [['app', '--live'], 'only one of these at a time: --live, paths'],
    [['--secrets', '-1'], '--secrets takes a whole number'],
    [['--secrets', '1', '--calls-from', 'app/.env'], 'the audit log spans less than a day'],
    [['--secrets', '1', '--calls-from', 'nowhere'], "the audit log can't be read"],
  ])('%j is a mistake', (args, message) => {
    const { status, stdout, stderr } = cost(...args);
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr).toContain(message);
  });
});
