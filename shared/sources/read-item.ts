import { closeSync, openSync, readFileSync, readSync } from 'node:fs';
import type { Fragment, Origin } from '../model/fragment.ts';
import { type ArchiveKind, archiveKind, isUnopened, readArchive } from './archive.ts';
import { decode } from './decode.ts';
import { type Encoding, SNIFF_BYTES, type Sniffed, sniff } from './encoding.ts';
import { NOWHERE, ownExtent, plus } from './extent.ts';
import { addedRanges } from './line-ranges.ts';
import { cutPiece, decodePiece, MARGIN_BYTES, PIECE_BYTES, pieceCount, WHOLE_BYTES, type Window } from './pieces.ts';
import { type OnProblem, unreadable } from './problems.ts';
import { type BytesItem, DEFAULT_READ_LIMITS, type FileItem, type LineRange, type PieceItem, type ReadLimits, type SourceItem } from './source-item.ts';
import { type ByteSource, endsAsZip } from './zip.ts';

const originOf = ({ path, tracked, commit }: Omit<BytesItem, 'kind' | 'bytes' | 'addedLines'>): Origin => ({
  path,
  ...(tracked === undefined ? {} : { tracked }),
  ...(commit === undefined ? {} : { commit }),
});

/** Reads as much as there is, up to the length of `bytes`. */
const fill = (bytes: Buffer, file: number, start: number): Buffer => {
  let filled = 0;
  while (filled < bytes.length) {
    const read = readSync(file, bytes, filled, bytes.length - filled, start + filled);
    if (read === 0) break;
    filled += read;
  }
  return bytes.subarray(0, filled);
};

const readAt = (file: number, start: number, length: number): Buffer => fill(Buffer.allocUnsafe(length), file, start);

/** One for each thread, used again and again: what is read into it is decoded at once. It keeps memory flat. */
let made: Buffer | undefined;
const scratch = (length: number): Buffer => {
  made ??= Buffer.allocUnsafeSlow(2 * PIECE_BYTES + 2 * MARGIN_BYTES);
  return made.subarray(0, length);
};

/** Only a piece and its context are in memory at a time. */
const readWindow = (file: number, index: number, count: number, size: number): Window => {
  const start = Math.max(0, index * PIECE_BYTES - MARGIN_BYTES);
  const end = index + 1 === count ? size : Math.min(size, (index + 1) * PIECE_BYTES + MARGIN_BYTES);
  return { bytes: fill(scratch(end - start), file, start), start, size };
};

/** A small file: opened, read and closed, nothing else. Its size is asked for again only when it is not what it was. */
const readWhole = ({ absolute, bytes }: FileItem): Buffer => {
  const file = openSync(absolute, 'r');
  try {
    const content = scratch(bytes + 1);
    const length = readSync(file, content, 0, bytes + 1, 0);
    return length === bytes ? content.subarray(0, length) : readFileSync(absolute);
  } finally {
    closeSync(file);
  }
};

/** In UTF-16 git sees line ends inside of characters, so its line numbers are worthless: then the whole text counts. */
const addedIn = (fragment: Fragment, lines: readonly LineRange[] | undefined, encoding: Encoding): Pick<Fragment, 'added'> =>
  lines === undefined || encoding !== 'utf-8' ? {} : { added: addedRanges(fragment, lines) };

/** Where in a fragment of an item the additions are, for each commit that it counts for. */
const withAdded = (fragment: Fragment, { addedLines, again }: BytesItem | PieceItem, encoding: Encoding): Fragment => ({
  ...fragment,
  ...addedIn(fragment, addedLines, encoding),
  ...(again === undefined ? {} : { again: { commit: again.commit, ...addedIn(fragment, again.addedLines, encoding) } }),
});

const fragmentOfPiece = (item: PieceItem): Fragment => withAdded({ ...decodePiece(item.piece, item.base), origin: originOf(item) }, item, item.piece.encoding);

/** All of it counts. */
const asWhole = (fragment: Fragment, { again }: BytesItem): Fragment => (again === undefined ? fragment : { ...fragment, again: { commit: again.commit } });

/** Bytes that are no text, as characters 0 to 255. */
const fragmentOfBinary = (item: BytesItem): Fragment =>
  asWhole({ text: Buffer.from(item.bytes).toString('latin1'), origin: originOf(item), isBinary: true }, item);

const fragmentOfBytes = (item: BytesItem, { binaries }: ReadLimits): Fragment | undefined => {
  const sniffed = sniff(item.bytes);
  if (sniffed === undefined) return binaries ? fragmentOfBinary(item) : undefined;
  const text = decode(item.bytes.subarray(sniffed.bomBytes), sniffed.encoding);
  return withAdded({ text, origin: originOf(item) }, item, sniffed.encoding);
};

const sourceOf = ({ bytes }: BytesItem): ByteSource => ({ size: bytes.length, read: (at, length) => bytes.subarray(at, at + length) });

