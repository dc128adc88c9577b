import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { parse } from 'yaml';
import { runCli } from '../../support/cli.ts';
import { createSandbox, type Sandbox } from '../../support/repository.ts';

const VALUE = ['g7Kq2', 'mZx9L', 'pQ4w'].join('');
const OTHER = ['h8Wr3', 'nYt0M', 'kZ5vB1'].join('');
const LEAK = `DB_PASSWORD=${VALUE}\n`;

let sandbox: Sandbox;
beforeEach(() => {
  sandbox = createSandbox();
  sandbox.git('init', '-q');
  sandbox.git('config', 'user.name', 'Test');
  sandbox.git('config', 'user.email', 'test@example.com');
});
afterEach(() => sandbox.remove());

const init = (...args: string[]) => runCli(sandbox.folder, ['init', ...args]);
const read = (path: string) => readFileSync(join(sandbox.folder, path), 'utf8');
const has = (path: string) => existsSync(join(sandbox.folder, path));

/** Git as a person runs it, with hooks. */
const git = (args: readonly string[], folder = sandbox.folder) =>
  spawnSync('git', args, {
    cwd: folder,
    encoding: 'utf8',
    env: { PATH: process.env['PATH'], HOME: sandbox.folder, GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_SYSTEM: '/dev/null' },
  });

