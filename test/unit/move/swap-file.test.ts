import { chmodSync, linkSync, mkdirSync, readdirSync, readFileSync, realpathSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { checkWritable, digestOf, readState, removeTemporary, swapFile, temporaryOf } from '../../../shared/move/swap-file.ts';
import { createSandbox, type Sandbox } from '../../support/repository.ts';

const ID = '0123456789abcdef0123456789abcdef';

describe('swapFile', () => {
  let box: Sandbox;
  let file: string;
  beforeEach(() => {
    box = createSandbox();
    file = join(realpathSync(box.folder), 'a.env');
    writeFileSync(file, 'old');
  });
  afterEach(() => box.remove());

  it('replaces a file as a whole and keeps its permissions', async () => {
    chmodSync(file, 0o604);
    await swapFile(await readState(file), Buffer.from('new'), ID);
    expect(readFileSync(file, 'utf8')).toBe('new');
    expect(statSync(file).mode & 0o777).toBe(0o604);
    expect(readdirSync(box.folder)).toEqual(['a.env']);
  });

  it('makes and deletes files', async () => {
    const made = join(box.folder, 'made');
    await swapFile(await readState(made), Buffer.from('x'), ID);
    expect(readFileSync(made, 'utf8')).toBe('x');
    await swapFile(await readState(made), null, ID);
    expect(readdirSync(box.folder)).toEqual(['a.env']);
  });

  it('leaves a file alone that was changed, deleted or made meanwhile', async () => {
    const state = await readState(file);
    writeFileSync(file, 'changed');
    await expect(swapFile(state, Buffer.from('new'), ID)).rejects.toMatchObject({ code: 'conflict' });
    expect(readFileSync(file, 'utf8')).toBe('changed');
    const none = await readState(join(box.folder, 'none'));
    writeFileSync(join(box.folder, 'none'), 'mine');
    await expect(swapFile(none, Buffer.from('new'), ID)).rejects.toMatchObject({ code: 'conflict' });
    expect(readFileSync(join(box.folder, 'none'), 'utf8')).toBe('mine');
    expect(readdirSync(box.folder).sort()).toEqual(['a.env', 'none']);
  });

  it('follows links to the file, and to the folder of one that is made', async () => {
    symlinkSync(file, join(box.folder, 'link'));
    expect(await readState(join(box.folder, 'link'))).toMatchObject({ file });
    mkdirSync(join(box.folder, 'real'));
    symlinkSync('real', join(box.folder, 'folder'));
    expect(await readState(join(box.folder, 'folder', 'x'))).toEqual({ file: join(realpathSync(box.folder), 'real', 'x'), bytes: null });
  });

  it('does not write to another name of the file', async () => {
    linkSync(file, join(box.folder, 'twin'));
    await swapFile(await readState(file), Buffer.from('new'), ID);
    expect(readFileSync(join(box.folder, 'twin'), 'utf8')).toBe('old');
  });

  it('says what keeps it from writing', async () => {
    const state = await readState(file);
    await expect(swapFile({ ...state, file: join(box.folder, 'gone', 'a') }, Buffer.from('x'), ID)).rejects.toMatchObject({ code: 'usage' });
    chmodSync(file, 0o444);
    await expect(checkWritable(file)).rejects.toMatchObject({ code: 'usage', message: expect.stringContaining('read-only') });
    await expect(readState(box.folder)).rejects.toMatchObject({ message: expect.stringContaining('not a file') });
  });

  it('finds what a killed process left, by the move and the file', async () => {
    const left = temporaryOf(file, ID);
    writeFileSync(left, 'left');
    await removeTemporary(file, 'another');
    expect(readFileSync(left, 'utf8')).toBe('left');
    await removeTemporary(file, ID);
    expect(readdirSync(box.folder)).toEqual(['a.env']);
  });

  it('keys its hashes', () => {
    expect(digestOf('a', 'x')).not.toBe(digestOf('b', 'x'));
    expect(digestOf('a', Buffer.from('x'))).toBe(digestOf('a', 'x'));
  });
});
