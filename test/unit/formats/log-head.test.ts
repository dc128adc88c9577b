import { describe, expect, it } from '@jest/globals';
import { isCiLog, isLogPath } from '../../../shared/formats/log-head.ts';

describe('isCiLog', () => {
  it.each([
    ['GitHub', '\uFEFF2026-05-11T00:00:00.8002341Z ##[group]Run ./deploy.sh\n'],
    ['gh run view', 'build\tRun tests\t2026-05-11T00:00:00.8002341Z x\n'],
    ['GitLab', 'Running with gitlab-runner 15.0\n'],
    ['GitLab sections', 'x\nsection_start:1560896352:prepare\r\u001b[0K\n'],
    ['Jenkins', 'Started by user ci\n[Pipeline] node\n'],
    ['Travis', 'travis_fold:start:worker_info\r\u001b[0K\n'],
    ['Azure', '2026-05-11T00:00:00.8002341Z ##[section]Starting: Build\n'],
    ['Buildkite', '\u001b_bk;t=1778140778598\u0007~~~ Preparing\n'],
    ['taskcluster', '[taskcluster 2026-05-11T00:00:00.800Z] Worker Type\n'],
    ['time-stamped lines', '2026-05-11 00:00:01,123 INFO a\n'.repeat(8)],
    ['syslog', 'May 11 00:00:01 host app: x\n'.repeat(8)],
  ])('knows %s', (_, head) => {
    expect(isCiLog(head)).toBe(true);
  });

  it.each([
    ['program text', 'const a = 1;\nconst b = 2;\n'.repeat(8)],
    ['a change log', '# 2026-05-11\n- one\n- two\n- three\n- four\n- five\n'],
    ['settings', 'A=1\nB=2\nC=3\nD=4\nE=5\nF=6\n'],
    ['nothing', ''],
    ['two stamped lines', '2026-05-11 00:00:01 a\n2026-05-11 00:00:02 b\n'],
  ])('does not take %s for a log', (_, head) => {
    expect(isCiLog(head)).toBe(false);
  });
});

describe('isLogPath', () => {
  it.each(['build.log', 'a/b.LOG', 'app.log.1', 'job.log.txt', 'build/1_Set up job.txt', 'logs/1_deploy.txt', 'ci-logs/x.txt'])('%s', (path) => {
    expect(isLogPath(path)).toBe(true);
  });

  it.each(['log.ts', 'catalog.txt', 'notes.txt', 'src/logs/reader.js', 'blog/post.md', 'requirements.txt'])('not %s', (path) => {
    expect(isLogPath(path)).toBe(false);
  });
});
