import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { PIECE_BYTES } from '../../../shared/sources/pieces.ts';
import { readItem } from '../../../shared/sources/read-item.ts';
import { readStream } from '../../../shared/sources/stdin.ts';
import { collect, createTemporary, type Temporary } from './temporary.ts';

let temporary: Temporary;
beforeAll(() => {
  temporary = createTemporary();
});
afterAll(() => temporary.remove());

async function* inChunks(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

const fragmentsOf = async (bytes: Uint8Array, size: number) =>
  (await collect(readStream(inChunks(bytes, size), 'ci.log'))).flatMap((item) => [...readItem(item)]);

describe('standard input', () => {
  it('is a file with the name it is given', async () => {
    expect(await fragmentsOf(Buffer.from('a\nb'), 2)).toEqual([{ text: 'a\nb', origin: { path: 'ci.log' } }]);
    expect(await fragmentsOf(Buffer.alloc(0), 1)).toEqual([{ text: '', origin: { path: 'ci.log' } }]);
    expect(await fragmentsOf(Buffer.from('\ufeffa', 'utf16le'), 1)).toEqual([{ text: 'a', origin: { path: 'ci.log' } }]);
    expect(await fragmentsOf(Buffer.alloc(100_000), 999)).toEqual([]);
  });

  it.each([1, 2, 2.0001, 2.5, 3, 4.2])('of %d pieces is cut as the same file would be, whatever the chunks', async (pieces) => {
    const bytes = Buffer.from('a line of ünïcode text\n'.repeat((PIECE_BYTES * pieces) / 20)).subarray(0, PIECE_BYTES * pieces);
    const absolute = join(temporary.path, 'file');
    writeFileSync(absolute, bytes);
    const asFile = [...readItem({ kind: 'file', path: 'ci.log', absolute, bytes: bytes.length })];
    for (const size of [64 * 1024, 1_000_003, bytes.length]) {
      const streamed = await fragmentsOf(bytes, size);
      expect(streamed.map(({ position }) => position)).toEqual(asFile.map(({ position }) => position));
      expect(streamed.every(({ text }, i) => text === asFile[i]!.text)).toBe(true);
    }
  });
});
