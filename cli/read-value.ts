import { open } from 'node:fs/promises';
import { AppError } from '../shared/model/app-error.ts';
import { Secret } from '../shared/model/secret.ts';
import { askSecret, canAsk } from './prompt.ts';
import type { Streams } from './run.ts';

/** More than any store takes. */
const MAX_BYTES = 2_000_000;

export interface ValueOptions {
  /** A file, taken byte for byte; `-` is standard input, taken so too. */
  readonly fromFile?: string;
  /** The value is bytes, not text. */
  readonly binary?: true;
}

export interface GivenValue {
  readonly value: Secret;
  readonly encoding: 'text' | 'base64';
}

const WAYS = 'Pipe it in, name a file with --from-file, or run the command on a terminal to be asked.';

/**
 * The value to store: from a file, from a pipe (one line end at its end is taken off, which `echo` adds), or from a person who is asked.
 * Undefined when the person stops. Never from the arguments.
 * @throws AppError `usage`, `path-missing`, `secret-invalid`
 */
export const readNewValue = async (streams: Streams, question: string, { fromFile, binary }: ValueOptions): Promise<GivenValue | undefined> => {
  if (fromFile !== undefined && fromFile !== '-') return toValue(await readFileBytes(fromFile), binary);
  if (process.stdin.isTTY !== true) {
    const bytes = await readAll(process.stdin);
    if (bytes.length === 0) throw new AppError('usage', 'no value came on standard input', WAYS);
    return toValue(fromFile === '-' || binary ? bytes : withoutLineEnd(bytes), binary);
  }
  if (binary || fromFile === '-') throw new AppError('usage', 'bytes can not be typed on a terminal', 'Pipe them in, or name a file with --from-file.');
  if (!canAsk(streams)) throw new AppError('usage', 'there is no terminal on which to ask for the value', WAYS);
  const value = await askSecret(streams, question);
  return value && { value, encoding: 'text' };
};

const withoutLineEnd = (bytes: Buffer): Buffer => {
  const end = bytes.at(-1) === 10 ? (bytes.at(-2) === 13 ? 2 : 1) : 0;
  return bytes.subarray(0, bytes.length - end);
};

const toValue = (bytes: Buffer, binary: true | undefined): GivenValue => {
  if (binary) return { value: new Secret(bytes.toString('base64')), encoding: 'base64' };
  const text = bytes.toString('utf8');
  if (!Buffer.from(text, 'utf8').equals(bytes)) throw new AppError('secret-invalid', 'the value is not UTF-8 text', 'Store it as bytes with --binary.');
  return { value: new Secret(text), encoding: 'text' };
};

const tooLong = (): AppError =>
  new AppError('secret-invalid', `the value is longer than ${MAX_BYTES / 1e6} MB`, 'Keep files elsewhere, and their key in a secret.');

const readAll = async (chunks: AsyncIterable<Buffer | string>): Promise<Buffer> => {
  const parts: Buffer[] = [];
  let length = 0;
  for await (const chunk of chunks) {
    const part = typeof chunk === 'string' ? Buffer.from(chunk) : chunk;
    length += part.length;
    if (length > MAX_BYTES) throw tooLong();
    parts.push(part);
  }
  return Buffer.concat(parts);
};

const readFileBytes = async (path: string): Promise<Buffer> => {
  try {
    const file = await open(path, 'r');
    try {
      return await readAll(file.createReadStream({ autoClose: false }));
    } finally {
      await file.close();
    }
  } catch (cause) {
    if (cause instanceof AppError) throw cause;
    const { code = 'unknown error' } = cause as NodeJS.ErrnoException;
    throw new AppError('path-missing', `the file with the value can't be read: ${path}: ${code}`, 'Check the path given with --from-file.', { cause });
  }
};
