import type { Readable, Writable } from 'node:stream';
import type { StreamRedactor } from '../../shared/text/redact-stream.ts';

/** After this long without output, what may be the start of a value leaves too, as far as it may. */
const IDLE_MS = 20;

/**
 * Copies output through a redactor, byte for byte and without delay. Resolves when there is no more. Whoever reads us decides how fast the child
 * writes; when nobody reads any more, the child finds its output closed too.
 */
export const redactOutput = (from: Readable, to: Writable, redactor: StreamRedactor): Promise<void> =>
  new Promise((resolve) => {
    let idle: NodeJS.Timeout | undefined;
    let isOver = false;
    const write = (text: string): void => {
      if (text === '' || isOver) return;
      const isRoom = to.write(Buffer.from(text, 'latin1'));
      if (isRoom) return;
      from.pause();
      to.once('drain', () => from.resume());
    };
    const finish = (): void => {
      if (isOver) return;
      clearTimeout(idle);
      write(redactor.end());
      isOver = true;
      // Its own end may come right after: what was written must have left by then.
      to.write('', () => {
        to.off('error', stop);
        resolve();
      });
    };
    const stop = (): void => {
      isOver = true;
      clearTimeout(idle);
      from.destroy();
      resolve();
    };
    to.on('error', stop);
    from.on('data', (bytes: Buffer) => {
      write(redactor.push(bytes.toString('latin1')));
      if (idle === undefined) idle = setTimeout(() => write(redactor.idle()), IDLE_MS);
      else idle.refresh();
    });
    from.once('end', finish);
    from.once('close', finish);
    // A terminal that is gone reads as an error of input.
    from.once('error', finish);
  });
