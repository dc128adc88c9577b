import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Problem } from '../../../shared/model/problem.ts';
import { type ListOptions, listFiles } from '../../../shared/sources/list-files.ts';
import { collect, createTemporary, env, type Temporary } from './temporary.ts';

let temporary: Temporary;
beforeAll(() => {
  temporary = createTemporary();
});
afterAll(() => temporary.remove());

const list = async (folder: string, paths: readonly string[] = [], options: Partial<ListOptions> = {}) => {
  const problems: Problem[] = [];
  const items = await collect(listFiles(paths, { cwd: join(temporary.path, folder), env, onProblem: (problem) => problems.push(problem), ...options }));
  return { items, problems, paths: items.map((item) => item.path), codes: problems.map((problem) => `${problem.code} ${problem.path}`) };
};

describe('outside a repository', () => {
  it('lists everything but dependency folders and VCS data, in the order of bytes', async () => {
    temporary.write(
      {
        'b.txt': '',
        'a/x': '',
        'a-b': '',
        'a.b': '',
        '.env': 'A=1',
        'node_modules/m/i.js': '',
        '.hg/store': '',
        'vendor/lib.go': '',
        'go/vendor/modules.txt': '',
        'go/vendor/x.go': '',
        'py/pyvenv.cfg': '',
        'py/lib.py': '',
        Z: '',
        é: '',
      },
      'plain',
    );
    expect((await list('plain')).paths).toEqual(['.env', 'Z', 'a-b', 'a.b', 'a/x', 'b.txt', 'vendor/lib.go', 'é']);
  });

  it('reports paths relative to the current folder', async () => {
    expect((await list('plain/a', ['..'])).paths).toContain('../b.txt');
    expect((await list('plain', [join(temporary.path, 'plain/a')])).paths).toEqual(['a/x']);
  });

  it('lists a file that is named, wherever it is, and once', async () => {
    expect((await list('plain', ['node_modules/m/i.js', './node_modules/m/i.js'])).paths).toEqual(['node_modules/m/i.js']);
    expect((await list('plain', ['a', '.', 'a/x'])).paths.filter((path) => path === 'a/x')).toHaveLength(1);
  });

  it('lists a dependency folder that is named', async () => {
    expect((await list('plain', ['node_modules'])).paths).toEqual(['node_modules/m/i.js']);
  });

  it('fails for a path that does not exist', async () => {
    await expect(list('plain', ['a', 'nowhere'])).rejects.toMatchObject({ code: 'path-missing', message: 'no such file or folder: nowhere' });
    await expect(list('plain', ['b.txt/inner'])).rejects.toMatchObject({ code: 'path-missing' });
    await expect(list('plain', ['nul\0'])).rejects.toMatchObject({ code: 'path-missing' });
  });

  it('leaves out what is excluded, but not what is named', async () => {
    const exclude = (path: string) => path.startsWith('a');
    expect((await list('plain', [], { exclude })).paths).toEqual(['.env', 'Z', 'b.txt', 'vendor/lib.go', 'é']);
    expect((await list('plain', ['a/x'], { exclude })).paths).toEqual(['a/x']);
  });

  it('says so when folders are too deep', async () => {
    temporary.write({ '1/2/3/file': '' }, 'deep');
    expect(await list('deep', [], { maxDepth: 2 })).toMatchObject({ paths: [], codes: ['path-too-deep 1/2/3'] });
    expect((await list('deep', [], { maxDepth: 3 })).paths).toEqual(['1/2/3/file']);
  });

  it('never follows a link out of the root, reads a target inside once, and survives loops', async () => {
    temporary.write({ 'outside/secret': 'x', 'root/real': 'x', 'root/inner/file': 'x', 'root/node_modules/m': 'x' }, 'links');
    const link = (target: string, name: string) => symlinkSync(target, join(temporary.path, 'links/root', name));
    link('../outside/secret', 'out-file');
    link('../outside', 'out-folder');
    link('real', 'a-link');
    link('node_modules/m', 'to-skipped');
    link('node_modules/m', 'to-skipped-again');
    link('..', 'inner/loop');
    link('self', 'self');
    link('gone', 'dangling');
    const { paths, problems, codes } = await list('links/root');
    expect(paths).toEqual(['inner/file', 'real', 'to-skipped']);
    expect(codes).toEqual(['symlink-outside out-file', 'symlink-outside out-folder']);
    expect(problems.every((problem) => !problem.incomplete)).toBe(true);
  });

  it('follows a link that is named', async () => {
    symlinkSync('real', join(temporary.path, 'links/named'));
    temporary.write({ 'links/real': 'xyz' });
    expect((await list('links', ['named'])).items).toMatchObject([{ path: 'named', bytes: 3 }]);
  });

  it('takes names of folders that objects have, too', async () => {
    temporary.write({ 'constructor/toString/x': '' }, 'names');
    expect((await list('names')).paths).toEqual(['constructor/toString/x']);
  });

  // root may read everything
  (process.getuid?.() === 0 ? it.skip : it)('says what it may not read', async () => {
    temporary.init('locked');
    temporary.write({ 'locked/folder/file': '', 'locked-plain/folder/file': '' });
    for (const folder of ['locked/folder', 'locked-plain/folder']) chmodSync(join(temporary.path, folder), 0);
    expect((await list('locked-plain')).codes).toEqual(['file-unreadable folder']);
    expect((await list('locked')).problems).toMatchObject([{ code: 'file-unreadable', incomplete: true }]);
    for (const folder of ['locked/folder', 'locked-plain/folder']) chmodSync(join(temporary.path, folder), 0o755);
  });

  it('skips pipes, and says so when one is named', async () => {
    temporary.write({ 'pipes/': '', 'pipes/file': '' });
    execFileSync('mkfifo', [join(temporary.path, 'pipes/fifo')]);
    expect(await list('pipes')).toMatchObject({ paths: ['file'], codes: [] });
    expect(await list('pipes', ['fifo'])).toMatchObject({ paths: [], codes: ['file-unreadable fifo'] });
  });
});

