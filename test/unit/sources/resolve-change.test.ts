import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type ResolvedChange, resolveChange, type WantedChange } from '../../../shared/sources/resolve-change.ts';
import { createTemporary, env, type Temporary } from './temporary.ts';

let temporary: Temporary;
/** Ids of commits on the server: main0 … main20, and topic0 … topic4, which left main at main10. */
const ids: Record<string, string> = {};
const id = (name: string): string => ids[name] ?? '';
let count = 0;

beforeAll(() => {
  temporary = createTemporary();
  temporary.init('server');
  temporary.git('server', 'config', 'uploadpack.allowAnySHA1InWant', 'true');
  const commit = (name: string): void => {
    temporary.write({ [name]: name }, 'server');
    ids[name] = temporary.commit('server', name);
  };
  for (let i = 0; i <= 10; i++) commit(`main${i}`);
  temporary.git('server', 'checkout', '-q', '-b', 'topic');
  for (let i = 0; i < 5; i++) commit(`topic${i}`);
  temporary.git('server', 'checkout', '-q', 'main');
  for (let i = 11; i <= 20; i++) commit(`main${i}`);
});
afterAll(() => temporary.remove());

/** As actions/checkout leaves it: one commit. */
const shallowClone = (branch: string): string => {
  const folder = `clone${count++}`;
  temporary.init(folder);
  temporary.git(folder, 'remote', 'add', 'origin', `file://${join(temporary.path, 'server')}`);
  temporary.git(folder, 'fetch', '-q', '--no-tags', '--depth=1', 'origin', branch);
  return folder;
};

const resolved = (folder: string, wanted: WantedChange): Promise<ResolvedChange> => resolveChange({ cwd: join(temporary.path, folder), env }, wanted);

const commitsOf = (folder: string, ...revisions: string[]): number => Number(temporary.git(folder, 'rev-list', '--count', ...revisions));

describe('a change in a shallow clone', () => {
  it('is fetched with as many commits as the event speaks of, and no more', async () => {
    const folder = shallowClone('topic');
    const change = await resolved(folder, { base: id('main10'), head: id('topic4'), commits: 5 });
    expect(change).toMatchObject({ base: id('main10'), head: id('topic4') });
    expect(change.notes.join()).toContain('shallow');
    expect(commitsOf(folder, id('topic4'), `^${id('main10')}`)).toBe(5);
    // the base comes with as many behind it
    expect(commitsOf(folder, id('topic4'))).toBe(5 + 6);
  });

  it('is fetched further where the event says too little, and where its base went on', async () => {
    for (const [base, commits, bring] of [
      ['main20', 5, 5],
      ['main10', 2, 5],
      ['main20', 1, 5],
    ] as const) {
      const folder = shallowClone('topic');
      await resolved(folder, { base: id(base), head: id('topic4'), commits });
      expect(commitsOf(folder, id('topic4'), `^${id(base)}`)).toBe(bring);
      expect(temporary.git(folder, 'merge-base', id(base), id('topic4'))).toBe(id('main10'));
    }
  });

  it('is found without a number, and with one that is out of all proportion', async () => {
    for (const commits of [undefined, 1e9]) {
      const folder = shallowClone('topic');
      await resolved(folder, { base: id('main10'), head: id('topic4'), commits });
      expect(commitsOf(folder, id('topic4'), `^${id('main10')}`)).toBe(5);
    }
  });

  it('whose base is gone is compared with the branch', async () => {
    const folder = shallowClone('topic');
    const { base, notes } = await resolved(folder, { base: '1'.repeat(40), head: id('topic4'), branch: 'main', commits: 3 });
    expect(base).toBe(id('main20'));
    expect(notes.join()).toContain('is gone');
    expect(commitsOf(folder, id('topic4'), `^${id('main20')}`)).toBe(5);
  });

  it('keeps what the clone has, where both ends are in it', async () => {
    const folder = shallowClone('topic');
    temporary.git(folder, 'fetch', '-q', '--depth=9', 'origin', id('topic4'), id('main12'));
    const before = commitsOf(folder, id('topic4'), id('main12'));
    const { notes } = await resolved(folder, { base: id('main12'), head: id('topic4'), commits: 1 });
    expect([commitsOf(folder, id('topic4'), id('main12')), notes]).toEqual([before, []]);
  });
});
