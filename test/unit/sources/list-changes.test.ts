import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, renameSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Problem } from '../../../shared/model/problem.ts';
import { withNetwork } from '../../../shared/sources/git.ts';
import { listCommits, listDiff, listHistory, listStaged } from '../../../shared/sources/list-changes.ts';
import { PIECE_BYTES } from '../../../shared/sources/pieces.ts';
import { readItem } from '../../../shared/sources/read-item.ts';
import type { RepositoryOptions } from '../../../shared/sources/repository.ts';
import type { SourceItem } from '../../../shared/sources/source-item.ts';
import { createTemporary, env, type Temporary } from './temporary.ts';

let temporary: Temporary;
let repo: string;
let problems: Problem[];
let count = 0;
beforeAll(() => {
  temporary = createTemporary();
});
afterAll(() => temporary.remove());
beforeEach(() => {
  count += 1;
  repo = `repo${count}`;
  problems = [];
  temporary.init(repo);
});

const options = (more: Partial<RepositoryOptions> = {}): RepositoryOptions => ({
  cwd: join(temporary.path, repo),
  env,
  onProblem: (problem) => problems.push(problem),
  ...more,
});
const write = (files: Record<string, string | Uint8Array>) => temporary.write(files, repo);
const git = (...args: string[]) => temporary.git(repo, ...args);
const commit = (message = 'change') => temporary.commit(repo, message);

/** What would be reported: the path, and the text that counts. */
const added = async (items: AsyncIterable<SourceItem>): Promise<Record<string, string>> => {
  const found: Record<string, string> = {};
  for await (const item of items) {
    for (const { text, origin, added: ranges, position } of readItem(item)) {
      const own = position ? [position.own] : [{ start: 0, end: text.length }];
      found[origin.path] = (found[origin.path] ?? '') + (ranges ?? own).map(({ start, end }) => text.slice(start, end)).join('|');
    }
  }
  return found;
};

