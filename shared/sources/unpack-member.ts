import { crc32 } from 'node:zlib';
import { createInflate, PORTION_BYTES, type Sink, type Unpacking, unpackInto, unpackStored } from './unpacking.ts';
import { type ByteSource, contentStart, type ZipEntry } from './zip.ts';

/** Unpacks a member of a zip file into a sink, a portion at a time. What is damaged or not supported is a problem under `path`. */
export function* unpackMember<T>(source: ByteSource, entry: ZipEntry, sink: Sink<T>, path: string, unpacking: Unpacking): Generator<T> {
  const damaged = (message: string) => unpacking.report('archive-unreadable', path, message);
  if (entry.isEncrypted) return damaged('it is encrypted');
  if (entry.method !== 0 && entry.method !== 8) return damaged(`it is packed by method ${entry.method}, which is not supported`);
  let at = contentStart(source, entry);
  let crc = 0;
  const { push, isCut } = unpackInto(entry.method === 8 ? createInflate() : unpackStored, sink, path, unpacking, (chunk) => {
    crc = crc32(chunk, crc);
  });
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
