import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { gzipSync, strToU8, zipSync } from 'fflate';
import type { Problem } from '../../../shared/model/problem.ts';
import { PIECE_BYTES } from '../../../shared/sources/pieces.ts';
import { readItem, splitItem } from '../../../shared/sources/read-item.ts';
import { DEFAULT_READ_LIMITS, type ReadLimits, type SourceItem } from '../../../shared/sources/source-item.ts';
import { createTemporary, type Temporary } from './temporary.ts';

let temporary: Temporary;
beforeAll(() => {
  temporary = createTemporary();
});
afterAll(() => temporary.remove());

const LIMITS: ReadLimits = { ...DEFAULT_READ_LIMITS, archives: true };
const open = (bytes: Uint8Array, path: string, limits: Partial<ReadLimits> = {}) => {
  const problems: Problem[] = [];
  const item: SourceItem = { kind: 'bytes', path, bytes };
  const fragments = [...readItem(item, { ...LIMITS, ...limits }, (problem) => problems.push(problem))];
  const members = Object.fromEntries(fragments.map(({ origin, text }) => [origin.path, text]));
  return { fragments, members, problems, codes: problems.map(({ code, path: where, message }) => `${code} ${where}: ${message}`) };
};
const tar = (folder: string, ...args: string[]): Buffer => execFileSync('tar', ['-c', '-f', '-', ...args], { cwd: join(temporary.path, folder) });