describe('a diff', () => {
  it('gives the added lines, and the whole file around them', async () => {
    write({ f: 'one\ntwo\nthree\nfour\n', same: 'x' });
    const base = commit();
    write({ f: 'one\n2\nthree\nfour\nfive', new: 'a\nb\n' });
    commit();
    expect(await added(listDiff(`${base}..HEAD`, options()))).toEqual({ f: '2\n|five', new: 'a\nb\n' });
    expect(await added(listDiff(base, options()))).toEqual({ f: '2\n|five', new: 'a\nb\n' });
    expect(await added(listDiff(`HEAD..${base}`, options()))).toEqual({ f: 'two\n' });
    expect(await added(listDiff('HEAD..HEAD', options()))).toEqual({});
  });

  it('follows renames, and takes copies, modes, deletions, links and submodules for what they are', async () => {
    const body = 'line\n'.repeat(20);
    write({ pure: `pure${body}`, edited: `edited${body}`, copied: `copied${body}`, mode: 'x', deleted: 'x', 'was-link': 'x', 'was-file': 'x' });
    rmSync(join(temporary.path, repo, 'was-link'));
    symlinkSync('mode', join(temporary.path, repo, 'was-link'));
    const base = commit();
    const at = (name: string) => join(temporary.path, repo, name);
    renameSync(at('pure'), at('pure2'));
    renameSync(at('edited'), at('edited2'));
    chmodSync(at('mode'), 0o755);
    rmSync(at('deleted'));
    rmSync(at('was-link'));
    rmSync(at('was-file'));
    symlinkSync('mode', at('was-file'));
    write({ copied2: `copied${body}`, edited2: `edited${body}last\n`, 'was-link': 'now a file\n' });
    temporary.init(`${repo}/module`);
    write({ 'module/m': 'x' });
    temporary.commit(`${repo}/module`, 'inner');
    git('-c', 'advice.addEmbeddedRepo=false', 'add', 'module');
    commit();
    expect(await added(listDiff(`${base}..HEAD`, options()))).toEqual({ copied2: `copied${body}`, edited2: 'last\n', 'was-link': 'now a file\n' });
  });

  it('knows any file name, from any folder', async () => {
    write({ a: 'x' });
    const base = commit();
    const names = ['-dash', 'new\nline', '"quoted"', 'tab\there', 'é', ' b/ ', 'sub/inner', '>x', ':x', 'a/b => c'].filter((name) => name !== 'a/b => c');
    write(Object.fromEntries(names.map((name) => [name, 'x\n'])));
    commit();
    expect(Object.keys(await added(listDiff(`${base}..`, options()))).sort()).toEqual([...names].sort());
    const fromSub = Object.keys(await added(listDiff(`${base}..`, options({ cwd: join(temporary.path, repo, 'sub') }))));
    expect([fromSub.includes('inner'), fromSub.includes('../é'), fromSub.includes('../-dash')]).toEqual([true, true, true]);
    const fromOutside = Object.keys(await added(listDiff(`${base}..`, options({ cwd: temporary.path, folder: repo }))));
    expect(fromOutside).toContain(`${repo}/sub/inner`);
    expect(await added(listDiff(`${base}..`, options({ exclude: (path) => path !== 'é' })))).toEqual({ é: 'x\n' });
  });

  it('reads line ends of every kind, and content that looks like a patch', async () => {
    const tricky = '--- a/x\n+++ b/x\n@@ -1 +1 @@\ndiff --git a/x b/x\nindex 1..2\n>abc\n:100644\n\\ No newline\n';
    write({ crlf: 'a\r\nb\r\n', tricky: 'x\n', 'no-end': 'a' });
    const base = commit();
    write({ crlf: 'a\r\nnew\r\nb\r\n', tricky: `${tricky}x\n${tricky}`, 'no-end': 'a\nb' });
    commit();
    expect(await added(listDiff(`${base}..`, options()))).toEqual({ crlf: 'new\r\n', tricky: `${tricky}|${tricky}`, 'no-end': 'a\nb' });
  });

  it('reads whole what git takes for binary: UTF-16, and files that attributes call so', async () => {
    write({ wide: Buffer.from('a\nb\n', 'utf16le'), real: Buffer.from([0, 1, 2, 255]), 'prod.env': 'A=1\n', '.gitattributes': '*.env binary\n' });
    const base = commit();
    write({ wide: Buffer.from('a\nb\nc\n', 'utf16le'), real: Buffer.from([0, 1, 2, 254]), 'prod.env': 'A=1\nB=2\n' });
    commit();
    expect(await added(listDiff(`${base}..`, options()))).toEqual({ wide: 'a\nb\nc\n', 'prod.env': 'A=1\nB=2\n' });
  });

  it('starts at the merge base with three dots', async () => {
    write({ f: '1\n' });
    commit();
    git('checkout', '-qb', 'topic');
    write({ topic: 'topic\n' });
    commit();
    git('checkout', '-q', 'main');
    write({ main: 'main\n' });
    commit();
    expect(await added(listDiff('main...topic', options()))).toEqual({ topic: 'topic\n' });
    expect(await added(listDiff('topic..main', options()))).toEqual({ main: 'main\n' });
    git('checkout', '-q', '--orphan', 'unrelated');
    commit();
    await expect(added(listDiff('main...unrelated', options()))).rejects.toMatchObject({ code: 'git-range' });
  });

  it('is a usage error with an unknown commit, a strange range, or outside a repository', async () => {
    write({ f: '1\n' });
    commit();
    for (const spec of ['nowhere..HEAD', '--output=x..HEAD', 'HEAD..-x', '..', '', 'a b', 'HEAD....HEAD', 'HEAD\n..HEAD'])
      await expect(added(listDiff(spec, options()))).rejects.toMatchObject({ code: 'git-range' });
    temporary.write({ 'plain/': '' });
    await expect(added(listDiff('HEAD', options({ cwd: join(temporary.path, 'plain') })))).rejects.toMatchObject({ code: 'usage' });
    await expect(added(listDiff('HEAD', options({ env: { PATH: '/nowhere' } })))).rejects.toMatchObject({ code: 'git-missing' });
  });

  it('is not changed by settings of the repository, and runs none of its programs', async () => {
    write({ f: 'a\n', '.gitattributes': '* diff=trap\n' });
    const base = commit();
    write({ f: 'a\nb\n' });
    commit();
    const trap = join(temporary.path, 'sprung');
    const settings = {
      'diff.external': `touch ${trap}`,
      'diff.trap.textconv': `touch ${trap}; cat`,
      'diff.trap.command': `touch ${trap}`,
      'core.pager': `touch ${trap}`,
      'color.ui': 'always',
      'diff.noprefix': 'true',
      'diff.context': '9',
      'diff.renames': 'false',
      'core.quotePath': 'true',
      'diff.orderFile': '/nowhere',
      'log.showSignature': 'true',
    };
    for (const [key, value] of Object.entries(settings)) git('config', key, value);
    expect(await added(listDiff(`${base}..`, options()))).toEqual({ f: 'b\n' });
    expect(await added(listCommits(`${base}..`, options()))).toEqual({ f: 'b\n' });
    expect(existsSync(trap)).toBe(false);
  });

  it('takes more than 300 changed files, and blobs larger than a piece', async () => {
    write({ a: 'x' });
    const base = commit();
    write(Object.fromEntries(Array.from({ length: 320 }, (_, i) => [`f${i}`, `${i}\n`])));
    const large = 'a line\n'.repeat(PIECE_BYTES / 3);
    write({ large });
    commit();
    const found = await added(listDiff(`${base}..`, options()));
    expect(Object.keys(found)).toHaveLength(321);
    expect(found['f319']).toBe('319\n');
    write({ large: `${large}the end\n` });
    commit();
    expect(await added(listDiff('HEAD~1..', options()))).toEqual({ large: 'the end\n' });
  });

  it('says when an object is missing', async () => {
    write({ f: 'a\n' });
    const base = commit();
    write({ f: 'b\n' });
    commit();
    const id = git('rev-parse', 'HEAD:f');
    write({ f: 'c\n' }); // else git takes the content from here
    rmSync(join(temporary.path, repo, '.git/objects', id.slice(0, 2), id.slice(2)));
    await expect(added(listDiff(`${base}..`, options()))).rejects.toMatchObject({ code: 'incomplete' });
    await added(listHistory(options()));
    expect(problems).toMatchObject([{ code: 'git-unreadable', path: 'f', incomplete: true }]);
  });
});

