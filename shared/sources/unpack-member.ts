import { crc32, inflateRawSync } from 'node:zlib';
import { createInflate, PORTION_BYTES, type Sink, type Unpacking, unpackInto, unpackStored } from './unpacking.ts';
import { type ByteSource, contentStart, type ZipEntry } from './zip.ts';

/** Members up to this size, packed and unpacked, are unpacked in one go by Node itself, which is four times as fast as in portions. */
const WHOLE_PACKED_BYTES = 4 * 1024 ** 2;
const WHOLE_BYTES = 32 * 1024 ** 2;

/** Node unpacks into buffers of this size, and joins them where one is not enough. */
const LEAST_CHUNK_BYTES = 16 * 1024;

/** Undefined for what is better unpacked in portions: large, damaged, or suspicious. */
const unpackWhole = (source: ByteSource, at: number, { method, packedBytes, unpackedBytes }: ZipEntry, { limits }: Unpacking): Uint8Array | undefined => {
  if (method !== 8 || packedBytes > WHOLE_PACKED_BYTES) return undefined;
  const packed = source.read(at, packedBytes);
  if (packed.length < packedBytes) return undefined;
  const maxOutputLength = Math.max(1, Math.min(WHOLE_BYTES, packedBytes * limits.maxUnpackRatio));
  // one buffer for all of it, and a byte to spare, or Node makes a second one to see that nothing follows
  const chunkSize = Math.max(LEAST_CHUNK_BYTES, Math.min(maxOutputLength, unpackedBytes) + 1);
  try {
    return inflateRawSync(packed, { maxOutputLength, chunkSize });
  } catch {
    return undefined; // in portions it is said what is wrong
  }
};

/** Unpacks a member of a zip file into a sink, a portion at a time. What is damaged or not supported is a problem under `path`. */
export function* unpackMember<T>(source: ByteSource, entry: ZipEntry, sink: Sink<T>, path: string, unpacking: Unpacking): Generator<T> {
  const damaged = (message: string) => unpacking.report('archive-unreadable', path, message);
  if (entry.isEncrypted) return damaged('it is encrypted');
  if (entry.method !== 0 && entry.method !== 8) return damaged(`it is packed by method ${entry.method}, which is not supported`);
  let at = contentStart(source, entry);
  const whole = unpackWhole(source, at, entry, unpacking);
  let crc = 0;
  const { push, isCut } = unpackInto(entry.method === 8 && whole === undefined ? createInflate() : unpackStored, sink, path, unpacking, (chunk) => {
    crc = crc32(chunk, crc);
  });
  if (whole !== undefined) {
    yield* push(whole, true);
    if (!isCut() && crc !== entry.crc) damaged('its checksum is wrong');
    return;
  }
  let left = entry.packedBytes;
  for (let isLast = false; !isLast; ) {
    const portion = source.read(at, Math.min(left, PORTION_BYTES));
    at += portion.length;
    left -= portion.length;
    isLast = left === 0 || portion.length === 0 || isCut();
    yield* push(portion, isLast);
  }
  if (isCut()) return;
  if (left > 0) damaged('it ends in the middle of a member');
  else if (crc !== entry.crc) damaged('its checksum is wrong');
}
