import { describe, expect, it } from '@jest/globals';
import { findJob, findStep, readLogName } from '../../../shared/logs/log-names.ts';

describe('readLogName', () => {
  it.each([
    ['build/3_Run tests.txt', { kind: 'step', job: 'build', stepNumber: 3, step: 'Run tests' }],
    [
      'build (ubuntu, 20)/12_Post Run actions_checkout@v5.txt',
      { kind: 'step', job: 'build (ubuntu, 20)', stepNumber: 12, step: 'Post Run actions_checkout@v5' },
    ],
    ['0_build.txt', { kind: 'job', job: 'build' }],
    ['-2147483648_caller  called.txt', { kind: 'job', job: 'caller  called' }],
    ['build/system.txt', { kind: 'other', job: 'build' }],
    ['readme.txt', { kind: 'other' }],
  ])('reads %s', (path, name) => expect(readLogName(path)).toEqual(name));
});

const job = (name: string, ...starts: readonly number[]) => ({
  id: 1,
  name,
  steps: starts.map((startedMs, i) => ({ number: i + 1, name: `step ${i + 1}`, startedMs, completedMs: startedMs + 1 })),
});

describe('findJob', () => {
  it('finds a job whose name has marks that no file name has', () => {
    const jobs = [job('build'), job('caller / build: a"b'), job('x'.repeat(120))];
    expect(findJob(jobs, 'caller  build ab')).toBe(jobs[1]);
    expect(findJob(jobs, 'x'.repeat(90))).toBe(jobs[2]);
    expect(findJob(jobs, 'other')).toBeUndefined();
    expect(findJob(jobs, undefined)).toBeUndefined();
  });
});

describe('findStep', () => {
  it('takes the last step that had begun', () => {
    const known = job('build', 1000, 2000, 2000, Number.NaN);
    expect([500, 1500, 2000, 9000].map((time) => findStep(known, time))).toEqual([undefined, 'step 1', 'step 3', 'step 3']);
    expect(findStep(known, undefined)).toBeUndefined();
    expect(findStep(undefined, 1500)).toBeUndefined();
  });
});