describe('staged changes', () => {
  it('are what the next commit adds, not what the work tree holds', async () => {
    write({ f: 'a\n' });
    expect(await added(listStaged(options()))).toEqual({});
    git('add', '-A');
    expect(await added(listStaged(options()))).toEqual({ f: 'a\n' }); // before the first commit
    commit();
    write({ f: 'a\nstaged\n' });
    git('add', '-A');
    write({ f: 'a\nstaged\nnot staged\n', untracked: 'x' });
    expect(await added(listStaged(options()))).toEqual({ f: 'staged\n' });
  });

  it('are those of the index that a hook is given', async () => {
    write({ f: 'a\n' });
    commit();
    write({ f: 'a\nb\n', g: 'g\n' });
    git('add', 'g');
    write({ '.git/hooks/pre-commit': '#!/bin/sh\nenv > ../hook-env\n' });
    chmodSync(join(temporary.path, repo, '.git/hooks/pre-commit'), 0o755);
    execFileSync('cp', [join(temporary.path, repo, '.git/index'), join(temporary.path, repo, '.git/other')]);
    git('reset', '-q');
    expect(await added(listStaged(options({ env: { ...env, GIT_INDEX_FILE: join(temporary.path, repo, '.git/other') } })))).toEqual({ g: 'g\n' });
  });
});

describe('commits', () => {
  it('are taken one by one: what was removed again is found, with its commit', async () => {
    write({ f: 'a\n' });
    const base = commit();
    write({ f: 'a\nsecret\n' });
    const second = commit();
    write({ f: 'a\n' });
    commit();
    expect(await added(listDiff(`${base}..`, options()))).toEqual({});
    expect(await added(listCommits(`${base}..`, options()))).toEqual({ f: 'secret\n' });
    const items: SourceItem[] = [];
    for await (const item of listCommits(`${base}..`, options())) items.push(item);
    expect(items).toMatchObject([
      { kind: 'bytes', path: 'f', commit: { id: second, author: 'Ada <ada@example.org>', date: expect.stringMatching(/^\d{4}-\d\d-\d\dT/) } },
    ]);
  });

  it('that merge add what is in none of the parents', async () => {
    const middle = 'same\n'.repeat(10);
    write({ f: `top\n${middle}end\n`, g: 'g\n' });
    const base = commit();
    git('checkout', '-qb', 'topic');
    write({ f: `topic\n${middle}end\n` });
    commit();
    git('checkout', '-q', 'main');
    write({ f: `top\n${middle}main\n` });
    const main = commit();
    git('merge', '-q', '--no-commit', 'topic');
    write({ f: `topic\nevil\n${middle}main\n`, g: 'g\nevil too\n', h: 'evil file\n' });
    commit();
    expect(await added(listCommits('HEAD^..HEAD', options()))).toEqual({ f: 'topic\nevil\n', g: 'evil too\n', h: 'evil file\n' });
    expect(await added(listCommits(`${main}..HEAD`, options({ exclude: (path) => path === 'f' })))).toEqual({ g: 'evil too\n', h: 'evil file\n' });
    expect((await added(listCommits(`${base}..`, options())))['f']).toBe('main\ntopic\nevil\n');
  });

  it('may have many parents', async () => {
    write({ f: 'f\n' });
    commit();
    for (const name of ['a', 'b', 'c']) {
      git('checkout', '-qb', name, 'main');
      write({ [name]: `${name}\n` });
      commit();
    }
    git('checkout', '-q', 'main');
    git('merge', '-q', '--no-commit', 'a', 'b', 'c');
    write({ a: 'a\nevil\n' });
    git('commit', '-qam', 'octopus');
    expect(git('rev-list', '--parents', '-1', 'HEAD').split(' ')).toHaveLength(4);
    expect(await added(listCommits('HEAD^..HEAD', options()))).toEqual({ a: 'evil\n', b: 'b\n', c: 'c\n' }); // HEAD^ is a
  });
});

