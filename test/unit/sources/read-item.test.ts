import { rmSync, symlinkSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Finding } from '../../../shared/model/finding.ts';
import type { Fragment } from '../../../shared/model/fragment.ts';
import type { Problem } from '../../../shared/model/problem.ts';
import { type Extent, measure, NOWHERE, ownExtent, plus, shiftFinding } from '../../../shared/sources/extent.ts';
import { listFiles } from '../../../shared/sources/list-files.ts';
import { PIECE_BYTES, WHOLE_BYTES } from '../../../shared/sources/pieces.ts';
import { readItem, splitItem } from '../../../shared/sources/read-item.ts';
import { DEFAULT_READ_LIMITS, type SourceItem } from '../../../shared/sources/source-item.ts';
import { indexLines } from '../../../shared/text/lines.ts';
import { collect, createTemporary, env, type Temporary } from './temporary.ts';

let temporary: Temporary;
beforeAll(() => {
  temporary = createTemporary();
});
afterAll(() => temporary.remove());

const itemOf = async (path: string): Promise<SourceItem> => (await collect(listFiles([path], { cwd: temporary.path, env })))[0]!;
const read = (item: SourceItem, limits = DEFAULT_READ_LIMITS): { fragments: Fragment[]; problems: Problem[] } => {
  const problems: Problem[] = [];
  return { fragments: [...readItem(item, limits, (problem) => problems.push(problem))], problems };
};
const ownText = ({ text, position }: Fragment) => text.slice(position!.own.start, position!.own.end);

describe('reading', () => {
  it('gives the text of a small file, an empty one too, and nothing for a binary one', async () => {
    temporary.write({ small: 'ä\n', empty: '', binary: Buffer.from([0, 1, 2, 3]) });
    expect(read(await itemOf('small')).fragments).toEqual([{ text: 'ä\n', origin: { path: 'small' } }]);
    expect(read(await itemOf('empty')).fragments).toEqual([{ text: '', origin: { path: 'empty' } }]);
    expect(read(await itemOf('binary'))).toEqual({ fragments: [], problems: [] });
  });

  it('says what it could not read', async () => {
    temporary.write({ gone: 'x', big: 'x'.repeat(100) });
    const gone = await itemOf('gone');
    rmSync(join(temporary.path, 'gone'));
    expect(read(gone).problems).toEqual([{ code: 'file-unreadable', path: 'gone', message: 'the file vanished before it could be read', incomplete: true }]);
    expect(read(await itemOf('big'), { ...DEFAULT_READ_LIMITS, maxFileBytes: 99 }).problems).toMatchObject([
      { code: 'file-too-large', path: 'big', incomplete: true },
    ]);
    symlinkSync('/proc/self/mem', join(temporary.path, 'memory'));
    expect(read({ kind: 'file', path: 'memory', absolute: join(temporary.path, 'memory'), bytes: 0 }).problems).toMatchObject([
      { code: 'file-unreadable', incomplete: true },
    ]);
  });

  it('says that a large file shrank', async () => {
    temporary.write({ shrinking: 'line\n'.repeat(WHOLE_BYTES / 4) });
    const item = await itemOf('shrinking');
    truncateSync(join(temporary.path, 'shrinking'), PIECE_BYTES + 100);
    expect(read(item).problems).toMatchObject([{ code: 'file-changed', incomplete: true }]);
  });

  it('turns lines into ranges', () => {
    const bytes = Buffer.from('one\rstill one\ntwo\r\nthree\nfour');
    const added = (...addedLines: { from: number; to: number }[]) => {
      const [fragment] = read({ kind: 'bytes', path: 'f', bytes, addedLines }).fragments;
      return fragment!.added!.map(({ start, end }) => fragment!.text.slice(start, end));
    };
    expect(added({ from: 2, to: 2 })).toEqual(['two\r\n']);
    expect(added({ from: 1, to: 1 }, { from: 3, to: 4 })).toEqual(['one\rstill one\n', 'three\nfour']);
    expect(added({ from: 5, to: 9 })).toEqual([]);
    expect(read({ kind: 'bytes', path: 'f', bytes: Buffer.from('a\nb', 'utf16le'), addedLines: [] }).fragments[0]!.added).toBeUndefined();
  });
});

