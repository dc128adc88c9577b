import type { Fragment, Origin } from '../model/fragment.ts';
import type { ProblemCode } from '../model/problem.ts';
import { binaryFragment, toFragment } from './cut-item.ts';
import { createStreamCutter } from './cut-stream.ts';
import { sniff } from './encoding.ts';
import { isInSkippedFolder, toMemberName } from './path-names.ts';
import type { OnProblem } from './problems.ts';
import type { ReadLimits } from './source-item.ts';
import { createTarReader, isTar } from './tar.ts';
import { unpackMember } from './unpack-member.ts';
import { admit, createGunzip, messageOf, PORTION_BYTES, type Sink, type Unpacking, unpackInto } from './unpacking.ts';
import { type ByteSource, listZip } from './zip.ts';

export type ArchiveKind = 'zip' | 'gzip' | 'tar';

/** Enough of the beginning to tell: a tar header. */
export const ARCHIVE_SNIFF_BYTES = 512;
/** An archive inside an archive is held in memory when it is a zip, because its list of members is at its end. */
const MAX_INNER_ZIP_BYTES = 256 * 1024 ** 2;

/** What is packed in a way that is not opened, by its first bytes (the formats' own descriptions). */
const UNOPENED: readonly (readonly [string, readonly number[]])[] = [
  ['7z', [0x37, 0x7a, 0xbc, 0xaf, 0x27, 0x1c]],
  ['xz', [0xfd, 0x37, 0x7a, 0x58, 0x5a, 0x00]],
  ['bzip2', [0x42, 0x5a, 0x68]],
  ['zstd', [0x28, 0xb5, 0x2f, 0xfd]],
  ['rar', [0x52, 0x61, 0x72, 0x21, 0x1a, 0x07]],
  ['lz4', [0x04, 0x22, 0x4d, 0x18]],
  ['lzip', [0x4c, 0x5a, 0x49, 0x50]],
  ['compress', [0x1f, 0x9d]],
  ['cab', [0x4d, 0x53, 0x43, 0x46, 0, 0, 0, 0]],
];

/** Says, of a file that is about to leave, that nobody could look into it. */
export const isUnopened = (start: Uint8Array, path: string, { leaving }: ReadLimits, onProblem: OnProblem): boolean => {
  const [name] = UNOPENED.find(([, bytes]) => bytes.every((byte, at) => start[at] === byte)) ?? [];
  // text can begin with these letters
  if (!leaving || name === undefined || sniff(start) !== undefined) return false;
  onProblem({ code: 'archive-unreadable', path, message: `it is packed as ${name}, which is not opened`, incomplete: true });
  return true;
};

/** What kind of archive this is, by its content. */
export const archiveKind = (start: Uint8Array): ArchiveKind | undefined => {
  const [a, b, c, d] = start;
  if (a === 0x50 && b === 0x4b && ((c === 3 && d === 4) || (c === 5 && d === 6) || (c === 7 && d === 8))) return 'zip';
  if (a === 0x1f && b === 0x8b && c === 8) return 'gzip';
  return isTar(start) ? 'tar' : undefined;
};

const isSkipped = (member: string, { limits }: Unpacking): boolean => !limits.leaving && isInSkippedFolder(member);

const gzipSink = (path: string, depth: number, unpacking: Unpacking): Sink => {
  const inner = path
    .slice(Math.max(path.lastIndexOf('/'), path.lastIndexOf('!')) + 1)
    .replace(/\.t?gz$/i, (ending) => (ending.toLowerCase() === '.tgz' ? '.tar' : ''));
  const sink = memberSink(path, toMemberName(inner), depth, unpacking, true);
  const { push } = unpackInto(createGunzip(), sink, path, unpacking);
  return { push: (chunk) => push(chunk, false), end: () => push(new Uint8Array(0), true) };
};

const tarSink = (path: string, depth: number, unpacking: Unpacking): Sink => {
  const reader = createTarReader();
  let member: Sink | undefined;
  let isOver = false;
  function* push(chunk: Uint8Array): Generator<Fragment> {
    if (isOver || unpacking.isOver) return;
    try {
      for (const event of reader.push(chunk)) {
        if ('entry' in event) {
          const { name, type } = event.entry;
          const isFile = '07'.includes(type) && !name.endsWith('/') && !isSkipped(toMemberName(name), unpacking);
          member = isFile && admit(unpacking, path) ? memberSink(path, toMemberName(name), depth, unpacking) : undefined;
          if (type === 'S') unpacking.report('archive-unreadable', `${path}!${toMemberName(name)}`, 'sparse files are not supported');
        } else if ('content' in event) yield* member?.push(event.content) ?? [];
        else yield* member?.end() ?? [];
      }
    } catch (error) {
      isOver = true;
      unpacking.report('archive-unreadable', path, messageOf(error));
      yield* member?.end() ?? [];
    }
  }
  function* end(): Generator<Fragment> {
    if (isOver || unpacking.isOver || reader.isComplete()) return;
    unpacking.report('archive-unreadable', path, 'it ends in the middle of a member');
    yield* member?.end() ?? [];
  }
  return { push, end };
};