describe('the history', () => {
  it('gives each blob once for each path, with the first commit that put it there, of all branches and tags', async () => {
    expect(await added(listHistory(options()))).toEqual({}); // no commit yet
    write({ f: '1\n' });
    const first = commit();
    write({ copy: '1\n', f: '2\n' });
    commit();
    write({ f: '1\n' }); // as it was
    commit();
    write({ f: '2\n' });
    commit();
    git('checkout', '-qb', 'other');
    write({ other: 'other\n' });
    commit();
    git('tag', 'tagged');
    git('checkout', '-q', '--detach', 'main');
    git('branch', '-qD', 'other');
    write({ detached: 'detached\n' });
    commit();
    const items: SourceItem[] = [];
    for await (const item of listHistory(options())) items.push(item);
    expect(items.map(({ path }) => path).sort()).toEqual(['copy', 'detached', 'f', 'f', 'other']);
    expect(items[0]).toMatchObject({ path: 'f', commit: { id: first } });
    expect(await added(listHistory({ ...options(), revisions: ['main'] }))).toEqual({ copy: '1\n', f: '1\n2\n' });
    expect(problems).toEqual([]);
  });

  it('works in repositories with SHA-256', async () => {
    temporary.git('', 'init', '-q', '--object-format=sha256', `${repo}/wide`);
    temporary.write({ f: 'a\n' }, `${repo}/wide`);
    const base = temporary.commit(`${repo}/wide`, 'first');
    expect(base).toHaveLength(64);
    temporary.write({ f: 'a\nb\n' }, `${repo}/wide`);
    temporary.commit(`${repo}/wide`, 'second');
    const inner = options({ folder: 'wide' });
    expect(await added(listDiff(`${base}..`, inner))).toEqual({ 'wide/f': 'b\n' });
    expect(await added(listHistory(inner))).toEqual({ 'wide/f': 'a\na\nb\n' });
    expect(await added(listStaged(inner))).toEqual({});
  });

  it('of a shallow clone is incomplete', async () => {
    for (const text of ['1\n', '2\n', '3\n', '4\n']) {
      write({ f: text });
      commit();
    }
    temporary.git('', 'clone', '-q', '--depth=2', `file://${join(temporary.path, repo)}`, `${repo}-shallow`);
    const shallow = options({ cwd: join(temporary.path, `${repo}-shallow`) });
    expect(await added(listHistory(shallow))).toEqual({ f: '3\n4\n' });
    expect(problems).toMatchObject([{ code: 'git-shallow', incomplete: true }]);
    problems = [];
    expect(await added(listCommits('HEAD~1..HEAD', shallow))).toEqual({ f: '4\n' });
    expect(problems).toEqual([]);
  });

  it('of a partial clone is fetched on demand, if the network may be used', async () => {
    write({ f: '1\n' });
    const base = commit();
    write({ f: '1\n2\n' });
    commit();
    git('config', 'uploadpack.allowFilter', 'true');
    const clone = (name: string) => {
      temporary.git('', 'clone', '-q', '--filter=blob:none', '--no-checkout', `file://${join(temporary.path, repo)}`, `${repo}-${name}`);
      return { cwd: join(temporary.path, `${repo}-${name}`), env };
    };
    const offline = clone('offline');
    await expect(added(listDiff(`${base}..origin/main`, offline))).rejects.toMatchObject({ code: 'incomplete' });
    await added(listHistory({ ...offline, onProblem: (problem) => problems.push(problem) }));
    expect(problems).toMatchObject([{ code: 'git-unreadable' }, { code: 'git-unreadable' }]);
    expect(await added(listDiff(`${base}..origin/main`, withNetwork(clone('online'))))).toEqual({ f: '2\n' });
  });

  it('of a bare repository can be read', async () => {
    write({ f: '1\n' });
    commit();
    temporary.git('', 'clone', '-q', '--bare', repo, `${repo}.git`);
    expect(await added(listHistory(options({ cwd: temporary.path, folder: `${repo}.git` })))).toEqual({ f: '1\n' });
  });

  it('of 2,000 commits is streamed', async () => {
    const commits = Array.from(
      { length: 2000 },
      (_, i) =>
        `commit refs/heads/main\ncommitter Ada <ada@example.org> ${1_700_000_000 + i} +0000\ndata 1\nc\nM 100644 inline f${i % 50}\ndata ${String(i).length + 7}\nnumber ${i}\n\n`,
    );
    execFileSync('git', ['fast-import', '--quiet'], { cwd: join(temporary.path, repo), input: commits.join('') });
    let blobs = 0;
    for await (const item of listHistory(options())) if (item.kind === 'bytes' && item.commit) blobs += 1;
    expect(blobs).toBe(2000);
    for await (const item of listHistory(options())) {
      expect(item.path).toBe('f0');
      break; // nobody has to read to the end
    }
  });
});
