import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { sample } from '../../../shared/rules/sample.ts';
import { createSandbox, type Sandbox } from '../../support/repository.ts';
import { runAction } from '../../support/runner.ts';

const leak = (seed: number): string => sample('STRIPE_SECRET_KEY=sk_live_{{alnum:24}}\n', seed);
const secretOf = (text: string): string => text.slice(text.indexOf('sk_'), -1);

const inFolder = (files: Record<string, string>, inputs: Record<string, string> = {}) => {
  const box = createSandbox();
  try {
    box.git('init', '-q');
    box.write(files);
    return runAction({ event: 'schedule', payload: {}, workspace: box.folder, inputs });
  } finally {
    box.remove();
  }
};

describe('inputs', () => {
  let box: Sandbox;
  beforeAll(() => {
    box = createSandbox();
    box.git('init', '-q', '-b', 'main');
    box.commit({ 'deploy/.env': leak(1), 'src/app.ts': 'export const port = 1;\n' });
    box.commit({ 'oops.env': leak(2) });
    box.commit({ 'oops.env': null });
  });
  afterAll(() => box.remove());
  const run = (inputs: Record<string, string>) => runAction({ event: 'schedule', payload: {}, workspace: box.folder, inputs });

  it('scan: tree, history, none, and diff where there is none', () => {
    expect(run({ scan: 'tree' }).outputs['findings-count']).toBe('1');
    expect(run({ scan: 'history' }).outputs['findings-count']).toBe('2');
    const none = run({ scan: 'none' });
    expect([none.status, none.outputs['findings-count']]).toEqual([0, undefined]);
    expect(run({ scan: 'diff' }).status).toBe(2);
  });

  it('paths narrow the tree', () => {
    expect(run({ paths: 'src\n# a comment\n' }).status).toBe(0);
    expect(run({ paths: 'deploy\nsrc' }).outputs['findings-count']).toBe('1');
    expect(run({ paths: 'nowhere' }).status).toBe(2);
  });

  it('fail-on decides the status, not what is reported', () => {
    const never = run({ 'fail-on': 'never' });
    expect([never.status, never.outputs['leaked'], never.outputs['findings-count']]).toEqual([0, 'true', '1']);
    expect(run({ 'fail-on': 'high' }).status).toBe(1);
  });

  it('fail-on that is left empty is that of the configuration, else low', () => {
    const files = { 'a.env': leak(3), 'watertight.toml': 'fail-on = "never"\n' };
    expect([inFolder(files, { 'fail-on': '' }).status, inFolder(files, { 'fail-on': 'high' }).status]).toEqual([0, 1]);
    expect(inFolder({ 'a.env': leak(3) }, { 'fail-on': '' }).status).toBe(1);
  });

  it('may have spaces, blank lines and line ends of Windows', () => {
    expect(run({ scan: ' tree ', paths: '\r\n  deploy  \r\n\r\nsrc\r\n', 'fail-on': ' high\n' }).outputs['findings-count']).toBe('1');
  });

  it('reports are written, and their paths are outputs', () => {
    const { outputs } = run({ 'sarif-file': 'out/w.sarif', 'report-file': 'out/w.json' });
    expect(outputs).toMatchObject({ 'report-path': join(box.folder, 'out/w.json'), 'sarif-path': join(box.folder, 'out/w.sarif') });
    expect(JSON.parse(readFileSync(join(box.folder, 'out/w.json'), 'utf8')).findings).toHaveLength(1);
    expect(JSON.parse(readFileSync(join(box.folder, 'out/w.sarif'), 'utf8')).runs[0].results).toHaveLength(1);
  });

  it.each([{ scan: 'everything' }, { 'fail-on': 'sometimes' }, { config: 'nowhere.toml' }, { baseline: 'nowhere.json' }])(
    '%j is refused with a reason',
    (inputs) => {
      const refused = run(inputs as Record<string, string>);
      expect(refused.status).toBe(2);
      expect(refused.commands.filter(({ name }) => name === 'error')).toHaveLength(1);
    },
  );
});