function* readInnerFiles(item: BytesItem, archive: ArchiveKind, limits: ReadLimits, onProblem: OnProblem): Generator<Fragment> {
  for (const fragment of readArchive(sourceOf(item), archive, originOf(item), limits, onProblem)) yield asWhole(fragment, item);
}

function* readBytes(item: BytesItem, limits: ReadLimits, onProblem: OnProblem): Generator<Fragment> {
  const archive = limits.archives ? archiveKind(item.bytes) : undefined;
  if (archive) return yield* readInnerFiles(item, archive, limits, onProblem);
  const fragment = fragmentOfBytes(item, limits);
  if (fragment) yield fragment;
  if (fragment && !fragment.isBinary) return;
  isUnopened(item.bytes, item.path, limits, onProblem);
  if (limits.archives && endsAsZip(sourceOf(item))) yield* readInnerFiles(item, 'zip', limits, onProblem);
}

function* readPieces(item: FileItem, file: number, sniffed: Sniffed, onProblem: OnProblem): Generator<Fragment> {
  const count = pieceCount(item.bytes);
  const origin = originOf(item);
  let base = NOWHERE;
  for (let index = item.piece?.index ?? 0; index < (item.piece ? item.piece.index + 1 : count); index += 1) {
    const window = readWindow(file, index, count, item.bytes);
    if (window.start + window.bytes.length < Math.min(item.bytes, (index + 1) * PIECE_BYTES)) {
      onProblem({ code: 'file-changed', path: item.path, message: 'the file became shorter while it was read', incomplete: true });
      return;
    }
    const fragment: Fragment = { ...decodePiece(cutPiece(window, index, count, sniffed), base), origin };
    yield fragment;
    base = plus(base, ownExtent(fragment));
  }
}

function* readLargeFile(item: FileItem, limits: ReadLimits, onProblem: OnProblem): Generator<Fragment> {
  const file = openSync(item.absolute, 'r');
  try {
    const start = readAt(file, 0, SNIFF_BYTES);
    const source: ByteSource = { size: item.bytes, read: (at, length) => readAt(file, at, length) };
    const archive = limits.archives ? archiveKind(start) : undefined;
    if (archive) return yield* readArchive(source, archive, originOf(item), limits, onProblem);
    const sniffed = sniff(start);
    if (sniffed !== undefined) return yield* readPieces(item, file, sniffed, onProblem);
    if (limits.binaries) for (const fragment of readPieces(item, file, { encoding: 'utf-8', bomBytes: 0 }, onProblem)) yield { ...fragment, isBinary: true };
    isUnopened(start, item.path, limits, onProblem);
    if (limits.archives && endsAsZip(source)) yield* readArchive(source, 'zip', originOf(item), limits, onProblem);
  } finally {
    closeSync(file);
  }
}

function* readFileItem(item: FileItem, limits: ReadLimits, onProblem: OnProblem): Generator<Fragment> {
  if (item.bytes > limits.maxFileBytes) {
    onProblem({ code: 'file-too-large', path: item.path, message: `${item.bytes} bytes, the limit is ${limits.maxFileBytes}`, incomplete: true });
    return;
  }
  try {
    if (item.bytes > WHOLE_BYTES) {
      yield* readLargeFile(item, limits, onProblem);
      return;
    }
    yield* readBytes({ ...item, kind: 'bytes', bytes: readWhole(item) }, limits, onProblem);
  } catch (error) {
    onProblem(unreadable(item.path, error));
  }
}

/**
 * Reads one item: none, one or many fragments; none for a binary file. Synchronous, because nothing is faster for thousands of
 * small files, and because workers run it. Never throws; what could not be read is a problem.
 */
export function* readItem(item: SourceItem, limits: ReadLimits = DEFAULT_READ_LIMITS, onProblem: OnProblem = () => {}): Generator<Fragment> {
  if (item.kind === 'piece') yield fragmentOfPiece(item);
  else if (item.kind === 'file') yield* readFileItem(item, limits, onProblem);
  else yield* readBytes(item, limits, onProblem);
}

/**
 * A large text file as items that can be read independently, everything else as it is.
 * For piece `i`: shift its findings by the sum of `ownExtent` of the fragments of pieces `0..i-1`.
 */
export const splitItem = (item: SourceItem, limits: ReadLimits = DEFAULT_READ_LIMITS): readonly SourceItem[] => {
  if (item.kind !== 'file' || item.piece || item.bytes <= WHOLE_BYTES || item.bytes > limits.maxFileBytes) return [item];
  let file: number | undefined;
  try {
    file = openSync(item.absolute, 'r');
    const start = readAt(file, 0, SNIFF_BYTES);
    if (sniff(start) === undefined || (limits.archives && archiveKind(start))) return [item];
  } catch {
    return [item]; // reading it will say why
  } finally {
    if (file !== undefined) closeSync(file);
  }
  const count = pieceCount(item.bytes);
  return Array.from({ length: count }, (_, index) => ({ ...item, piece: { index, count } }));
};
