import { isUtf8 } from 'node:buffer';

/** One entry of a tar file. */
export interface TarEntry {
  readonly name: string;
  readonly size: number;
  /** `0` and NUL are files; folders, links and devices have other letters and digits. */
  readonly type: string;
}

/** What a tar file consists of, in order: an entry is followed by its content in parts. */
export type TarEvent = { readonly entry: TarEntry } | { readonly content: Uint8Array } | { readonly end: true };

const BLOCK = 512;
/** Long names and extended headers are read into memory; no honest one comes near this. */
const MAX_HEADER_BYTES = 1024 ** 2;

const text = (bytes: Uint8Array): string => {
  const end = bytes.indexOf(0);
  const content = Buffer.from(end < 0 ? bytes : bytes.subarray(0, end));
  return content.toString(isUtf8(content) ? 'utf8' : 'latin1');
};

/** Octal digits, or, with the top bit set, a big-endian number (GNU, for 8 GiB and more). */
const number = (bytes: Uint8Array): number => {
  if ((bytes[0]! & 0x80) === 0) return Number.parseInt(text(bytes).trim() || '0', 8);
  return bytes.subarray(1).reduce((value, byte) => value * 256 + byte, bytes[0]! & 0x7f);
};

/** The sum of all bytes, those of the checksum itself taken for spaces. */
const hasValidChecksum = (header: Uint8Array): boolean => {
  let sum = 0;
  for (let i = 0; i < BLOCK; i += 1) sum += i >= 148 && i < 156 ? 32 : header[i]!;
  return sum === number(header.subarray(148, 156));
};

export const isTar = (start: Uint8Array): boolean => start.length >= BLOCK && start[0] !== 0 && hasValidChecksum(start);

/** Records of a pax header: `<length> <key>=<value>\n`. */
const paxValue = (records: string, key: string): string | undefined => {
  for (let at = 0; at < records.length; ) {
    const [head = '', length = ''] = /^(\d{1,7}) /.exec(records.slice(at, at + 8)) ?? [];
    if (head === '') return undefined;
    const record = records.slice(at + head.length, at + Number(length) - 1);
    if (record.startsWith(`${key}=`)) return record.slice(key.length + 1);
    at += Math.max(Number(length), head.length);
  }
  return undefined;
};

const entryOf = (header: Uint8Array, long: { name?: string; size?: number }): TarEntry => {
  const prefix = text(header.subarray(257, 262)) === 'ustar' ? text(header.subarray(345, 500)) : '';
  const name = text(header.subarray(0, 100));
  return {
    name: long.name ?? (prefix ? `${prefix}/${name}` : name),
    size: long.size ?? number(header.subarray(124, 136)),
    type: String.fromCharCode(header[156] || 0x30),
  };
};

/**
 * Reads tar (POSIX ustar and pax, GNU long names) as its bytes come. `push` throws an `Error` with a short message for what is
 * not tar; `end` tells whether the file was complete.
 */
export const createTarReader = () => {
  let waiting: Uint8Array = new Uint8Array(0);
  let entry: TarEntry | undefined;
  let left = 0;
  let padding = 0;
  let isOver = false;
  let long: { name?: string; size?: number } = {};
  let header: Uint8Array[] | undefined;

  const begin = (block: Uint8Array): TarEvent | undefined => {
    if (block.every((byte) => byte === 0)) {
      isOver = true;
      return undefined;
    }
    if (!hasValidChecksum(block)) throw new Error('a header is damaged');
    const next = entryOf(block, long);
    if (!Number.isSafeInteger(next.size) || next.size < 0) throw new Error('a header is damaged');
    entry = next;
    left = next.size;
    padding = (BLOCK - (next.size % BLOCK)) % BLOCK;
    if ('LKxg'.includes(next.type)) {
      if (next.size > MAX_HEADER_BYTES) throw new Error('an extended header is too large');
      header = [];
      return undefined;
    }
    long = {};
    return { entry };
  };

  /** A special entry's content says something about the entry that follows. */
  const finishHeader = (type: string, parts: readonly Uint8Array[]): void => {
    const content = Buffer.concat(parts);
    if (type === 'L') long.name = text(content);
    if (type !== 'x') return;
    const records = content.toString('latin1'); // lengths count bytes
    const path = paxValue(records, 'path');
    const size = paxValue(records, 'size');
    if (path !== undefined) long.name = text(Buffer.from(path, 'latin1'));
    if (size !== undefined && /^\d{1,15}$/.test(size)) long.size = Number(size);
  };

  function* push(chunk: Uint8Array): Generator<TarEvent> {
    let bytes = waiting.length > 0 ? Buffer.concat([waiting, chunk]) : chunk;
    waiting = new Uint8Array(0);
    while (bytes.length > 0 && !isOver) {
      if (entry && left > 0) {
        const content = bytes.subarray(0, left);
        bytes = bytes.subarray(content.length);
        left -= content.length;
        if (header) header.push(Buffer.from(content));
        else yield { content };
      } else if (padding > 0) {
        const skipped = Math.min(padding, bytes.length);
        bytes = bytes.subarray(skipped);
        padding -= skipped;
      } else if (bytes.length < BLOCK) {
        waiting = Buffer.from(bytes);
        return;
      } else {
        const event = begin(bytes.subarray(0, BLOCK));
        bytes = bytes.subarray(BLOCK);
        if (event) yield event;
      }
      if (entry && left === 0) {
        if (header) finishHeader(entry.type, header);
        else yield { end: true };
        header = undefined;
        entry = undefined;
      }
    }
  }

  return { push, isComplete: (): boolean => isOver || (left === 0 && padding === 0 && waiting.length === 0) };
};