describe('archives', () => {
  it('stay closed unless they are asked for', () => {
    expect(open(zipSync({ a: strToU8('x') }), 'a.zip', { archives: false })).toMatchObject({ fragments: [], problems: [] });
  });

  it('are opened by content, whatever their name', () => {
    const zip = zipSync({
      'folder/a.env': strToU8('A=1'),
      'é.txt': [strToU8('stored'), { level: 0 }],
      empty: strToU8(''),
      'node_modules/m.js': strToU8('x'),
      binary: Uint8Array.of(0, 1, 2, 3),
    });
    expect(open(zip, 'x.bin').members).toEqual({ 'x.bin!folder/a.env': 'A=1', 'x.bin!é.txt': 'stored', 'x.bin!empty': '' });
    expect(open(gzipSync(strToU8('a log\n')), 'logs/app.log.gz').members).toEqual({ 'logs/app.log.gz!app.log': 'a log\n' });
  });

  it('are read as git and tar write them', () => {
    temporary.init('repo');
    const long = `${'long/'.repeat(30)}${'name'.repeat(30)}`;
    temporary.write({ 'a.env': 'A=1\n', 'sub/é': 'é\n', [long]: 'long\n', big: 'line\n'.repeat(1000) }, 'repo');
    temporary.commit('repo', 'first');
    const expected = (archive: string) => ({
      [`${archive}!a.env`]: 'A=1\n',
      [`${archive}!sub/é`]: 'é\n',
      [`${archive}!${long}`]: 'long\n',
      [`${archive}!big`]: 'line\n'.repeat(1000),
    });
    for (const format of ['tar', 'tgz', 'zip']) {
      const bytes = execFileSync('git', ['archive', `--format=${format}`, 'HEAD'], { cwd: join(temporary.path, 'repo') });
      expect(open(bytes, `r.${format}`)).toMatchObject({ members: expected(`r.${format}`), problems: [] });
    }
    for (const format of ['gnu', 'pax', 'ustar']) {
      const bytes = tar('repo', `--format=${format}`, 'a.env', 'sub', 'big', ...(format === 'ustar' ? [] : [long]));
      const { [`t!${long}`]: _, ...short } = expected('t');
      expect(open(bytes, 't')).toMatchObject({ members: format === 'ustar' ? short : expected('t'), problems: [] });
    }
  });

  it('may be inside archives, to a depth', () => {
    const inner = zipSync({ secret: strToU8('deep') });
    const tgz = gzipSync(tarOf({ 'inner.zip': inner, 'two.log.gz': gzipSync(strToU8('two')) }));
    const outer = zipSync({ 'a.tgz': tgz });
    expect(open(outer, 'o.zip').members).toEqual({ 'o.zip!a.tgz!inner.zip!secret': 'deep', 'o.zip!a.tgz!two.log.gz!two.log': 'two' });
    expect(open(outer, 'o.zip', { maxArchiveDepth: 1 })).toMatchObject({
      members: {},
      codes: [
        'archive-limit o.zip!a.tgz!inner.zip: an archive inside 2 others is not opened',
        'archive-limit o.zip!a.tgz!two.log.gz: an archive inside 2 others is not opened',
      ],
    });
  });

  it('name their members without a way out', () => {
    const zip = zipSync({ '../../etc/passwd': strToU8('a'), '/abs': strToU8('b'), 'C:\\win\\x': strToU8('c'), 'new\nline': strToU8('d') });
    expect(open(zip, 'x.zip').members).toEqual({ 'x.zip!etc/passwd': 'a', 'x.zip!abs': 'b', 'x.zip!win/x': 'c', 'x.zip!new?line': 'd' });
  });

  it('are stopped by limits, and say so', () => {
    const bomb = zipSync({ a: new Uint8Array(30_000_000).fill(97) }, { level: 9 });
    const stopped = open(bomb, 'bomb.zip');
    expect(stopped.codes).toEqual(['archive-limit bomb.zip!a: it grows to more than 200 times its size when unpacked; it was not scanned to its end']);
    expect(stopped.problems[0]!.incomplete).toBe(true);
    const lines = Array.from({ length: 200_000 }, (_, i) => `line ${i * 7919}`).join('\n');
    expect(open(zipSync({ a: strToU8(lines), b: strToU8('b') }), 'x.zip', { maxUnpackedBytes: 1_000_000 }).codes).toEqual([
      'archive-limit x.zip!a: more than 1000000 bytes unpacked; the rest of the archive was not scanned',
    ]);
    const many = Object.fromEntries(Array.from({ length: 20 }, (_, i) => [`f${i}`, strToU8('x')]));
    const few = open(zipSync(many), 'x.zip', { maxArchiveEntries: 5 });
    expect(few.fragments).toHaveLength(5);
    expect(few.codes).toEqual(['archive-limit x.zip: more than 5 members; the rest of the archive was not scanned']);
    expect(open(tarOf(many), 'x.tar', { maxArchiveEntries: 5 }).codes).toEqual([
      'archive-limit x.tar: more than 5 members; the rest of the archive was not scanned',
    ]);
  });

  it('that are damaged or encrypted are a problem, and what is whole is read', () => {
    const zip = Buffer.from(zipSync({ a: [strToU8('first'), { level: 0 }], b: [strToU8('second'), { level: 0 }] }));
    const encrypted = Buffer.from(zip);
    encrypted[encrypted.indexOf('PK\x01\x02') + 8]! |= 1;
    expect(open(encrypted, 'x.zip')).toMatchObject({ members: { 'x.zip!b': 'second' }, codes: ['archive-unreadable x.zip!a: it is encrypted'] });
    const changed = Buffer.from(zip);
    changed[changed.indexOf('first')] = 0x46;
    expect(open(changed, 'x.zip').codes).toEqual(['archive-unreadable x.zip!a: its checksum is wrong']);
    expect(open(zip.subarray(0, 60), 'x.zip').codes).toEqual(['archive-unreadable x.zip: the list of members is missing']);
    const method = Buffer.from(zip);
    method[method.indexOf('PK\x01\x02') + 10] = 14;
    expect(open(method, 'x.zip').codes).toEqual(['archive-unreadable x.zip!a: it is packed by method 14, which is not supported']);
    const text = Array.from({ length: 5000 }, (_, i) => `${i * 7919}\n`).join('');
    const cutGzip = open(gzipSync(strToU8(text)).subarray(0, 10_000), 'x.gz');
    expect(cutGzip.codes).toEqual(['archive-unreadable x.gz: its checksum is wrong']);
    const cutTar = open(tarOf({ a: strToU8(text) }).subarray(0, 2000), 'x.tar');
    expect(cutTar.codes).toEqual(['archive-unreadable x.tar: it ends in the middle of a member']);
    expect(cutTar.members['x.tar!a']).toBe(text.slice(0, 1488));
    const badHeader = tarOf({ a: strToU8('a'), b: strToU8('b') });
    badHeader[1024] = 0x21;
    expect(open(badHeader, 'x.tar')).toMatchObject({ members: { 'x.tar!a': 'a' }, codes: ['archive-unreadable x.tar: a header is damaged'] });
  });

  it('may hold large files, which come in pieces, and are not split themselves', () => {
    const text = Array.from({ length: PIECE_BYTES / 5 }, (_, i) => `line ${i}\n`).join('');
    const bytes = gzipSync(strToU8(text), { level: 1 });
    temporary.write({ 'large.gz': bytes });
    const { fragments, problems } = open(bytes, 'large.gz');
    expect(problems).toEqual([]);
    expect(fragments.length).toBeGreaterThan(1);
    expect(fragments.map(({ text: shown, position }) => shown.slice(position!.own.start, position!.own.end)).join('') === text).toBe(true);
    expect(splitItem({ kind: 'file', path: 'x', absolute: join(temporary.path, 'large.gz'), bytes: 10_000_000 }, LIMITS)).toHaveLength(1);
  });

  it('never throw, whatever the bytes', () => {
    const zip = zipSync({ a: strToU8('text '.repeat(50)), 'b.gz': gzipSync(strToU8('b')) });
    const targets = [zip, gzipSync(strToU8('text '.repeat(50))), tarOf({ a: strToU8('a'), b: zip })];
    fc.assert(
      fc.property(fc.constantFrom(...targets), fc.array(fc.tuple(fc.nat(), fc.nat(255)), { maxLength: 8 }), fc.nat(), (target, edits, cut) => {
        const bytes = Uint8Array.from(target);
        for (const [at, value] of edits) bytes[at % bytes.length] = value;
        open(bytes.subarray(0, bytes.length - (cut % 5 === 0 ? cut % bytes.length : 0)), 'x');
      }),
      { numRuns: 500 },
    );
  });
});

/** A ustar file, made by hand. */
function tarOf(files: Readonly<Record<string, Uint8Array>>): Buffer {
  const blocks: Buffer[] = [];
  for (const [name, content] of Object.entries(files)) {
    const header = Buffer.alloc(512);
    header.write(name, 0);
    header.write('0000644\0', 100);
    header.write(`${content.length.toString(8).padStart(11, '0')}\0`, 124);
    header.write('        0', 148);
    header.write('ustar\x0000', 257);
    header.write(
      `${header
        .reduce((sum, byte) => sum + byte, 0)
        .toString(8)
        .padStart(6, '0')}\0 `,
      148,
    );
    blocks.push(header, Buffer.from(content), Buffer.alloc((512 - (content.length % 512)) % 512));
  }
  return Buffer.concat([...blocks, Buffer.alloc(1024)]);
}
