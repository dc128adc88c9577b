import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { sample } from '../../../shared/rules/sample.ts';
import { runCli } from '../../support/cli.ts';
import { createSandbox, type Sandbox } from '../../support/repository.ts';

const value = (i: number) => ['g7Kq2', 'mZx9L', 'pQ4w', String(i)].join('');

let sandbox: Sandbox;
/** Beside the repository: reports are no part of it. */
let out: string;

/** Ten folders with a secret each, one of them moved, one removed, one in a branch alone, one in the same second twice. */
beforeAll(() => {
  sandbox = createSandbox();
  out = mkdtempSync(join(tmpdir(), 'watertight-test-'));
  sandbox.git('init', '-q');
  for (let i = 0; i < 10; i++) sandbox.commit({ [`d${i}/.env`]: `DB_PASSWORD=${value(i)}\n`, [`d${i}/n.txt`]: 'plain text\n'.repeat(i * 50) });
  sandbox.commit({ 'd1/.env': `DB_PASSWORD=${value(1)}\nPORT=8080\n`, 'd3/.env': null, 'd4/copy.env': `DB_PASSWORD=${value(4)}\n` });
  sandbox.git('checkout', '-q', '-b', 'side', 'HEAD~3');
  sandbox.commit({ 'side.env': `MAIL_PASSWORD=${value(77)}\n` });
  sandbox.git('checkout', '-q', 'main');
  sandbox.git('merge', '-q', '--no-edit', 'side');
  sandbox.commit({ 'd5/.env': `DB_PASSWORD=${value(5)} # watertight:allow known\n` });
});
afterAll(() => {
  sandbox.remove();
  rmSync(out, { recursive: true, force: true });
});

const cli = (...args: string[]) => runCli(sandbox.folder, args);
const withoutTime = (json: string): string => json.replace(/"durationMs": \d+/, '"durationMs": 0');

/** Scans all shards of a plan, each to a report; gives the reports. */
const scanShards = (name: string, count: number, ...options: string[]): string[] => {
  const plan = join(out, `${name}.json`);
  const planned = cli('plan', '--shards', String(count), '--output', plan, ...options);
  expect(planned.status).toBe(0);
  const matrix = JSON.parse(planned.stdout) as { include: { shard: string; index: number; plan: string }[] };
  expect(matrix.include.map(({ shard }) => shard)).toEqual(Array.from({ length: count }, (_, i) => `${i + 1}/${count}`));
  return matrix.include.map(({ shard, plan: file }) => {
    const report = join(out, `${name}-${shard.replace('/', '-of-')}.json`);
    const result = cli('scan', '--shard', shard, '--plan', file, '--format', 'json', '--output', report, '--quiet');
    expect([0, 1]).toContain(result.status);
    return report;
  });
};

describe.each([
  ['files', []],
  ['history', ['--history']],
])('shards of %s', (name, options) => {
  it('give the bytes of one scan, be they 1, 4 or 16', () => {
    const whole = cli('scan', ...options, '--format', 'json');
    expect(whole.status).toBe(1);
    for (const count of [1, 4, 16]) {
      const reports = scanShards(`${name}-${count}`, count, ...options);
      const merged = cli('merge', ...reports.reverse());
      expect(merged.status).toBe(1);
      expect(merged.stdout).toBe(withoutTime(whole.stdout));
      for (const report of reports) for (let i = 0; i < 10; i++) expect(readFileSync(report, 'utf8')).not.toContain(value(i));
    }
  });

  it.each(['sarif', 'csv', 'github', 'markdown', 'jsonl', 'pretty'])('give the same in the form of %s', (format) => {
    const reports = readdirSync(out)
      .filter((file) => file.startsWith(`${name}-4-`))
      .map((file) => join(out, file));
    expect(reports.length).toBe(4);
    const timeless = (text: string): string => text.replace(/\d+(?:\.\d+)? s\)/, 's)').replace(/"durationMs":\d+/, '"durationMs":0');
    expect(timeless(cli('merge', ...reports, '--format', format).stdout)).toBe(timeless(cli('scan', ...options, '--format', format).stdout));
  });

  it('fail closed when one is missing, damaged, of another plan, or scanned with other settings', () => {
    const [first = '', second = '', third = '', fourth = ''] = [1, 2, 3, 4].map((k) => join(out, `${name}-4-${k}-of-4.json`));
    const missing = cli('merge', first, third, fourth);
    expect(missing).toMatchObject({ status: 5, stdout: '' });
    expect(missing.stderr).toContain('of 4 shards missing: 2');
    expect(cli('merge', first, second, third, join(out, 'gone.json'))).toMatchObject({ status: 5, stdout: '' });
    const broken = join(out, `${name}-broken.json`);
    const text = readFileSync(fourth, 'utf8');
    for (const damaged of [
      '',
      text.slice(0, -20),
      '{}',
      text.replace('"schemaVersion": 1', '"schemaVersion": 2'),
      text.replace(/"findings": \[/, '"findings": [{},'),
    ]) {
      writeFileSync(broken, damaged);
      expect(cli('merge', first, second, third, broken)).toMatchObject({ status: 5, stdout: '' });
    }
    expect(cli('merge', first, second, third, join(out, `${name}-16-4-of-16.json`)).stderr).toContain('different plans');
    cli('scan', '--shard', `${join(out, `${name}-4.json`)}#4`, '--no-inline', '--format', 'json', '--output', broken, '--quiet');
    expect(cli('merge', first, second, third, broken).stderr).toContain('different settings');
    expect(cli('merge', first, second, third, fourth, second).status).toBe(1);
  });
});

