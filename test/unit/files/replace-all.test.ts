import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { replaceAll } from '../../../shared/files/replace-all.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'watertight-test-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe('replaceAll', () => {
  it('writes new files and changes others, keeps permissions, and leaves nothing beside them', async () => {
    const old = join(folder, 'old');
    writeFileSync(old, 'a');
    chmodSync(old, 0o640);
    await replaceAll([
      { file: old, before: 'a', after: 'b' },
      { file: join(folder, 'deep/er/new'), before: undefined, after: 'n', executable: true },
    ]);
    expect(readFileSync(old, 'utf8')).toBe('b');
    expect(statSync(old).mode & 0o777).toBe(0o640);
    expect(readFileSync(join(folder, 'deep/er/new'), 'utf8')).toBe('n');
    expect(statSync(join(folder, 'deep/er/new')).mode & 0o100).toBe(0o100);
    expect(readdirSync(folder).sort()).toEqual(['deep', 'old']);
  });

  it('writes nothing when one file was changed meanwhile, or appeared', async () => {
    const one = join(folder, 'one');
    writeFileSync(one, 'changed');
    const change = { file: join(folder, 'deep/new'), before: undefined, after: 'n' };
    await expect(replaceAll([change, { file: one, before: 'a', after: 'b' }])).rejects.toMatchObject({ code: 'conflict' });
    await expect(replaceAll([change, { file: one, before: undefined, after: 'b' }])).rejects.toMatchObject({ code: 'conflict' });
    expect(readdirSync(folder)).toEqual(['one']);
    expect(readFileSync(one, 'utf8')).toBe('changed');
  });

  it('takes back what it wrote when a later file can not be put in its place', async () => {
    const one = join(folder, 'one');
    writeFileSync(one, 'a');
    // Nothing can be renamed over a folder that is not empty; reading it fails before that, so it is made in between.
    const blocked = join(folder, 'blocked');
    const changes = [
      { file: one, before: 'a', after: 'b' },
      {
        file: blocked,
        after: 'n',
        get before(): undefined {
          return undefined;
        },
      },
    ];
    let reads = 0;
    Object.defineProperty(changes[1], 'before', {
      get: () => {
        reads += 1;
        if (reads === 2) mkdirSync(join(blocked, 'x'), { recursive: true });
        return undefined;
      },
    });
    await expect(replaceAll(changes)).rejects.toMatchObject({ code: 'usage' });
    expect(readFileSync(one, 'utf8')).toBe('a');
    expect(readdirSync(folder).filter((name) => name.endsWith('.tmp'))).toEqual([]);
  });

  it('writes nothing once it is stopped', async () => {
    const file = join(folder, 'new');
    await expect(replaceAll([{ file, before: undefined, after: 'n' }], AbortSignal.abort())).rejects.toMatchObject({ code: 'timeout' });
    expect(existsSync(file)).toBe(false);
    expect(readdirSync(folder)).toEqual([]);
  });
});
