import { describe, expect, it } from '@jest/globals';
import { applyIgnoreFile, parseIgnoreFile } from '../../../shared/suppress/ignore-file.ts';
import { makeFinding } from '../../support/make-finding.ts';

const COMMIT = '0123456789abcdef0123456789abcdef01234567';

describe('parseIgnoreFile', () => {
  it('reads places with and without a commit, and says which lines are none', () => {
    const text = `# accepted\n${COMMIT.toUpperCase()}:src/a.js:aws-access-token:12\nC:\\x\\b.txt:generic-api-key:3 # why\r\n\n.\\c.env:private-key:1\nnot a place\n`;
    expect(parseIgnoreFile(text, '.gitleaksignore')).toEqual({
      places: [
        { commit: COMMIT, path: 'src/a.js', rule: 'aws-access-token', line: 12 },
        { path: 'C:/x/b.txt', rule: 'generic-api-key', line: 3 },
        { path: 'c.env', rule: 'private-key', line: 1 },
      ],
      problems: [{ code: 'config-ignored', path: '.gitleaksignore', message: 'line 6 is not `[commit:]path:rule-id:line`', incomplete: false }],
    });
  });
});

describe('applyIgnoreFile', () => {
  const text = 'A=1\nB=hunter2\nC=many\nlines\nD=4\n';
  const one = makeFinding(text, 'hunter2', { path: 'a.env', ruleId: 'stripe-secret-key', commit: COMMIT });
  const several = makeFinding(text, 'many\nlines', { path: 'a.env', ruleId: 'private-key' });
  const known = new Set(['stripe-secret-key', 'private-key']);
  const silenced = (line: string): string[] =>
    applyIgnoreFile([one, several], parseIgnoreFile(line, 'x').places, '.gitleaksignore', known).suppressed.map(({ finding }) => finding.ruleId);

  it.each([
    ['a.env:stripe-secret-key:2', ['stripe-secret-key']],
    ['a.env:generic-api-key:2', ['stripe-secret-key']],
    ['a.env:private-key:2', []],
    ['a.env:stripe-secret-key:1', []],
    ['b.env:stripe-secret-key:2', []],
    ['a.env:private-key:3', ['private-key']],
    ['a.env:private-key:4', ['private-key']],
    ['a.env:private-key:5', []],
    [`${COMMIT}:a.env:stripe-secret-key:2`, ['stripe-secret-key']],
    [`${COMMIT.replace('0', 'f')}:a.env:stripe-secret-key:2`, []],
    [`${COMMIT}:a.env:private-key:3`, []],
  ])('%s', (line, expected) => {
    expect(silenced(line)).toEqual(expected);
  });

  it('names ten lines that are no places, and counts the rest', () => {
    const { problems } = parseIgnoreFile('nonsense\n'.repeat(25), '.gitleaksignore');
    expect(problems).toHaveLength(11);
    expect(problems.at(-1)?.message).toBe('and 15 more lines');
  });

  it('names the file as the reason', () => {
    const { places } = parseIgnoreFile('a.env:x:2', '.gitleaksignore');
    expect(applyIgnoreFile([one], places, '.gitleaksignore', known).suppressed).toEqual([{ finding: one, by: 'allowlist', why: '.gitleaksignore' }]);
  });
});
