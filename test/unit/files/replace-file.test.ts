import { chmodSync, existsSync, lstatSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { removeLeftovers, replaceFile, writeThenRename } from '../../../shared/files/replace-file.ts';

let folder: string;
let file: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'watertight-replace-'));
  file = join(folder, 'file');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const modeOf = (path: string) => (statSync(path).mode & 0o777).toString(8);

describe('replaceFile', () => {
  it('keeps the permissions of what it replaces', async () => {
    for (const mode of [0o600, 0o755]) {
      writeFileSync(file, 'old');
      chmodSync(file, mode);
      await replaceFile(file, 'new', 'it');
      expect(readFileSync(file, 'utf8')).toBe('new');
      if (process.platform !== 'win32') expect(modeOf(file)).toBe(mode.toString(8));
    }
  });

  it('writes to the file behind a link', async () => {
    writeFileSync(join(folder, 'real'), 'old');
    symlinkSync(join(folder, 'real'), file);
    await replaceFile(file, 'new', 'it');
    expect(lstatSync(file).isSymbolicLink()).toBe(true);
    expect(readFileSync(join(folder, 'real'), 'utf8')).toBe('new');
  });

  it('leaves nothing behind where it fails', async () => {
    await expect(replaceFile(join(folder, 'none', 'file'), 'x', 'the thing')).rejects.toMatchObject({ code: 'usage', message: /the thing can't be written/ });
    expect(readdirSync(folder)).toEqual([]);
  });
});

describe('writeThenRename', () => {
  it('has the permissions asked for whatever the umask', async () => {
    const before = process.umask(0o277);
    try {
      await writeThenRename(file, 'text', { mode: 0o640, durable: true });
    } finally {
      process.umask(before);
    }
    if (process.platform !== 'win32') expect(modeOf(file)).toBe('640');
  });

  it('leaves the target as it was when it is stopped before the end', async () => {
    writeFileSync(file, 'old');
    const beforeRename = () => {
      throw new Error('stopped');
    };
    await expect(writeThenRename(file, 'new', { beforeRename })).rejects.toThrow('stopped');
    expect(readFileSync(file, 'utf8')).toBe('old');
    expect(readdirSync(folder)).toEqual(['file']);
  });
});

describe('removeLeftovers', () => {
  it('removes what killed writers of this file left, and nothing else', async () => {
    const left = `${file}.4711-0123456789ab.tmp`;
    const kept = ['file', 'file.tmp', 'file.old', 'file2.4711-0123456789ab.tmp', 'file.4711-0123456789ab.tmp.bak'].map((name) => join(folder, name));
    for (const path of [left, ...kept]) writeFileSync(path, '');
    await removeLeftovers(file);
    expect(existsSync(left)).toBe(false);
    expect(readdirSync(folder)).toHaveLength(kept.length);
  });
});
