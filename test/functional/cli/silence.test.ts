import { readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { sample } from '../../../shared/rules/sample.ts';
import { jsonReport, runCli } from '../../support/cli.ts';
import { createSandbox, type Sandbox } from '../../support/repository.ts';

/** A line with a made-up password, another for each seed. */
const line = (key: string, seed: number): string => `${key}=${sample('{{word:16}}9', seed)}`;

describe('what silences a finding', () => {
  let box: Sandbox;
  beforeEach(() => {
    box = createSandbox();
    box.write({ 'app/.env': `${line('DB_PASSWORD', 1)}\n${line('SMTP_PASSWORD', 2)}\n`, 'lib/.env': `${line('API_PASSWORD', 3)}\n` });
  });
  afterEach(() => box.remove());

  const scan = (...args: string[]) => {
    const result = runCli(box.folder, ['scan', '--format', 'json', ...args]);
    const { findings, summary, problems } = jsonReport(result);
    return { status: result.status, keys: findings.map(({ key }) => key), suppressed: summary.suppressed, codes: problems.map(({ code }) => code) };
  };

  it('comments, ours and the peers', () => {
    box.write({ 'app/.env': `${line('DB_PASSWORD', 1)} # watertight:allow made up\n# pragma: allowlist nextline secret\n${line('SMTP_PASSWORD', 2)}\n` });
    expect(scan()).toEqual({ status: 1, keys: ['API_PASSWORD'], suppressed: 2, codes: [] });
    expect(scan('--no-inline').keys).toEqual(['DB_PASSWORD', 'SMTP_PASSWORD', 'API_PASSWORD']);
  });

  it('an allowlist and a changed severity of watertight.toml', () => {
    box.write({ 'watertight.toml': 'fail-on = "high"\n[builtin.severity]\ngeneric-credential = "low"\n[[allowlists]]\npaths = ["lib/"]\n' });
    expect(scan()).toEqual({ status: 0, keys: ['DB_PASSWORD', 'SMTP_PASSWORD'], suppressed: 1, codes: [] });
  });

  it('a baseline: what is in it, not what is new; it says what is no longer needed', () => {
    expect(runCli(box.folder, ['baseline']).status).toBe(0);
    expect(scan()).toEqual({ status: 0, keys: [], suppressed: 3, codes: [] });
    box.write({ 'app/.env': `\n\n${line('DB_PASSWORD', 1)}\n${line('SMTP_PASSWORD', 4)}\n` });
    expect(scan()).toEqual({ status: 1, keys: ['SMTP_PASSWORD'], suppressed: 2, codes: ['baseline-unused'] });
    expect(scan('app')).toEqual({ status: 1, keys: ['SMTP_PASSWORD'], suppressed: 1, codes: [] });
  });

  it('a baseline where the configuration says, written there too', () => {
    box.write({ 'watertight.toml': 'baseline = "ci/accepted.json"\n', 'ci/.keep': '' });
    expect(runCli(box.folder, ['scan'])).toMatchObject({ status: 2, stderr: expect.stringContaining('ci/accepted.json') });
    expect(runCli(box.folder, ['baseline']).stderr).toContain('accepted in ci/accepted.json');
    expect(scan()).toMatchObject({ status: 0, suppressed: 3 });
  });

  it.each(['.watertight-baseline.json', '.gitleaksignore'])('no %s that is a link out of the folder', (name) => {
    const outside = createSandbox();
    try {
      outside.write({ file: '{}' });
      symlinkSync(join(outside.folder, 'file'), join(box.folder, name));
      expect(runCli(box.folder, ['scan'])).toMatchObject({ status: 2, stderr: expect.stringContaining(`outside the folder is not read: ${name}`) });
    } finally {
      outside.remove();
    }
  });

  it('a part of the baseline is written anew without the rest', () => {
    runCli(box.folder, ['baseline', '--reason', 'known']);
    box.write({ 'app/.env': `${line('DB_PASSWORD', 5)}\n` });
    runCli(box.folder, ['baseline', 'app']);
    expect(scan()).toEqual({ status: 0, keys: [], suppressed: 2, codes: [] });
    expect(readFileSync(join(box.folder, '.watertight-baseline.json'), 'utf8').match(/"path":"[^"]*"|"reason":"[^"]*"/g)).toEqual([
      '"path":"app/.env"',
      '"path":"lib/.env"',
      '"reason":"known"',
    ]);
  });

  it("detect-secrets' baseline, and the lines of a .gitleaksignore", () => {
    runCli(box.folder, ['baseline', '--format', 'detect-secrets', 'app']);
    expect(scan()).toEqual({ status: 1, keys: ['API_PASSWORD'], suppressed: 2, codes: [] });
    box.write({ '.gitleaksignore': 'lib/.env:generic-api-key:1\n' });
    expect(scan()).toMatchObject({ status: 0, suppressed: 3 });
  });

  it("gitleaks' configuration, with rules of its own", () => {
    box.write({
      '.gitleaks.toml': `[extend]\nuseDefault = true\n[[rules]]\nid = "acme"\nregex = 'acme_(\\w{6})'\n[[allowlists]]\npaths = ['^app/']\n`,
      'x.txt': 'say acme_abc123\n',
    });
    const { findings } = jsonReport(runCli(box.folder, ['scan', '--format', 'json']));
    expect(findings.map(({ ruleId, startColumn, endColumn }) => [ruleId, startColumn, endColumn])).toEqual([
      ['generic-credential', 14, 31],
      ['acme', 10, 16],
    ]);
  });

  it.each([
    ['an unknown key', 'watertight.toml', '[scan]\nexclud = []', 'watertight.toml:2: unknown key `exclud`'],
    ['a bad pattern', 'watertight.toml', "[[rules]]\nid = 'x'\npattern = '('", 'watertight.toml:3: `pattern` is not a pattern'],
    ['no rules', '.gitleaks.toml', "[allowlist]\npaths = ['x']", 'no rule is left to scan with: .gitleaks.toml:1'],
    ['a broken baseline', '.watertight-baseline.json', '<<<<<<< HEAD', '.watertight-baseline.json:1: a merge conflict'],
  ])('ends with 2 for %s, with file and line', (_, file, text, message) => {
    box.write({ [file]: text });
    const result = runCli(box.folder, ['scan']);
    expect([result.status, result.stdout]).toEqual([2, '']);
    expect(result.stderr).toContain(message);
  });
});