/** Collects an inner zip file. */
const zipSink = (path: string, depth: number, unpacking: Unpacking): Sink => {
  let chunks: Uint8Array[] = [];
  let size = 0;
  // biome-ignore lint/correctness/useYield: a sink that gives nothing before its end
  function* push(chunk: Uint8Array): Generator<Fragment> {
    size += chunk.length;
    if (size <= MAX_INNER_ZIP_BYTES) chunks.push(chunk);
    else chunks = [];
  }
  function* end(): Generator<Fragment> {
    if (size > MAX_INNER_ZIP_BYTES)
      return unpacking.report('archive-limit', path, `a zip file of more than ${MAX_INNER_ZIP_BYTES} bytes inside an archive was not opened`);
    const bytes = Buffer.concat(chunks);
    yield* readZip({ size, read: (start, length) => bytes.subarray(start, start + length) }, path, depth, unpacking);
  }
  return { push, end };
};

const sinkOf = (kind: ArchiveKind, path: string, depth: number, unpacking: Unpacking): Sink =>
  ({ zip: zipSink, gzip: gzipSink, tar: tarSink })[kind](path, depth, unpacking);

/**
 * Takes a member of an archive: text, a binary file, or another archive, which is known by its first bytes. The tar inside a gzip
 * is the same archive (`isWrapped`): its members are named `a.tgz!member`, and it is not one level deeper.
 */
const memberSink = (archive: string, name: string, depth: number, unpacking: Unpacking, isWrapped = false): Sink => {
  const path = `${archive}!${name}`;
  let start: Uint8Array | undefined = new Uint8Array(0);
  let sink: Sink | undefined;
  const choose = (bytes: Uint8Array): Sink => {
    const kind = archiveKind(bytes);
    if (kind === 'tar' && isWrapped) return tarSink(archive, depth, unpacking);
    if (kind && depth < unpacking.limits.maxArchiveDepth) return sinkOf(kind, path, depth + 1, unpacking);
    if (kind) unpacking.report('archive-limit', path, `an archive inside ${depth + 1} others is not opened`);
    const origin = { ...unpacking.origin, path };
    isUnopened(bytes, path, unpacking.limits, ({ code, message }) => unpacking.report(code, path, message));
    const cutter = createStreamCutter((cut, isBinary) => (isBinary ? binaryFragment(cut, origin) : toFragment(cut, origin)), unpacking.limits.binaries);
    return {
      *push(chunk) {
        yield* cutter.push(chunk);
      },
      *end() {
        yield* cutter.end();
      },
    };
  };
  function* open(): Generator<Fragment> {
    const bytes = start!;
    start = undefined;
    sink = choose(bytes);
    yield* sink.push(bytes);
  }
  return {
    *push(chunk) {
      if (sink) return yield* sink.push(chunk);
      start = Buffer.concat([start!, chunk]);
      if (start.length >= ARCHIVE_SNIFF_BYTES) yield* open();
    },
    *end() {
      if (!sink) yield* open();
      yield* sink!.end();
    },
  };
};

function* readZip(source: ByteSource, path: string, depth: number, unpacking: Unpacking): Generator<Fragment> {
  try {
    for (const entry of listZip(source)) {
      if (entry.name.endsWith('/') || entry.isLink || isSkipped(toMemberName(entry.name), unpacking)) continue;
      if (!admit(unpacking, path)) return;
      try {
        const name = toMemberName(entry.name);
        yield* unpackMember(source, entry, memberSink(path, name, depth, unpacking), `${path}!${name}`, unpacking);
      } catch (error) {
        unpacking.report('archive-unreadable', `${path}!${toMemberName(entry.name)}`, messageOf(error));
      }
    }
  } catch (error) {
    unpacking.report('archive-unreadable', path, messageOf(error));
  }
}

/**
 * Everything in an archive, members named `archive.zip!folder/member`. Never throws for what is in it, holds one portion at a
 * time (and inner zip files), and says with a problem what it left out.
 */
export function* readArchive(source: ByteSource, kind: ArchiveKind, origin: Origin, limits: ReadLimits, onProblem: OnProblem): Generator<Fragment> {
  const report = (code: ProblemCode, path: string, message: string) => onProblem({ code, path, message, incomplete: true });
  const unpacking: Unpacking = { limits, origin, report, entries: 0, bytes: 0, isOver: false };
  if (kind === 'zip') return yield* readZip(source, origin.path, 0, unpacking);
  const sink = sinkOf(kind, origin.path, 0, unpacking);
  for (let at = 0; at < source.size && !unpacking.isOver; at += PORTION_BYTES) yield* sink.push(source.read(at, Math.min(PORTION_BYTES, source.size - at)));
  yield* sink.end();
}