describe('shards of files that are named by secrets of others', () => {
  it.each([
    ['files', []],
    ['history', ['--history']],
  ])('hide them in paths, keys, authors and lines as one scan of %s does', (_, options) => {
    const box = createSandbox();
    const reports = mkdtempSync(join(tmpdir(), 'watertight-test-'));
    try {
      box.git('init', '-q');
      const passwords = Array.from({ length: 8 }, (_each, i) => value(900 + i));
      for (const [i, password] of passwords.entries()) {
        const other = passwords[(i + 3) % passwords.length]!;
        const next = passwords[(i + 5) % passwords.length]!;
        box.git('config', 'user.name', `by ${next}`);
        box.commit({
          [`a${i}/.env`]: `DB_PASSWORD=${password}\n# was services\n`,
          [`b${i}/${other}/x-${next}y.env`]: `MAIL_${other}_PASSWORD=${password} # not ${next}, services\n`,
        });
      }
      // a word that is somebody's password stays in names, or nobody would find the file
      box.commit({ 'services/.env': 'DB_PASSWORD=services # watertight:allow\nMAIL_PASSWORD=services\n' });
      const scan = (...args: string[]) => runCli(box.folder, args);
      for (const format of ['json', 'pretty', 'sarif']) {
        const whole = scan('scan', ...options, '--format', format).stdout;
        expect(whole.match(/\[secret\]|%5Bsecret%5D/g)?.length).toBeGreaterThan(16);
        for (const count of [4, 16]) {
          const plan = join(reports, `${count}.json`);
          scan('plan', '--shards', String(count), '--output', plan, ...options);
          const parts = Array.from({ length: count }, (_each, k) => join(reports, `${count}-${k + 1}.json`));
          if (format === 'json')
            for (const [k, part] of parts.entries()) scan('scan', '--shard', `${plan}#${k + 1}`, '--format', 'json', '--output', part, '-q');
          const timeless = (text: string): string => withoutTime(text).replace(/\d+(?:\.\d+)? s\)/, 's)');
          const joined = scan('merge', ...parts, '--format', format).stdout;
          expect(timeless(joined)).toBe(timeless(whole));
          for (const password of passwords) expect(joined).not.toContain(password);
        }
      }
    } finally {
      box.remove();
      rmSync(reports, { recursive: true, force: true });
    }
  });
});

