import { crc32 } from 'node:zlib';
import { Gunzip, Inflate } from 'fflate';
import type { Fragment, Origin } from '../model/fragment.ts';
import type { ProblemCode } from '../model/problem.ts';
import type { ReadLimits } from './source-item.ts';

/** Packed bytes are unpacked in such portions: deflate makes at most 1,032 bytes of one, so at most 17 MB at a time. */
export const PORTION_BYTES = 16 * 1024;
const MIN_SUSPICIOUS_BYTES = 1024 ** 2;

/** One outermost archive that is being read: everything inside counts against its limits. */
export interface Unpacking {
  readonly limits: ReadLimits;
  readonly origin: Origin;
  readonly report: (code: ProblemCode, path: string, message: string) => void;
  entries: number;
  bytes: number;
  isOver: boolean;
}

/** Takes content as it is unpacked. */
export interface Sink<T = Fragment> {
  readonly push: (chunk: Uint8Array) => Generator<T>;
  readonly end: () => Generator<T>;
}

/** For problems: errors of our own readers and of fflate say no content. */
export const messageOf = (error: unknown): string => (typeof error === 'object' && error !== null && 'message' in error ? String(error.message) : 'damaged');

const stop = (unpacking: Unpacking, path: string, message: string): void => {
  if (!unpacking.isOver) unpacking.report('archive-limit', path, `${message}; the rest of the archive was not scanned`);
  unpacking.isOver = true;
};

/** Whether another member may be read. */
export const admit = (unpacking: Unpacking, path: string): boolean => {
  unpacking.entries += 1;
  if (unpacking.entries > unpacking.limits.maxArchiveEntries) stop(unpacking, path, `more than ${unpacking.limits.maxArchiveEntries} members`);
  return !unpacking.isOver;
};

/** Counts unpacked bytes; false when it is too much, in all or for what it was packed in. */
const account = (unpacking: Unpacking, path: string, member: { packed: number; unpacked: number }, chunk: Uint8Array): boolean => {
  const { maxUnpackedBytes, maxUnpackRatio } = unpacking.limits;
  unpacking.bytes += chunk.length;
  member.unpacked += chunk.length;
  if (unpacking.bytes > maxUnpackedBytes) stop(unpacking, path, `more than ${maxUnpackedBytes} bytes unpacked`);
  else if (member.unpacked > MIN_SUSPICIOUS_BYTES && member.unpacked > maxUnpackRatio * member.packed) {
    unpacking.report('archive-limit', path, `it grows to more than ${maxUnpackRatio} times its size when unpacked; it was not scanned to its end`);
    return false;
  }
  return !unpacking.isOver;
};

/** What a portion unpacks to. Throws an `Error` with a short message when the content is damaged. */
export type Unpack = (portion: Uint8Array, isLast: boolean) => Uint8Array[];

export const createInflate = (): Unpack => {
  const stream = new Inflate();
  return (portion, isLast) => {
    const chunks: Uint8Array[] = [];
    stream.ondata = (chunk) => chunks.push(chunk);
    stream.push(portion, isLast);
    return chunks;
  };
};

/** Checks what fflate does not: the last 8 bytes of gzip are checksum and length of the (last) content, so a cut file is noticed. */
export const createGunzip = (): Unpack => {
  const stream = new Gunzip();
  let tail: Buffer = Buffer.alloc(0);
  let crc = 0;
  stream.onmember = () => {
    crc = 0;
  };
  return (portion, isLast) => {
    tail = Buffer.concat([tail, portion.subarray(-8)]).subarray(-8);
    const chunks: Uint8Array[] = [];
    stream.ondata = (chunk) => {
      crc = crc32(chunk, crc);
      chunks.push(chunk);
    };
    stream.push(portion, isLast);
    if (isLast && (tail.length < 8 || tail.readUInt32LE(0) !== crc)) throw new Error('its checksum is wrong');
    return chunks;
  };
};

export const unpackStored: Unpack = (portion) => [portion];

/** Unpacks portions into a sink. Damage ends it with a problem; what was unpacked until then is scanned. */
export const unpackInto = <T>(unpack: Unpack, sink: Sink<T>, path: string, unpacking: Unpacking, onChunk = (_: Uint8Array) => {}) => {
  const member = { packed: 0, unpacked: 0 };
  let isOver = false;
  const unpackPart = (part: Uint8Array, isLast: boolean): Uint8Array[] => {
    member.packed += part.length;
    try {
      return unpack(part, isLast);
    } catch (error) {
      isOver = true;
      unpacking.report('archive-unreadable', path, messageOf(error));
      return [];
    }
  };
  function* push(portion: Uint8Array, isLast: boolean): Generator<T> {
    for (let at = 0; (at < portion.length || (isLast && at === 0)) && !isOver; at += PORTION_BYTES) {
      for (const chunk of unpackPart(portion.subarray(at, at + PORTION_BYTES), isLast && at + PORTION_BYTES >= portion.length)) {
        isOver ||= !account(unpacking, path, member, chunk);
        if (isOver) break;
        onChunk(chunk);
        yield* sink.push(chunk);
      }
    }
    if (isLast) yield* sink.end();
  }
  /** `isCut`: whether damage or a limit ended it. */
  return { push, isCut: () => isOver };
};
