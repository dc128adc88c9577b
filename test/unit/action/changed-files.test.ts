import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { listChangedFiles, readBefore } from '../../../action/changed-files.ts';
import { createSandbox, type Sandbox } from '../../support/repository.ts';

describe('listChangedFiles', () => {
  let sandbox: Sandbox;
  const list = async (since: number, env: NodeJS.ProcessEnv = { PATH: process.env['PATH'] }) => {
    const limits: string[] = [];
    const files: (string | undefined)[][] = [];
    for await (const file of listChangedFiles(sandbox.folder, since, env, (limit) => limits.push(limit))) {
      const before = await readBefore(file, env);
      files.push([file.path.slice(sandbox.folder.length + 1), String(file.bytes), before && Buffer.from(before).toString()]);
    }
    return { limits, files };
  };
  beforeEach(() => {
    sandbox = createSandbox();
  });
  afterEach(() => sandbox.remove());

  it('gives what changed since, and nothing older', async () => {
    sandbox.write({ 'a/b.txt': 'b', 'node_modules/c.js': 'c' });
    expect((await list(Date.now() - 60_000)).files).toEqual([['a/b.txt', 'b', undefined]]);
    expect((await list(Date.now() + 60_000)).files).toEqual([]);
  });

  it('leaves out what a commit holds, in the repository and in one inside of it', async () => {
    sandbox.git('init', '-q');
    const sha = sandbox.commit({ 'same.txt': 's', 'changed.txt': 'old' });
    sandbox.write({ 'changed.txt': 'new' });
    sandbox.git('commit', '-qam', 'in the job');
    sandbox.write({ 'inner/same.txt': 's' });
    sandbox.git('-C', 'inner', 'init', '-q');
    sandbox.git('-C', 'inner', 'add', '.');
    sandbox.git('-C', 'inner', 'commit', '-qm', 'inner');
    sandbox.write({ 'inner/new.txt': 'n' });
    const { files } = await list(0, { PATH: process.env['PATH'], GITHUB_SHA: sha });
    expect(files.sort()).toEqual([
      ['changed.txt', 'new', 'old'],
      ['inner/new.txt', 'n', undefined],
    ]);
  });
});
