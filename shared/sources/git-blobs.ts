import { toItem } from './cut-item.ts';
import { createStreamCutter } from './cut-stream.ts';
import { type Git, streamGit } from './git.ts';
import type { Change } from './parse-diff.ts';
import { measurePiece, WHOLE_BYTES } from './pieces.ts';
import type { OnProblem } from './problems.ts';
import type { BytesItem, ReadLimits, SourceItem } from './source-item.ts';

/** Objects that are asked for ahead of reading. Their ids must fit into a pipe (64 KiB), or git and we would wait for each other. */
const AHEAD = 256;

/** Reads lines and counted bytes from a stream. */
const createReader = (stream: AsyncIterable<Buffer>) => {
  const chunks = stream[Symbol.asyncIterator]();
  let buffer: Buffer = Buffer.alloc(0);
  const more = async (): Promise<boolean> => {
    const { done, value } = await chunks.next();
    if (done) return false;
    buffer = buffer.length > 0 ? Buffer.concat([buffer, value]) : value;
    return true;
  };
  return {
    /** A line without its end, or undefined when the stream ends. */
    line: async (): Promise<string | undefined> => {
      for (let at = buffer.indexOf(10); ; at = buffer.indexOf(10)) {
        if (at >= 0) {
          const line = buffer.toString('latin1', 0, at);
          buffer = buffer.subarray(at + 1);
          return line;
        }
        if (!(await more())) return undefined;
      }
    },
    /** The next `length` bytes, in parts as they come. */
    async *bytes(length: number): AsyncGenerator<Buffer> {
      for (let left = length; left > 0; ) {
        if (buffer.length === 0 && !(await more())) return;
        const part = buffer.subarray(0, left);
        buffer = buffer.subarray(part.length);
        left -= part.length;
        yield part;
      }
    },
  };
};

/** A piece that none of the added lines is in need not be read. */
const isAdded = (item: SourceItem, { addedLines, again }: Change): boolean => {
  if (item.kind !== 'piece' || item.piece.encoding !== 'utf-8') return true;
  const first = item.base.lines + 1;
  const last = first + measurePiece(item.piece).lines;
  const isIn = (lines: Change['addedLines']): boolean => lines === undefined || lines.some(({ from, to }) => from <= last && to >= first);
  return isIn(addedLines) || (again !== undefined && isIn(again.addedLines));
};

const originOf = ({ path, commit, addedLines, again, cacheKey }: Change): Omit<BytesItem, 'kind' | 'bytes'> => ({
  path,
  ...(commit === undefined ? {} : { commit }),
  ...(addedLines === undefined ? {} : { addedLines }),
  ...(again === undefined ? {} : { again }),
  ...(cacheKey === undefined ? {} : { cacheKey }),
});

async function* largeBlob(parts: AsyncIterable<Buffer>, change: Change): AsyncGenerator<SourceItem> {
  const from = originOf(change);
  const cutter = createStreamCutter((cut) => toItem(cut, from));
  for await (const part of parts) for (const item of cutter.push(part)) if (isAdded(item, change)) yield item;
  for (const item of cutter.end()) if (isAdded(item, change)) yield item;
}

/** Joins the parts of a small blob into memory of its own. */
const collect = async (parts: AsyncIterable<Buffer>, size: number): Promise<Uint8Array | undefined> => {
  const bytes = new Uint8Array(size);
  let filled = 0;
  for await (const part of parts) {
    bytes.set(part, filled);
    filled += part.length;
  }
  return filled === size ? bytes : undefined;
};

/**
 * Reads the blobs of changes through one `git cat-file --batch`, in order. `change.path` is the path as reported. Small
 * blobs come as bytes, large ones in pieces, so memory stays flat.
 */
export async function* readBlobs(git: Git, changes: AsyncIterable<Change>, limits: ReadLimits, onProblem: OnProblem): AsyncGenerator<SourceItem> {
  const cat = streamGit(git, ['cat-file', '--batch']);
  const reader = createReader(cat.stdout);
  const source = changes[Symbol.asyncIterator]();
  const waiting: Change[] = [];
  let hasMore = true;
  const ask = async (): Promise<void> => {
    if (!hasMore || waiting.length > AHEAD / 2) return;
    let asked = '';
    while (hasMore && waiting.length < AHEAD) {
      const { done, value } = await source.next();
      hasMore = done !== true;
      if (!value) break;
      waiting.push(value);
      asked += `${value.objectId}\n`;
    }
    cat.stdin.write(asked);
  };
  try {
    for (await ask(); waiting.length > 0; await ask()) {
      const change = waiting.shift()!;
      const { path } = change;
      const header = await reader.line();
      const [, size] = /^[0-9a-f]+ blob (\d+)$/.exec(header ?? '') ?? [];
      if (size === undefined) {
        if (header === undefined) await cat.ended;
        onProblem({ code: 'git-unreadable', path, message: `object ${change.objectId} is not in the repository`, incomplete: true });
        continue;
      }
      const bytes = Number(size);
      const parts = reader.bytes(bytes);
      if (bytes > limits.maxFileBytes) {
        for await (const _ of parts);
        onProblem({ code: 'file-too-large', path, message: `${bytes} bytes, the limit is ${limits.maxFileBytes}`, incomplete: true });
      } else if (bytes > WHOLE_BYTES) yield* largeBlob(parts, change);
      else {
        const content = await collect(parts, bytes);
        if (content === undefined) onProblem({ code: 'git-unreadable', path, message: 'git ended early', incomplete: true });
        else yield { ...originOf(change), kind: 'bytes', bytes: content };
      }
      await reader.line(); // the line end behind the content
    }
  } finally {
    cat.stop();
    await source.return?.(undefined);
  }
}