describe('watertight init', () => {
  it('shows what it would write and writes nothing without a terminal and without --yes', () => {
    sandbox.write({ '.env': LEAK });
    const before = git(['status', '--porcelain', '--ignored']).stdout;
    const result = init();
    expect(result.status).toBe(0);
    for (const word of ['.github/workflows/watertight.yml', '.git/hooks/pre-commit', 'watertight.toml', '.env:1 generic-credential'])
      expect(result.stdout).toContain(word);
    expect(result.stderr).toContain('Nothing was written');
    expect(result.stdout + result.stderr).not.toContain(VALUE);
    expect(git(['status', '--porcelain', '--ignored']).stdout).toBe(before);
    expect(has('.git/hooks/pre-commit')).toBe(false);
  });

  it('writes all of it with --yes, from a folder below, and a scan then finds nothing until something new comes', () => {
    sandbox.write({ 'deploy/.env': LEAK, 'sub/a.txt': 'text\n' });
    expect(init('--check').status).toBe(1);
    const result = runCli(join(sandbox.folder, 'sub'), ['init', '--yes']);
    expect(result).toMatchObject({ status: 0 });
    expect(init('--check')).toMatchObject({ status: 0 });
    expect(runCli(sandbox.folder, ['scan']).status).toBe(0);
    const workflow = read('.github/workflows/watertight.yml');
    const { permissions, jobs } = parse(workflow) as { permissions: object; jobs: { secrets: { permissions: object; steps: { uses: string }[] } } };
    expect(permissions).toEqual({});
    expect(jobs.secrets.permissions).toEqual({ contents: 'read' });
    expect(jobs.secrets.steps.map(({ uses }) => uses).every((uses) => /@[0-9a-f]{40}$/.test(uses) || uses.startsWith('watertight/watertight@'))).toBe(true);
    expect(workflow).toMatch(/@[0-9a-f]{40} # v\d/);
    const again = init('--yes');
    expect(again.stderr).toContain('Nothing is missing');
    expect(read('.github/workflows/watertight.yml')).toBe(workflow);
    sandbox.write({ 'deploy/.env': `${LEAK}MAIL_PASSWORD=${OTHER}\n` });
    expect(runCli(sandbox.folder, ['scan']).status).toBe(1);
  });

  it('does only what is asked for, and says what is missing of that alone', () => {
    sandbox.write({ '.env': LEAK });
    expect(init('--only', 'config,baseline', '--yes').status).toBe(0);
    expect([has('watertight.toml'), has('.watertight-baseline.json'), has('.github'), has('.git/hooks/pre-commit')]).toEqual([true, true, false, false]);
    expect(init('--check', '--only', 'config,baseline').status).toBe(0);
    expect(init('--check', '--only', 'hook').status).toBe(1);
    expect(init('--only', 'hooks')).toMatchObject({ status: 2 });
    rmSync(join(sandbox.folder, '.watertight-baseline.json'));
    expect(init('--yes', '--no-baseline').status).toBe(0);
    expect(has('.watertight-baseline.json')).toBe(false);
  });

  it('needs a repository', () => {
    rmSync(join(sandbox.folder, '.git'), { recursive: true });
    expect(init('--yes')).toMatchObject({ status: 2 });
  });

  it('writes nothing at all when one of the files can not be written', () => {
    sandbox.write({ '.github': 'a file where a folder has to be\n' });
    const result = init('--yes');
    expect(result.status).toBe(2);
    expect([has('watertight.toml'), has('.git/hooks/pre-commit')]).toEqual([false, false]);
  });

  it('leaves a workflow of that name as it is', () => {
    sandbox.write({ '.github/workflows/watertight.yml': 'name: mine\non: push\njobs: {}\n' });
    const result = init('--yes');
    expect(result.stdout).toContain('does something else');
    expect(read('.github/workflows/watertight.yml')).toContain('name: mine');
    expect(init('--check').status).toBe(1);
  });
});

describe('the hook', () => {
  it('refuses a staged secret, in a folder below and in a worktree, and lets --no-verify through', () => {
    sandbox.commit({ 'sub/a.txt': 'text\n' });
    init('--only', 'hook', '--yes');
    const heads = () => git(['rev-list', '--count', 'HEAD']).stdout.trim();
    sandbox.write({ 'sub/.env': LEAK });
    git(['add', '-A']);
    const refused = git(['commit', '-qm', 'leak'], join(sandbox.folder, 'sub'));
    expect(refused.status).toBe(1);
    expect(refused.stderr).toContain('the commit was refused');
    expect(refused.stdout + refused.stderr).not.toContain(VALUE);
    expect(heads()).toBe('1');
    expect(git(['commit', '--no-verify', '-qm', 'leak']).status).toBe(0);
    expect(heads()).toBe('2');
    const other = join(sandbox.folder, 'other-tree');
    git(['worktree', 'add', '-q', '-b', 'side', other]);
    writeFileSync(join(other, 'new.env'), `MAIL_PASSWORD=${OTHER}\n`);
    git(['add', '-A'], other);
    expect(git(['commit', '-qm', 'leak'], other).status).toBe(1);
  });

  it('looks at what is staged, not at what stands beside it', () => {
    sandbox.commit({ 'a.env': 'NAME=app\n', 'b.env': 'NAME=app\n' });
    init('--only', 'hook', '--yes');
    sandbox.write({ 'a.env': 'NAME=app\nPORT=8080\n' });
    git(['add', 'a.env']);
    sandbox.write({ 'a.env': `NAME=app\nPORT=8080\n${LEAK}` });
    expect(git(['commit', '-qm', 'the staged part']).status).toBe(0);
    sandbox.write({ 'b.env': 'NAME=other\n' });
    expect(git(['commit', '-qm', 'one file alone', 'b.env']).status).toBe(0);
    expect(git(['commit', '-qm', 'the other', 'a.env']).status).toBe(1);
    expect(git(['commit', '-qam', 'all']).status).toBe(1);
  });

  it('runs beside a hook that is there, whatever that does', () => {
    sandbox.commit({ 'a.txt': 'text\n' });
    const file = '.git/hooks/pre-commit';
    sandbox.write({ [file]: '#!/bin/sh\n# ours\ntest ! -f stop || exit 3\ntouch ran\nexit 0\n' });
    chmodSync(join(sandbox.folder, file), 0o755);
    init('--only', 'hook', '--yes');
    expect(read(file)).toContain('\n# ours\ntest ! -f stop || exit 3\ntouch ran\nexit 0\n');
    sandbox.write({ '.env': LEAK });
    git(['add', '.env']);
    expect(git(['commit', '-qm', 'leak']).status).toBe(1);
    git(['rm', '-qf', '--cached', '.env']);
    sandbox.write({ 'b.txt': 'text\n' });
    git(['add', 'b.txt']);
    expect(git(['commit', '-qm', 'fine']).status).toBe(0);
    expect(has('ran')).toBe(true);
    sandbox.write({ stop: '', 'c.txt': 'text\n' });
    git(['add', 'c.txt']);
    expect(git(['commit', '-qm', 'stopped by the other']).status).not.toBe(0);
    const once = read(file);
    init('--only', 'hook', '--yes');
    expect(read(file)).toBe(once);
  });

  it('refuses rather than do nothing when watertight is gone', () => {
    sandbox.commit({ 'a.txt': 'text\n' });
    mkdirSync(join(sandbox.folder, '.githooks'));
    git(['config', 'core.hooksPath', '.githooks']);
    init('--only', 'hook', '--yes');
    expect(read('.githooks/pre-commit')).not.toContain(sandbox.folder);
    expect(read('.githooks/pre-commit')).not.toContain(process.cwd());
    sandbox.write({ 'b.txt': 'text\n' });
    git(['add', 'b.txt']);
    const result = git(['commit', '-qm', 'fine']);
    expect(result.status).not.toBe(0);
    expect(result.stderr).toContain('npm install --save-dev watertight');
  });

  it('keeps away from hooks of all repositories and from hooks that are no scripts of a shell', () => {
    sandbox.write({ 'home/.gitconfig': `[core]\n\thooksPath = ${sandbox.folder}/home/hooks\n`, 'home/hooks/readme': '' });
    const result = runCli(sandbox.folder, ['init', '--only', 'hook', '--yes'], { env: { HOME: join(sandbox.folder, 'home') } });
    expect(result.stdout).toContain('all your repositories');
    expect(has('home/hooks/pre-commit')).toBe(false);
    sandbox.write({ '.git/hooks/pre-commit': '#!/usr/bin/env python3\nprint(1)\n' });
    expect(init('--only', 'hook', '--yes').stdout).toContain('is no shell script');
    expect(read('.git/hooks/pre-commit')).toBe('#!/usr/bin/env python3\nprint(1)\n');
  });

  it.each([
    [
      '.pre-commit-config.yaml',
      '# ours\nrepos:\n  - repo: local\n    hooks:\n      - id: x # last\n\n# end\n',
      ['repos', '1', 'hooks', '0', 'id'],
      'watertight',
    ],
    [
      'lefthook.yml',
      'pre-push:\n  commands:\n    a:\n      run: a\n',
      ['pre-commit', 'commands', 'watertight', 'run'],
      'npx --no-install watertight scan --staged',
    ],
    [
      'lefthook.yml',
      'pre-commit:\n  parallel: true\n  commands:\n    a:\n      run: a\n',
      ['pre-commit', 'commands', 'watertight', 'run'],
      'npx --no-install watertight scan --staged',
    ],
    ['.lefthook.yaml', 'pre-commit:\n  jobs:\n    - name: a\n      run: a\n', ['pre-commit', 'jobs', '1', 'run'], 'npx --no-install watertight scan --staged'],
    ['lefthook.yml', 'pre-commit:\n  parallel: true\n', ['pre-commit', 'commands', 'watertight', 'run'], 'npx --no-install watertight scan --staged'],
  ])('goes into %s, and leaves what is there', (path, text, keys, value) => {
    sandbox.write({ [path]: text });
    expect(init('--only', 'hook', '--yes').status).toBe(0);
    const after = read(path);
    expect(keys.reduce<unknown>((node, key) => (node as Record<string, unknown>)[key], parse(after))).toBe(value);
    const kept = after.split('\n');
    for (const line of text.split('\n')) expect(kept).toContain(line);
    expect(init('--check', '--only', 'hook').status).toBe(0);
    expect(has('.git/hooks/pre-commit')).toBe(false);
  });

  it.each([
    ['lefthook.toml', '[pre-commit.commands.a]\nrun = "a"\n'],
    ['lefthook.yml', 'pre-commit: { parallel: true }\n'],
    ['.pre-commit-config.yaml', 'repos: []\n'],
  ])('says what to add to %s by hand', (path, text) => {
    sandbox.write({ [path]: text });
    expect(init('--only', 'hook', '--yes').stdout).toContain('watertight');
    expect(read(path)).toBe(text);
    expect(init('--check', '--only', 'hook').status).toBe(1);
  });

  it('goes before what husky runs', () => {
    sandbox.write({ '.husky/pre-commit': '#!/usr/bin/env sh\n. "$(dirname -- "$0")/_/husky.sh"\n\nnpm test\n' });
    init('--only', 'hook', '--yes');
    const text = read('.husky/pre-commit');
    expect(text.startsWith('#!/usr/bin/env sh\n. "$(dirname -- "$0")/_/husky.sh"\n# >>> watertight')).toBe(true);
    expect(text.endsWith('\n\nnpm test\n')).toBe(true);
    expect(text).not.toContain(process.cwd());
  });
});

describe("another scanner's set-up", () => {
  const workflow = (step: string) => `on: push\njobs:\n  a:\n    runs-on: ubuntu-latest\n    steps:\n      - uses: actions/checkout@v5\n${step}`;

  it('is named by its lines, and its paths are carried over, none widened', () => {
    sandbox.write({
      '.github/workflows/old.yml': workflow(
        '      - uses: trufflesecurity/trufflehog@main\n        with:\n          extra_args: --exclude-paths ci/paths.txt\n',
      ),
      'ci/paths.txt': '^fixtures/\n[x-z]+\\.env\n',
      'fixtures/.env': LEAK,
      'other/fixtures/.env': `MAIL_PASSWORD=${OTHER}\n`,
    });
    const result = init('--yes', '--no-baseline');
    expect(result.stdout).toContain('.github/workflows/old.yml:7-9 TruffleHog');
    expect(result.stdout).toContain('ci/paths.txt:2: no glob says the same');
    expect(result.stdout).not.toContain('[x-z]');
    expect(read('watertight.toml')).toContain('"/fixtures/", # ci/paths.txt:1');
    const report = JSON.parse(runCli(sandbox.folder, ['scan', '--format', 'json']).stdout) as { findings: { path: string }[] };
    expect(report.findings.map(({ path }) => path)).toEqual(['other/fixtures/.env']);
  });

  it('of TruffleHog and detect-secrets is carried over where a glob says it, and the rest is named', () => {
    sandbox.write({
      '.github/workflows/old.yml': workflow(
        '      - run: trufflehog git file://. --only-verified --config=ci/hog.yml --exclude-detectors=datadogtoken --exclude-paths ci/paths.txt\n',
      ),
      'ci/paths.txt': '\\.min\\.js$\n^(fixtures/.*|notes\\.md|[x-z]+)$\n',
      '.pre-commit-config.yaml':
        'exclude: ^made/\nrepos:\n  - repo: meta\n    hooks:\n  - repo: https://github.com/Yelp/detect-secrets\n    rev: v1.5.0\n    hooks:\n      - id: detect-secrets\n        exclude: |\n' +
        "          (?x)^(\n            gen/.*|  # made\n            package\\.lock\\.json\n          )$\n        args: ['--exclude-lines', 'mock']\n",
      '.secrets.baseline': JSON.stringify({
        version: '1.5.0',
        plugins_used: [],
        filters_used: [
          { path: 'detect_secrets.filters.regex.should_exclude_file', pattern: ['snapshots/'] },
          { path: 'detect_secrets.filters.regex.should_exclude_secret', pattern: ['mock'] },
        ],
        results: {},
        generated_at: '2026-01-01T00:00:00Z',
      }),
    });
    const result = init('--yes', '--no-baseline');
    const excluded = [...read('watertight.toml').matchAll(/^ {2}"(.*)", # (.*)$/gm)].map(([, glob, from]) => [glob, from]);
    expect(excluded).toEqual([
      ['**/*.min.js', 'ci/paths.txt:1'],
      ['/fixtures/**', 'ci/paths.txt:2'],
      ['/notes.md', 'ci/paths.txt:2'],
      ['**/*snapshots/', '.secrets.baseline'],
      ['/gen/**', '.pre-commit-config.yaml'],
      ['/package.lock.json', '.pre-commit-config.yaml'],
      ['/made/', '.pre-commit-config.yaml'],
    ]);
    for (const said of [
      'ci/paths.txt:2: no glob says the same as a part of this pattern',
      '.secrets.baseline: its filter should_exclude_secret is not carried over',
      'old.yml:7: --only-verified is not carried over',
      'old.yml:7: --exclude-detectors is not carried over',
      'old.yml:7: --config is not carried over',
      '.pre-commit-config.yaml:5: --exclude-lines is not carried over',
    ])
      expect(result.stdout).toContain(said);
    expect(result.stdout).not.toContain('mock');
  });

  it('of gitleaks is read as it is, also from another folder', () => {
    sandbox.write({
      '.github/workflows/old.yml': workflow('      - run: gitleaks git --config ci/gitleaks.toml\n'),
      'ci/gitleaks.toml': "title = 'x'\n[extend]\nuseDefault = true\n[[allowlists]]\npaths = ['''^fixtures/''']\n",
      'fixtures/.env': LEAK,
      'other/.env': `MAIL_PASSWORD=${OTHER}\n`,
      '.gitleaksignore': 'other/.env:generic-api-key:9\n',
    });
    const result = init('--yes', '--no-baseline');
    expect(result.stdout).toContain('.gitleaksignore is read as it is');
    expect(read('.gitleaks.toml')).toContain('path = "ci/gitleaks.toml"');
    expect(has('watertight.toml')).toBe(false);
    const report = JSON.parse(runCli(sandbox.folder, ['scan', '--format', 'json']).stdout) as { findings: { path: string }[] };
    expect(report.findings.map(({ path }) => path)).toEqual(['other/.env']);
  });

  it('of detect-secrets keeps what an audit called a leak reported', () => {
    sandbox.write({ 'a.env': LEAK, 'b.env': `MAIL_PASSWORD=${OTHER}\n` });
    runCli(sandbox.folder, ['baseline', '--format', 'detect-secrets', 'a.env']);
    expect(init('--only', 'baseline', '--yes').stdout).toContain('accepts 2 findings');
    rmSync(join(sandbox.folder, '.watertight-baseline.json'));
    const audited = read('.secrets.baseline').replace('"is_verified": false', '"is_verified": false, "is_secret": true');
    sandbox.write({ '.secrets.baseline': audited });
    expect(init('--only', 'baseline', '--yes').stdout).toContain('real leaks: 1 finding');
    const report = JSON.parse(runCli(sandbox.folder, ['scan', '--format', 'json']).stdout) as { findings: { path: string }[] };
    expect(report.findings.map(({ path }) => path)).toEqual(['a.env']);
    expect(read('.secrets.baseline')).toBe(audited);
  });

  it('accepts nothing of a file that git ignores: the baseline goes to everybody', () => {
    sandbox.write({ 'a.env': LEAK, 'local/.env': `MAIL_PASSWORD=${OTHER}\n`, '.gitignore': 'local/\n' });
    const result = init('--only', 'baseline', '--yes');
    expect(result.stdout).toContain('accepts 1 finding');
    expect(result.stdout).toContain('git ignores where they stand: 1 finding in local/.env');
    const { entries } = JSON.parse(read('.watertight-baseline.json')) as { entries: { path: string }[] };
    expect(entries.map(({ path }) => path)).toEqual(['a.env']);
    rmSync(join(sandbox.folder, '.watertight-baseline.json'));
    rmSync(join(sandbox.folder, 'a.env'));
    expect(init('--only', 'baseline', '--yes').stdout).toContain('git ignores where they stand');
    expect(has('.watertight-baseline.json')).toBe(false);
    expect(init('--check', '--only', 'baseline').status).toBe(0);
  });
});
