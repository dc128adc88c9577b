import { describe, expect, it } from '@jest/globals';
import { MAX_COMMENT, parseComment } from '../../../shared/report/comment.ts';
import { type LogCommentRequest, writeLogComment } from '../../../shared/report/log-comment.ts';
import { toJsonFinding } from '../../../shared/report/report.ts';
import { makeFinding } from '../../support/make-finding.ts';

const HOSTILE = '`]( <img src=x onerror=y> @everyone ##[error] ::stop:: | \u001b[31m\n# big';

const finding = (job = 'build', step = 'Run tests') => {
  const made = makeFinding('DB_PASSWORD=hunter', 'hunter', { key: 'DB_PASSWORD' });
  return toJsonFinding({ ...made, origin: { ...made.origin, log: { run: 5, job, step } } });
};

const REQUEST: LogCommentRequest = { id: 'logs', run: 5, runUrl: 'https://github.com/acme/app/actions/runs/5', findings: [], incomplete: 0, wasLeaking: false };

describe('writeLogComment', () => {
  it('says where, and is found again by its marker', () => {
    const text = writeLogComment({ ...REQUEST, findings: [finding()] });
    expect(text).toContain('found 1 plaintext secret in the log of a run');
    expect(text).toContain('job `build`, step `Run tests`, line');
    expect(parseComment(text, 'logs')).toBeDefined();
    expect(parseComment(text, 'default')).toBeUndefined();
  });

  it('says when it is over, and what could not be looked at', () => {
    expect(writeLogComment({ ...REQUEST, wasLeaking: true })).toContain('no plaintext secret in its log any more');
    expect(writeLogComment({ ...REQUEST, incomplete: 2 })).toContain('2 things could not be scanned');
    expect(writeLogComment(REQUEST)).toContain('found no plaintext secret');
  });

  it('fits, however much there is to say', () => {
    const findings = Array.from({ length: 3000 }, (_, i) => finding('j'.repeat(i % 500), HOSTILE.repeat(i % 9)));
    const text = writeLogComment({ ...REQUEST, findings });
    expect(text.length).toBeLessThanOrEqual(MAX_COMMENT);
    expect(text).toMatch(/… and [\d,]+ more findings/);
  });

  it('lets no name act', () => {
    const text = writeLogComment({ ...REQUEST, findings: [finding(HOSTILE, HOSTILE)] });
    expect(text).not.toMatch(/<img|@everyone|##\[|^\s*::|\u001b|^# /m);
    expect(text).not.toMatch(/\]\(\s*<img/);
  });
});