describe('a plan', () => {
  it('is the same for the same files and commits', () => {
    for (const options of [[], ['--history']]) {
      const [one, two] = ['one', 'two'].map((name) => {
        const file = join(out, `plan-${name}.json`);
        cli('plan', '--shards', '3', '--output', file, ...options);
        return readFileSync(file, 'utf8');
      });
      expect(two).toBe(one);
    }
  });

  it('that is damaged or does not fit is refused', () => {
    const file = join(out, 'plan-one.json');
    writeFileSync(join(out, 'changed.json'), readFileSync(file, 'utf8').replace(/"to":\d+/, '"to":1'));
    expect(cli('scan', '--shard', `${join(out, 'changed.json')}#1`)).toMatchObject({ status: 2 });
    expect(cli('scan', '--shard', `${file}#4`)).toMatchObject({ status: 2 });
    expect(cli('scan', '--shard', '1/4', '--plan', file)).toMatchObject({ status: 2 });
    expect(cli('scan', '--shard', '1/3')).toMatchObject({ status: 2 });
    expect(cli('plan', '--shards', '0')).toMatchObject({ status: 2 });
    expect(cli('plan', '--shards', '2', '--history', '--by', 'folders')).toMatchObject({ status: 2 });
  });

  it('of another tree or history is said, with status 5', () => {
    const other = createSandbox();
    try {
      other.git('init', '-q');
      other.commit({ 'a.txt': 'text\n', 'b.txt': 'text\n' });
      for (const options of [[], ['--history']]) {
        expect(runCli(other.folder, ['plan', '--shards', '2', '--output', join(out, 'other.json'), ...options]).status).toBe(0);
        const isHistory = options.length > 0;
        if (!isHistory) other.commit({ 'c.txt': 'text\n', 'a.txt': null });
        else {
          other.git('checkout', '-q', '--orphan', 'fresh');
          other.commit({ 'd.txt': 'text\n' });
          other.git('branch', '-q', '-D', 'main');
          other.git('reflog', 'expire', '--expire=now', '--all');
          other.git('gc', '-q', '--prune=now');
        }
        const results = [1, 2].map((k) => runCli(other.folder, ['scan', '--shard', `${join(out, 'other.json')}#${k}`, '--format', 'json']));
        expect(results.map(({ status }) => status)).toContain(5);
      }
    } finally {
      other.remove();
    }
  });

  it('leaves reports of other shards in the same folder alone', () => {
    const other = createSandbox();
    try {
      other.git('init', '-q');
      other.commit({ 'a.env': `DB_PASSWORD=${value(1)}\n`, 'b.env': `DB_PASSWORD=${value(2)}\n` });
      const whole = runCli(other.folder, ['scan', '--format', 'json']).stdout;
      for (const count of ['2', '3']) {
        expect(runCli(other.folder, ['plan', '--shards', count]).status).toBe(0);
        const files = Array.from({ length: Number(count) }, (_, i) => `${count}-${i}.json`);
        for (const [i, file] of files.entries())
          runCli(other.folder, ['scan', '--shard', `${i + 1}/${count}`, '--plan', 'watertight-plan.json', '--format', 'json', '-o', file]);
        expect(runCli(other.folder, ['merge', ...files]).stdout).toBe(withoutTime(whole));
      }
    } finally {
      other.remove();
    }
  });

  it('hide a token in the name of a file, of which another shard has the content', () => {
    const other = createSandbox();
    try {
      const token = sample('sk_live_{{alnum:24}}', 4);
      other.git('init', '-q');
      other.commit({ 'a/.env': `STRIPE_KEY=${token}\n`, [`z/${token}.env`]: `DB_PASSWORD=${value(1)}\n` });
      const whole = runCli(other.folder, ['scan', '--format', 'json']);
      expect(runCli(other.folder, ['plan', '--shards', '2', '--output', join(out, 'named.json')]).status).toBe(0);
      const files = ['named-1.json', 'named-2.json'].map((name) => join(out, name));
      for (const [i, file] of files.entries()) {
        runCli(other.folder, ['scan', '--shard', `${join(out, 'named.json')}#${i + 1}`, '--format', 'json', '-o', file]);
        expect([readFileSync(file, 'utf8').includes(token), JSON.parse(readFileSync(file, 'utf8')).findings.length]).toEqual([false, 1]);
      }
      expect(runCli(other.folder, ['merge', ...files]).stdout).toBe(withoutTime(whole.stdout));
    } finally {
      other.remove();
    }
  });

  it('of repositories divides clones, and their reports are joined as one', () => {
    const folder = mkdtempSync(join(tmpdir(), 'watertight-test-'));
    try {
      for (const name of ['acme/one', 'acme/two', 'acme/three']) {
        mkdirSync(join(folder, name), { recursive: true });
        const clone = createSandbox();
        clone.git('init', '-q', join(folder, name));
        clone.git('-C', join(folder, name), 'commit', '-q', '--allow-empty', '-m', 'empty');
        writeFileSync(join(folder, name, '.env'), `DB_PASSWORD=${value(name.length)}\n`);
        clone.git('-C', join(folder, name), 'add', '-f', '.env');
        clone.git('-C', join(folder, name), 'commit', '-q', '-m', 'work');
        clone.remove();
      }
      const inFolder = (...args: string[]) => runCli(folder, args);
      const results = [1, 2].map((count) => {
        const planned = inFolder('plan', '--shards', String(count), '--by', 'repositories', '--history');
        const { include } = JSON.parse(planned.stdout) as { include: { shard: string; repositories: string }[] };
        expect(include.flatMap(({ repositories }) => repositories.split(' ')).sort()).toEqual(['acme/one', 'acme/three', 'acme/two']);
        const files = include.map(({ shard }) => {
          const file = join(out, `repositories-${shard.replace('/', '-')}.json`);
          inFolder('scan', '--shard', shard, '--plan', 'watertight-plan.json', '--format', 'json', '-o', file);
          return file;
        });
        return inFolder('merge', ...files).stdout;
      });
      expect(results[1]).toBe(results[0]);
      expect((JSON.parse(results[0]!) as { findings: { path: string }[] }).findings.map(({ path }) => path)).toEqual([
        'acme/one/.env',
        'acme/three/.env',
        'acme/two/.env',
      ]);
      writeFileSync(
        join(out, 'list'),
        JSON.stringify([
          { full_name: 'acme/one', size: 5 },
          { full_name: 'acme/gone', size: 900 },
        ]),
      );
      expect(inFolder('plan', '--shards', '2', '--history', '--repositories', join(out, 'list')).status).toBe(0);
      expect([1, 2].map((k) => inFolder('scan', '--shard', `${k}/2`, '--plan', 'watertight-plan.json').status).sort()).toEqual([1, 5]);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});

describe('whole reports', () => {
  it('are joined, each finding once', () => {
    const files = [join(out, 'tree.json'), join(out, 'whole.json')];
    cli('scan', '--format', 'json', '-o', files[0]!);
    cli('scan', '--history', '--format', 'json', '-o', files[1]!);
    const findings = (...reports: string[]) => (JSON.parse(cli('merge', ...reports).stdout) as { findings: object[] }).findings;
    expect(findings(files[0]!, files[0]!)).toEqual(findings(files[0]!));
    const both = findings(...files) as { path: string; commit?: object }[];
    expect(both.filter(({ path }) => path === 'd0/.env').length).toBe(1);
    expect(both.filter(({ commit }) => commit !== undefined).map(({ path }) => path)).toEqual(['d3/.env', 'd5/.env']);
  });
});

describe('--cache', () => {
  const scan = (...args: string[]) => cli('scan', '--history', '--format', 'json', '--cache', join(out, 'cache'), ...args);

  it('gives the same report when nothing is new, and finds what is', () => {
    const plain = withoutTime(cli('scan', '--history', '--format', 'json').stdout);
    expect(withoutTime(scan().stdout)).toBe(plain);
    const text = readFileSync(join(out, 'cache/history'), 'utf8');
    for (let i = 0; i < 10; i++) expect(text).not.toContain(value(i));
    expect(text).not.toContain('.env');
    const again = scan();
    expect(again.stderr).toBe('');
    expect(withoutTime(again.stdout)).toBe(plain);
    expect(readFileSync(join(out, 'cache/history'), 'utf8')).toBe(text);
    sandbox.commit({ 'new/.env': `DB_PASSWORD=${value(500)}\n`, 'new/n.txt': 'plain\n' });
    const after = scan();
    expect(after.stdout).toContain('new/.env');
    expect(withoutTime(after.stdout)).toBe(withoutTime(cli('scan', '--history', '--format', 'json').stdout));
  });

  it('hides no value that is known since, and is good for the rules afterwards', () => {
    const known = ['otter', '7~quartz', 'nimbus'].join('-');
    sandbox.commit({ 'plain/notes.txt': `the word is ${known}\n` });
    scan();
    const withKnown = (...args: string[]) =>
      runCli(sandbox.folder, ['scan', '--history', '--format', 'json', ...args, '--known-values', 'env:MINE'], { env: { MINE: known } });
    const result = withKnown('--cache', join(out, 'cache'));
    expect([result.status, result.stderr]).toEqual([1, expect.stringContaining('not read')]);
    expect(result.stdout).toContain('plain/notes.txt');
    expect(withoutTime(result.stdout)).toBe(withoutTime(withKnown().stdout));
    expect(readFileSync(join(out, 'cache/history'), 'utf8')).not.toContain(known);
    const after = scan();
    expect([after.stderr, withoutTime(after.stdout)]).toEqual(['', withoutTime(cli('scan', '--history', '--format', 'json').stdout)]);
  });

  it('is ignored, and said to be, when it is damaged or foreign', () => {
    const file = join(out, 'cache/history');
    const plain = withoutTime(scan().stdout);
    const text = readFileSync(file, 'utf8');
    for (const [damaged, why] of [
      ['', 'damaged'],
      [text.slice(0, -3), 'damaged'],
      [text.replace(/ (\d+)\n$/, ' 9$1\n'), 'damaged'],
      [text.replace(/\n[0-9a-f]{32}\n/, `\n${'0'.repeat(32)}\n`), 'other rules'],
    ] as const) {
      writeFileSync(file, damaged);
      const result = scan();
      expect(result.stderr).toContain(why);
      expect(withoutTime(result.stdout)).toBe(plain);
      expect(readFileSync(file, 'utf8')).toBe(text);
    }
    expect(scan('--no-inline').stderr).toContain('other rules');
    expect(cli('scan', '--cache', join(out, 'cache'))).toMatchObject({ status: 2 });
  });
});
