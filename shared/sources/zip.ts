import { isUtf8 } from 'node:buffer';

/** Bytes that can be read anywhere: a file, or an archive inside an archive. */
export interface ByteSource {
  readonly size: number;
  /** Fewer bytes than asked for at the end only. */
  readonly read: (start: number, length: number) => Uint8Array;
}

export interface ZipEntry {
  readonly name: string;
  readonly isEncrypted: boolean;
  readonly isLink: boolean;
  /** 0 stored, 8 deflated. */
  readonly method: number;
  readonly crc: number;
  readonly packedBytes: number;
  /** As the list says: it may be wrong. */
  readonly unpackedBytes: number;
  readonly headerAt: number;
}

const END = 0x06054b50;
const END_64 = 0x06064b50;
const LOCATOR_64 = 0x07064b50;
const CENTRAL = 0x02014b50;
const LOCAL = 0x04034b50;
/** The end record, 22 bytes, may be followed by a comment of up to 65,535. */
const END_BYTES = 22 + 65535;
const MAX_DIRECTORY_BYTES = 64 * 1024 ** 2;

const view = (bytes: Uint8Array): DataView => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);

/** Where the list of members is, and how much stands before the zip file, which its numbers do not count. */
interface Directory {
  readonly at: number;
  readonly bytes: number;
  readonly shift: number;
}

const isCentral = (source: ByteSource, at: number): boolean => {
  const start = view(source.read(at, 4));
  return start.byteLength === 4 && start.getUint32(0, true) === CENTRAL;
};

/** A program before it (self-extracting archives, Python's .pyz) moves all places in a zip file. */
const shiftOf = (source: ByteSource, at: number, expected: number): number => (expected > at && !isCentral(source, at) ? expected - at : 0);

/** Where the list of members is (APPNOTE 4.3.16, and 4.3.14 for more than 4 GiB). */
const findDirectory = (source: ByteSource): Directory => {
  const from = Math.max(0, source.size - END_BYTES);
  const tail = source.read(from, source.size - from);
  const data = view(tail);
  for (let i = tail.length - 22; i >= 0; i -= 1) {
    if (data.getUint32(i, true) !== END) continue;
    const bytes = data.getUint32(i + 12, true);
    const at = data.getUint32(i + 16, true);
    if (i < 20 || data.getUint32(i - 20, true) !== LOCATOR_64) {
      const shift = shiftOf(source, at, from + i - bytes);
      return { at: at + shift, bytes, shift };
    }
    const end64 = view(source.read(Number(data.getBigUint64(i - 12, true)), 56));
    if (end64.byteLength < 56 || end64.getUint32(0, true) !== END_64) throw new Error('the list of members is damaged');
    return { at: Number(end64.getBigUint64(48, true)), bytes: Number(end64.getBigUint64(40, true)), shift: 0 };
  }
  throw new Error('the list of members is missing');
};

/** Whether a file that does not start as a zip file ends as one. */
export const endsAsZip = (source: ByteSource): boolean => {
  try {
    return isCentral(source, findDirectory(source).at);
  } catch {
    return false;
  }
};

/** Numbers that do not fit into 32 bits are in the extra field 1, in this order (APPNOTE 4.5.3). */
const largeNumbers = (extra: Uint8Array, wanted: readonly number[]): number[] => {
  const data = view(extra);
  for (let at = 0; at + 4 <= extra.length; at += 4 + data.getUint16(at + 2, true)) {
    if (data.getUint16(at, true) !== 1) continue;
    let next = at + 4;
    return wanted.map((value) => {
      if (value !== 0xffffffff || next + 8 > extra.length) return value;
      next += 8;
      return Number(data.getBigUint64(next - 8, true));
    });
  }
  return [...wanted];
};

/** The members of a zip file by its own list. Throws an `Error` with a short message for what is not zip. */
export function* listZip(source: ByteSource): Generator<ZipEntry> {
  const { at, bytes, shift } = findDirectory(source);
  if (bytes > MAX_DIRECTORY_BYTES) throw new Error('the list of members is too large');
  const directory = source.read(at, bytes);
  if (directory.length < bytes) throw new Error('the list of members is damaged');
  const data = view(directory);
  for (let i = 0; i + 46 <= directory.length; ) {
    if (data.getUint32(i, true) !== CENTRAL) throw new Error('the list of members is damaged');
    const nameEnd = i + 46 + data.getUint16(i + 28, true);
    const extraEnd = nameEnd + data.getUint16(i + 30, true);
    const [unpackedBytes, packedBytes, headerAt] = largeNumbers(directory.subarray(nameEnd, extraEnd), [
      data.getUint32(i + 24, true),
      data.getUint32(i + 20, true),
      data.getUint32(i + 42, true),
    ]);
    const name = Buffer.from(directory.subarray(i + 46, nameEnd));
    yield {
      name: name.toString(isUtf8(name) ? 'utf8' : 'latin1'),
      isEncrypted: (data.getUint16(i + 8, true) & 1) === 1,
      isLink: (data.getUint16(i + 40, true) & 0o170000) === 0o120000,
      method: data.getUint16(i + 10, true),
      crc: data.getUint32(i + 16, true),
      packedBytes: packedBytes!,
      unpackedBytes: unpackedBytes!,
      headerAt: headerAt! + shift,
    };
    i = extraEnd + data.getUint16(i + 32, true);
  }
}

/** Where the packed content of a member starts: its own header has other lengths than the list. */
export const contentStart = (source: ByteSource, entry: ZipEntry): number => {
  const header = view(source.read(entry.headerAt, 30));
  if (header.byteLength < 30 || header.getUint32(0, true) !== LOCAL) throw new Error('the header of a member is damaged');
  return entry.headerAt + 30 + header.getUint16(26, true) + header.getUint16(28, true);
};