describe('inside a repository', () => {
  beforeAll(() => {
    temporary.init('repo');
    temporary.write(
      {
        '.gitignore': '.env*\n*.tfvars\nbuild/\nnode_modules/\n*.log\n',
        'tracked.ts': 'x',
        'deleted.ts': 'x',
        'sub/é "q"\n.ts': 'x',
        '-dash': 'x',
      },
      'repo',
    );
    temporary.commit('repo', 'first');
    rmSync(join(temporary.path, 'repo/deleted.ts'));
    temporary.write(
      {
        '.env.local': 'x',
        'sub/prod.tfvars': 'x',
        'app.log': 'x',
        'untracked.ts': 'x',
        'build/out.js': 'x',
        'build/deep/.env': 'x',
        'build/node_modules/m/.env': 'x',
        'node_modules/m/.env': 'x',
        'node_modules/m/index.js': 'x',
      },
      'repo',
    );
  });

  it('lists what git tracks, what it does not ignore, and ignored files of settings', async () => {
    const { items } = await list('repo');
    expect(items.map(({ path, tracked }) => [path, tracked])).toEqual([
      ['-dash', true],
      ['.env.local', false],
      ['.gitignore', true],
      ['build/deep/.env', false],
      ['sub/prod.tfvars', false],
      ['sub/é "q"\n.ts', true],
      ['tracked.ts', true],
      ['untracked.ts', false],
    ]);
  });

  it('lists tracked files alone on request', async () => {
    expect((await list('repo', [], { trackedOnly: true })).paths).toEqual(['-dash', '.gitignore', 'sub/é "q"\n.ts', 'tracked.ts']);
    expect((await list('', ['repo'], { trackedOnly: true })).paths).toContain('repo/tracked.ts');
    expect((await list('plain', [], { trackedOnly: true })).paths).toEqual([]);
  });

  it('works from a folder inside, and on one that is ignored but named', async () => {
    expect((await list('repo/sub')).paths).toEqual(['prod.tfvars', 'é "q"\n.ts']);
    expect((await list('repo', ['build'])).items.map(({ path, tracked }) => [path, tracked])).toEqual([
      ['build/deep/.env', false],
      ['build/out.js', false],
    ]);
    expect((await list('repo', ['app.log', 'tracked.ts'])).items.map(({ path, tracked }) => [path, tracked])).toEqual([
      ['app.log', false],
      ['tracked.ts', true],
    ]);
  });

  it('is not led astray by the environment of a hook', async () => {
    const hook = { ...env, GIT_INDEX_FILE: join(temporary.path, 'nowhere') };
    expect((await list('repo', [], { env: hook, trackedOnly: true })).paths).toContain('tracked.ts');
  });

  it('does not read behind a folder that became a link', async () => {
    temporary.init('swap');
    temporary.write({ 'swap/folder/file': 'x', 'elsewhere/file': 'x' });
    temporary.commit('swap', 'first');
    rmSync(join(temporary.path, 'swap/folder'), { recursive: true });
    symlinkSync('../elsewhere', join(temporary.path, 'swap/folder'));
    expect(await list('swap')).toMatchObject({ paths: [], codes: ['symlink-outside folder'] });
  });

  it('enters submodules, nested repositories and work trees', async () => {
    temporary.init('library');
    temporary.write({ 'library/lib.c': 'x' });
    temporary.commit('library', 'first');
    temporary.init('outer');
    temporary.write({ 'outer/main.c': 'x' });
    temporary.git('outer', 'submodule', '--quiet', 'add', '../library', 'module');
    temporary.commit('outer', 'first');
    temporary.init('outer/nested');
    temporary.write({ 'outer/nested/.gitignore': 'skipped', 'outer/nested/skipped': 'x', 'outer/nested/new.c': 'x', 'outer/module/added.c': 'x' });
    expect((await list('outer')).items.map(({ path, tracked }) => [path, tracked])).toEqual([
      ['.gitmodules', true],
      ['main.c', true],
      ['module/added.c', false],
      ['module/lib.c', true],
      ['nested/.gitignore', false],
      ['nested/new.c', false],
    ]);
    expect((await list('', ['outer'], { trackedOnly: true })).paths).toEqual(['outer/.gitmodules', 'outer/main.c', 'outer/module/lib.c']);
    temporary.git('outer', 'worktree', 'add', '-q', '../outer-tree');
    expect((await list('outer-tree')).paths).toEqual(['.gitmodules', 'main.c']);
    mkdirSync(join(temporary.path, 'above'));
    temporary.git('', 'clone', '-q', 'library', 'above/clone');
    temporary.write({ 'above/clone/.gitignore': 'x', 'above/clone/x': '', 'above/y': '' });
    expect((await list('above')).paths).toEqual(['clone/.gitignore', 'clone/lib.c', 'y']);
  });

  it('scans all files when the repository is damaged, and says so', async () => {
    temporary.write({ 'damaged/.git/HEAD': 'nonsense', 'damaged/file': 'x' });
    expect(await list('damaged')).toMatchObject({ paths: ['file'], codes: ['git-unreadable '] });
  });

  it('runs no program that the configuration of the repository names', async () => {
    temporary.init('hostile');
    temporary.write({ 'hostile/file': 'x' });
    const trap = `touch ${join(temporary.path, 'sprung')}; false`;
    for (const key of ['core.fsmonitor', 'diff.external', 'core.pager']) temporary.git('hostile', 'config', key, trap);
    expect((await list('hostile')).paths).toEqual(['file']);
    expect((await list('', ['sprung']).catch((error: unknown) => error)) as object).toMatchObject({ code: 'path-missing' });
  });
});
