import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { basename, resolve } from 'node:path';
import { AppError } from '../model/app-error.ts';
import type { SourceRequest } from '../scan/list-source.ts';
import { archiveKind } from '../sources/archive.ts';
import { errorCode } from '../sources/problems.ts';
import { DEFAULT_READ_LIMITS } from '../sources/source-item.ts';
import type { ByteSource } from '../sources/zip.ts';
import { readZipMembers } from '../sources/zip-members.ts';

/** Something that distributes over unions, which `Omit` does not. */
type Without<T, Key extends PropertyKey> = T extends unknown ? Omit<T, Key> : never;

/** Logs that can be read twice: to scan them, and to learn more of the lines that matter. */
export interface LogSource {
  readonly source: Without<SourceRequest, 'cwd' | 'env' | 'exclude'>;
  /** Gives the content of the files that are wanted, each in chunks. */
  readonly readFiles: (isWanted: (path: string) => boolean, take: (path: string, chunks: Iterable<Uint8Array>) => void) => void;
  readonly close: () => void;
}

/** A zip file of logs. */
const zipSource = (zip: ByteSource, close = (): void => {}): LogSource => ({
  source: { kind: 'zip', zip },
  readFiles: (isWanted, take) => {
    for (const { path, chunks } of readZipMembers(zip, DEFAULT_READ_LIMITS, isWanted)) take(path, chunks);
  },
  close,
});

const bytesSource = (bytes: Uint8Array): ByteSource => ({ size: bytes.length, read: (start, length) => bytes.subarray(start, start + length) });

const CHUNK_BYTES = 256 * 1024;

function* chunksOf({ size, read }: ByteSource): Generator<Uint8Array> {
  for (let at = 0; at < size; at += CHUNK_BYTES) yield read(at, Math.min(CHUNK_BYTES, size - at));
}

const streamOf = async function* (bytes: ByteSource): AsyncGenerator<Uint8Array> {
  yield* chunksOf(bytes);
};

/** One log as it is. */
const textSource = (bytes: ByteSource, path: string, close = (): void => {}): LogSource => ({
  source: { kind: 'stream', path, chunks: streamOf(bytes) },
  readFiles: (isWanted, take) => {
    if (isWanted(path)) take(path, chunksOf(bytes));
  },
  close,
});

const isZip = (bytes: ByteSource): boolean => archiveKind(bytes.read(0, 512)) === 'zip';

/**
 * The logs of a run in memory, as GitHub gives them: a zip file.
 * @throws AppError `incomplete` for anything else, as a page of an error that came with a good status
 */
export const logsInMemory = (bytes: Uint8Array, what: string): LogSource => {
  const source = bytesSource(bytes);
  if (isZip(source)) return zipSource(source);
  throw new AppError('incomplete', `what was downloaded is no zip file of logs: ${what}`, 'Try again later, or download it yourself and scan the file.');
};

/**
 * Logs in a file: a zip file, or the log of one job, as `gh run view --log` or a browser saved it. Close it in the end.
 * @throws AppError `path-missing`; `nothing-scanned` for an empty file, `incomplete` for one that is a zip file by its name alone
 */
export const openLogFile = (cwd: string, path: string): LogSource => {
  let file: number | undefined;
  try {
    file = openSync(resolve(cwd, path), 'r');
    const stat = fstatSync(file);
    if (!stat.isFile())
      throw new AppError(
        'path-missing',
        `this is no file: ${path}`,
        'Name a zip file of logs or a log; for a folder with unpacked ones: `watertight scan FOLDER`.',
      );
    const handle = file;
    const read = (start: number, length: number): Uint8Array => {
      const bytes = Buffer.allocUnsafe(Math.max(0, Math.min(length, stat.size - start)));
      return bytes.subarray(0, readSync(handle, bytes, 0, bytes.length, start));
    };
    const bytes: ByteSource = { size: stat.size, read };
    const close = (): void => closeSync(handle);
    if (stat.size === 0) throw new AppError('nothing-scanned', `the log is empty: ${path}`, 'Was it downloaded whole?');
    if (isZip(bytes)) return zipSource(bytes, close);
    if (/\.zip$/i.test(path)) throw new AppError('incomplete', `this is no zip file, though it is called one: ${path}`, 'Download it again.');
    return textSource(bytes, basename(path), close);
  } catch (error) {
    if (file !== undefined) closeSync(file);
    if (error instanceof AppError) throw error;
    throw new AppError('path-missing', `the log can't be read: ${path} (${errorCode(error)})`, 'Name a run by its number or address, a zip file or a log.');
  }
};