/** Lines of very different lengths, some longer than a piece's context, with characters of 1 to 4 bytes. */
const longText = (lineEnd: string): string => {
  let seed = 7;
  const random = (below: number) => {
    seed = (seed * 1103515245 + 12345) & 0x7fffffff;
    return seed % below;
  };
  const lines: string[] = [];
  for (let length = 0; length < PIECE_BYTES * 2.1; ) {
    const line = ['äx', 'äx', '€uro', '\u{1f600}!'][random(4)]!.repeat(random(2000) === 0 ? 100_000 : random(200));
    lines.push(line);
    length += line.length;
  }
  return lines.join(lineEnd);
};

describe('large files', () => {
  const cases: [string, (text: string) => Uint8Array, string][] = [
    ['UTF-8, \\n', (text) => Buffer.from(text), longText('\n')],
    ['UTF-8 with a mark, \\r\\n', (text) => Buffer.from(`\ufeff${text}`), longText('\r\n')],
    ['lone \\r', (text) => Buffer.from(text), longText('\r')],
    ['UTF-16 LE with a mark', (text) => Buffer.from(`\ufeff${text}`, 'utf16le'), longText('\n')],
    ['UTF-16 BE with a mark', (text) => Buffer.from(`\ufeff${text}`, 'utf16le').swap16(), longText('\r\n')],
    ['no line end at all', (text) => Buffer.from(text), '€x'.repeat(PIECE_BYTES)],
    ['Latin-1', (text) => Buffer.from(text, 'latin1'), 'key=wért\n'.repeat(PIECE_BYTES / 2.9)],
  ];

  it.each(cases)('come in pieces that join to the whole: %s', async (_, encode, text) => {
    temporary.write({ large: encode(text) });
    const item = await itemOf('large');
    const { fragments, problems } = read(item);
    expect(problems).toEqual([]);
    expect(fragments.length).toBeGreaterThan(1);
    expect(fragments.map(ownText).join('') === text).toBe(true);
    const lines = indexLines(text);
    for (const { text: shown, position } of fragments) {
      expect(text.startsWith(shown, position!.offset)).toBe(true);
      expect(position!.line).toBe(lines.lineOf(position!.offset));
      if (position!.offset > 0) expect(position!.column).toBe(position!.offset - lines.startOf(position!.line));
    }

    // The same pieces read apart, in another order, then placed by what the pieces before them measure.
    const apart = splitItem(item).map((piece) => read(piece).fragments[0]!);
    expect(apart.map(({ text: shown, position }) => [shown.length, position!.own])).toEqual(
      fragments.map(({ text: shown, position }) => [shown.length, position!.own]),
    );
    let base: Extent = NOWHERE;
    for (const fragment of apart) {
      const { own, line, offset, column } = fragment.position!;
      const at = Math.min(own.start + 5, own.end);
      const place = indexLines(fragment.text).placeOf({ start: at, end: at });
      const right = place.startLine === 1 ? (column ?? 0) : 0;
      const relative = {
        startLine: place.startLine + line,
        startColumn: place.startColumn + right,
        endLine: place.endLine + line,
        endColumn: place.endColumn + right,
      };
      const shifted = shiftFinding({ range: { start: at + offset, end: at + offset }, place: relative, related: [relative] } as unknown as Finding, base);
      expect(shifted.range.start).toBe(base.units + at - own.start);
      expect(shifted.place).toEqual(lines.placeOf(shifted.range));
      base = plus(base, ownExtent(fragment));
    }
    expect(base).toEqual(measure(text));
  });

  it('show the text around a piece', async () => {
    temporary.write({ log: 'a line of text\n'.repeat(PIECE_BYTES / 4.5) });
    const { fragments } = read(await itemOf('log'));
    const middle = fragments[1]!;
    expect(middle.position!.own.start).toBeGreaterThan(30_000);
    expect(middle.text.length - middle.position!.own.end).toBeGreaterThan(30_000);
    expect([middle.text.startsWith('a line'), ownText(middle).startsWith('a line'), middle.text.endsWith('\n')]).toEqual([true, true, true]);
  });

  it('are not split when they are small or binary', async () => {
    temporary.write({ 'binary-large': Buffer.alloc(WHOLE_BYTES + 10, '\x01\0\x02\xff', 'latin1'), 'text-large': Buffer.alloc(WHOLE_BYTES + 10, 'a\n') });
    expect(splitItem(await itemOf('binary-large'))).toHaveLength(1);
    expect(read(await itemOf('binary-large')).fragments).toEqual([]);
    expect(splitItem(await itemOf('text-large'))).toHaveLength(2);
  });
});
