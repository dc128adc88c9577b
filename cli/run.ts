import { AppError, exitStatusOf } from '../shared/model/app-error.ts';
import { forLog } from '../shared/text/neutralise.ts';
import { framesOf } from '../shared/text/trace.ts';

/** Where a command writes. Reports go to `out`; everything else goes to `err`. */
export interface Streams {
  readonly out: NodeJS.WriteStream;
  readonly err: NodeJS.WriteStream;
}

/** The text for an error: what failed, then what to do. A bug shows where it happened, without values. */
export const describeError = (error: unknown): string => {
  if (error instanceof AppError) return forLog(`watertight: ${error.message}${error.hint === '' ? '' : `\n  ${error.hint}`}`);
  const trace = framesOf(error)
    .map((frame) => `    ${frame}`)
    .join('\n');
  const name = error instanceof Error ? error.name : typeof error;
  return forLog(`watertight: this is a bug (${name}). Please report it, with the command that you ran.\n${trace}`);
};

/** Runs a command to its exit status; errors are described on `err`. */
export const runCommand = async (streams: Streams, command: () => Promise<number>): Promise<number> => {
  try {
    return await command();
  } catch (error) {
    streams.err.write(`${describeError(error)}\n`);
    return exitStatusOf(error);
  }
};

/** Writes and waits until the text has left, so that a pipe gets all of it before the process ends; false when the reader went away before that. */
export const writeWhole = (stream: NodeJS.WritableStream, text: string | Uint8Array): Promise<boolean> =>
  new Promise((resolve, reject) => {
    stream.write(text, (error) => {
      const code = (error as NodeJS.ErrnoException | null | undefined)?.code;
      if (error === null || error === undefined || code === 'EPIPE') resolve(code !== 'EPIPE');
      else reject(new AppError('usage', `the report can't be written to standard output: ${code}`, 'Is the disk full?', { cause: error }));
    });
  });

/** The same for what nothing depends on: a closed pipe (`| head`) is no error. */
export const writeAll = async (stream: NodeJS.WritableStream, text: string | Uint8Array): Promise<void> => void (await writeWhole(stream, text));