describe('it fails closed', () => {
  it('when there is nothing to read', () => {
    expect(inFolder({}).status).toBe(5);
  });

  it('when the configuration is damaged, unknown or leaves no rules', () => {
    expect(inFolder({ 'a.txt': 'x\n', 'watertight.toml': 'fail-on = \n' }).status).toBe(2);
    expect(inFolder({ 'a.txt': 'x\n', 'watertight.toml': 'wat = 1\n' }).status).toBe(2);
    expect(inFolder({ 'a.txt': 'x\n', 'watertight.toml': '[builtin]\nonly = []\n' }).status).toBe(2);
  });

  it('when the baseline is damaged', () => {
    expect(inFolder({ 'a.txt': 'x\n', '.watertight-baseline.json': '{' }).status).toBe(2);
  });
});

describe('a hostile pull request', () => {
  it('injects nothing through names, lines, keys or messages', () => {
    const hostile = createSandbox();
    try {
      hostile.git('init', '-q', '-b', 'main');
      const base = hostile.commit({ 'a.txt': 'a\n' });
      const head = hostile.commit(
        {
          '##[add-mask]x.env': leak(11),
          'a\n::error::pwned.env': leak(12),
          'b.env': `::stop-commands::x\n##[error]${leak(13)}`,
          'c.env': `X='##[add-mask]${leak(14).trim()}'\n`,
          'd.yml': `"##[set-output name=leaked]false": ${leak(15)}`,
          '<img src=x onerror=alert(1)>.env': leak(16),
          '[click](https:/evil.example).env': leak(17),
        },
        '::error::message\n##[add-mask]message',
      );
      const payload = { pull_request: { base: { sha: base }, head: { sha: head } } };
      const run = runAction({ event: 'pull_request', payload, workspace: hostile.folder });
      expect(run.status).toBe(1);
      expect(Number(run.outputs['findings-count'])).toBeGreaterThanOrEqual(6);
      expect(new Set(run.commands.map(({ name }) => name))).toEqual(new Set(['error']));
      expect(run.commands.filter(({ message }) => /^pwned|^message|^x$/.test(message))).toEqual([]);
      expect(run.outputs['leaked']).toBe('true');
      expect(run.summary).not.toContain('<img');
      expect(run.summary).not.toContain('](https');
      for (let seed = 11; seed <= 17; seed++) for (const text of [run.stdout, run.stderr, run.summary]) expect(text).not.toContain(secretOf(leak(seed)));
    } finally {
      hostile.remove();
    }
  });
});

describe('a hostile configuration', () => {
  it('injects nothing through ids and titles of its rules, nor through what is wrong with it', () => {
    const rule = (text: string) =>
      `title = ${text}\n[[rules]]\nid = ${text}\ndescription = ${text}\nregex = 'tok_[a-z]{20}'\n[allowlist]\ndescription = ${text}\npaths = ['x']\n`;
    const files = { 'a.env': 'A=tok_abcdefghijklmnopqrst\n' };
    for (const hostile of ['\\n::error::pwned', '##[error]pwned', '\\u001b[2Jpwned', '<img src=x>| a |@someone']) {
      for (const config of [rule(`"${hostile}"`), `"${hostile}" = 1\n`]) {
        const run = inFolder({ ...files, '.gitleaks.toml': config });
        expect([1, 2]).toContain(run.status);
        expect(new Set(run.commands.map(({ name }) => name))).toEqual(new Set(['error']));
        expect(run.commands.filter(({ message }) => /^pwned/.test(message))).toEqual([]);
        expect(run.stdout).not.toMatch(/\u001b|##\[/);
        expect(run.summary).not.toContain('<img');
      }
    }
  });
});

describe('many findings', () => {
  it('are annotated ten at most, and all in the summary', () => {
    const run = inFolder(Object.fromEntries([...Array(40).keys()].map((i) => [`f${i}.env`, leak(200 + i)])));
    expect(run.outputs['findings-count']).toBe('40');
    expect(run.commands.filter(({ name, properties }) => name === 'error' && properties['file'] !== undefined)).toHaveLength(10);
    expect(run.stdout).toContain('and 30 more findings in the summary');
    expect(run.summary.split('\n').filter((line) => line.startsWith('| 1 |'))).toHaveLength(40);
    expect(Buffer.byteLength(run.summary)).toBeLessThan(1024 * 1024);
  });
});
