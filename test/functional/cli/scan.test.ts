import { execFileSync, spawnSync } from 'node:child_process';
import { lstatSync, mkdirSync, readdirSync, readFileSync, realpathSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { sample } from '../../../shared/rules/sample.ts';
import { jsonReport, runCli } from '../../support/cli.ts';
import { createSandbox, type Sandbox } from '../../support/repository.ts';
import { ROOT } from '../../support/source-files.ts';

const leak = (seed: number): string => sample('STRIPE_SECRET_KEY=sk_live_{{alnum:24}}\nPORT=8080\n', seed);

describe('watertight scan', () => {
  let box: Sandbox;
  beforeAll(() => {
    box = createSandbox();
    box.write({ 'leaky/.env': leak(1), 'leaky/src/app.ts': 'export const port = 8080;\n', 'clean/readme.md': 'nothing here\n', 'empty/.keep': '' });
  });
  afterAll(() => box.remove());

  it('writes one JSON object to standard output, exactly as the contract says', () => {
    const result = runCli(box.folder, ['scan', 'leaky', '--format', 'json']);
    expect(result.status).toBe(1);
    const { findings, summary, problems, ...rest } = jsonReport(result);
    expect(rest).toMatchObject({ schemaVersion: 1, tool: { name: 'watertight' } });
    expect(Object.keys(summary).sort()).toEqual(['bytesScanned', 'durationMs', 'filesScanned', 'findings', 'rulesLoaded', 'suppressed']);
    expect(summary).toMatchObject({ filesScanned: 2, findings: 1, suppressed: 0 });
    expect(problems).toEqual([]);
    expect(findings).toHaveLength(1);
    expect(findings[0]).toMatchObject({
      ruleId: 'stripe-secret-key',
      path: 'leaky/.env',
      startLine: 1,
      startColumn: 19,
      endLine: 1,
      endColumn: 51,
      severity: 'critical',
      confidence: 'high',
      format: 'dotenv',
      key: 'STRIPE_SECRET_KEY',
    });
    expect(result.stdout).not.toContain(leak(1).slice(18, 50));
  });

  it('ends with 0 where nothing is found', () => {
    expect(runCli(box.folder, ['scan', 'clean']).status).toBe(0);
  });

  it('ends with 5 where nothing can be read, and says so', () => {
    box.write({ 'binary/a.bin': Buffer.from([0, 1, 2, 3, 0, 0, 255, 254]) });
    const result = runCli(box.folder, ['scan', 'binary', '--format', 'json']);
    expect(result.status).toBe(5);
    expect(jsonReport(result).problems.map((problem) => problem.code)).toContain('nothing-scanned');
  });

  it('ends with 2 for a path that does not exist, an unknown option, an unknown format, an unknown command', () => {
    for (const args of [['scan', 'nowhere'], ['scan', '--wat'], ['scan', '--format', 'docx'], ['scam'], ['scan', '--threads', 'zero']]) {
      const result = runCli(box.folder, args);
      expect([args, result.status]).toEqual([args, 2]);
      expect(result.stderr.length).toBeGreaterThan(20);
      expect(result.stdout).toBe('');
    }
    expect(runCli(box.folder, ['scan', 'nowhere']).stderr).toContain('nowhere');
  });

  it('keeps standard output for the report', () => {
    const result = runCli(box.folder, ['scan', 'leaky', '--format', 'json', '--output', 'report.json']);
    expect(result.stdout).toBe('');
    expect(result.status).toBe(1);
  });

  it('writes a report whole or not at all, and never in the place of a device or a folder', () => {
    const args = ['scan', 'leaky', '--format', 'csv', '--output'];
    expect(runCli(box.folder, [...args, 'nowhere/report.csv']).status).toBe(2);
    expect(runCli(box.folder, [...args, 'clean']).status).toBe(2);
    box.write({ 'out/report.csv': 'old' });
    execFileSync('sh', ['-c', 'mkfifo pipe && (cat pipe > /dev/null &)'], { cwd: box.folder, stdio: 'ignore' });
    expect(runCli(box.folder, [...args, 'pipe']).status).toBe(1);
    expect(lstatSync(join(box.folder, 'pipe')).isFIFO()).toBe(true);
    symlinkSync('report.csv', join(box.folder, 'out/link.csv'));
    const { status, stderr } = runCli(box.folder, [...args, 'out/link.csv']);
    expect({ status, stderr }).toEqual({ status: 1, stderr: '1 finding; report in out/link.csv\n' });
    expect(lstatSync(join(box.folder, 'out/link.csv')).isSymbolicLink()).toBe(true);
    expect(readFileSync(join(box.folder, 'out/report.csv'), 'utf8')).toMatch(/^path,/);
    expect(readdirSync(join(box.folder, 'out'))).toEqual(['link.csv', 'report.csv']);
  });

  it('leaves out what --exclude names, and takes what follows as paths', () => {
    box.write({ 'part/a/.env': leak(6), 'part/b/.env': leak(7), 'part/c/.env': leak(8) });
    const paths = (...args: string[]) => jsonReport(runCli(box.folder, ['scan', '-f', 'json', ...args])).findings.map(({ path }) => path);
    expect(paths('--exclude', 'a/', 'part')).toEqual(['part/b/.env', 'part/c/.env']);
    expect(paths('--exclude', 'a/', '--exclude', 'b/', 'part')).toEqual(['part/c/.env']);
  });

  it('ends with 2, not with a status of its own, where the report or the folder has no place', () => {
    const script = join(ROOT, 'dist/cli/main.js');
    const run = (command: string) => spawnSync('sh', ['-c', command, process.execPath, script], { cwd: box.folder, encoding: 'utf8' });
    const full = run('[ ! -e /dev/full ] && exit 2; "$0" "$1" scan leaky -f json > /dev/full');
    expect(full.status).toBe(2);
    expect(full.stderr).not.toContain('bug');
    const gone = run('mkdir gone && cd gone && rmdir ../gone && "$0" "$1" scan');
    expect(gone).toMatchObject({ status: 2, stderr: expect.stringContaining('does not exist any more') });
    expect(run('"$0" "$1" scan leaky -f json >&-').status).toBe(1);
  });

  it('refuses an empty path, which a variable that is not set leaves behind', () => {
    expect(runCli(box.folder, ['scan', ''])).toMatchObject({ status: 2, stdout: '', stderr: expect.stringContaining('empty') });
  });

  it('reports a full path for standard input as relative', () => {
    const result = runCli(box.folder, ['scan', '--stdin-path', join(realpathSync(box.folder), 'deploy/prod.env'), '-f', 'json'], { input: leak(2) });
    expect(jsonReport(result).findings).toMatchObject([{ path: 'deploy/prod.env', format: 'dotenv' }]);
  });

  it('says that a file whose name is not UTF-8 was not read', () => {
    const folder = Buffer.from(join(box.folder, 'names'));
    mkdirSync(folder);
    writeFileSync(Buffer.concat([folder, Buffer.from('/a\xff.env', 'latin1')]), leak(3));
    box.write({ 'names/b.txt': 'nothing' });
    const result = runCli(box.folder, ['scan', 'names', '-f', 'json']);
    expect(result.status).toBe(5);
    expect(jsonReport(result).problems).toMatchObject([{ code: 'file-unreadable', path: 'names/a\ufffd.env' }]);
  });

  it('prints no control character of a file name, wherever the name appears', () => {
    box.write({ 'hostile/\u001b[31m\n::error::x.zip': Buffer.from('504b03040000', 'hex'), 'hostile/\u001b[31m\n::error::x.env': leak(4) });
    for (const format of ['json', 'pretty', 'github', 'markdown']) {
      const { stdout, stderr } = runCli(box.folder, ['scan', 'hostile', '--archives', '-f', format]);
      expect(stdout + stderr).toContain('error');
      expect(stdout + stderr).not.toMatch(/\u001b|^\s*::error::x/m);
    }
  });

  it('stops after thousands of findings in a file, and says so', () => {
    box.write({ 'many/.env': 'DB_PASSWORD=hunter2\n'.repeat(10_001) });
    const { findings, problems } = jsonReport(runCli(box.folder, ['scan', 'many', '-f', 'json']));
    expect(findings).toHaveLength(10_000);
    expect(problems).toMatchObject([{ code: 'finding-limit', path: 'many/.env' }]);
  });

  it('fails from a severity on', () => {
    expect(runCli(box.folder, ['scan', 'leaky', '--fail-on', 'critical']).status).toBe(1);
    expect(runCli(box.folder, ['scan', 'leaky', '--fail-on', 'never']).status).toBe(0);
  });

  it('finds the same with any number of threads', () => {
    const big = Array.from({ length: 40_000 }, (_, i) =>
      i % 4000 === 17 ? sample(`API_TOKEN_${i}={{alnum:40}}`, i) : `KEEP_${i}=the quick brown fox jumps over ${i} lazy dogs`,
    ).join('\n');
    box.write({
      'many/big.env': big,
      'many/huge.log': `${big}\n`.repeat(6),
      ...Object.fromEntries([...Array(40).keys()].map((i) => [`many/f${i}.env`, leak(i)])),
    });
    const [one, four] = ['1', '4'].map((threads) => jsonReport(runCli(box.folder, ['scan', 'many', '--format', 'json', '--threads', threads])));
    expect(one?.findings.length).toBeGreaterThan(50);
    expect(four?.findings).toEqual(one?.findings);
    expect({ ...four?.summary, durationMs: 0 }).toEqual({ ...one?.summary, durationMs: 0 });
  });

  it('prints help with examples', () => {
    const result = runCli(box.folder, ['scan', '--help']);
    expect(result.status).toBe(0);
    expect(result.stdout).toContain('Examples:');
    expect(runCli(box.folder, ['--version']).stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
  });

  it('colours on a terminal only, and never against NO_COLOR', () => {
    expect(runCli(box.folder, ['scan', 'leaky']).stdout).not.toContain('\u001b');
    expect(runCli(box.folder, ['scan', 'leaky'], { env: { FORCE_COLOR: '1' } }).stdout).toContain('\u001b[');
    expect(runCli(box.folder, ['scan', 'leaky'], { env: { FORCE_COLOR: '1', NO_COLOR: '1' } }).stdout).not.toContain('\u001b');
    expect(runCli(box.folder, ['scan', 'leaky', '--no-color'], { env: { FORCE_COLOR: '1' } }).stdout).not.toContain('\u001b');
  });
});
