import { AppError } from '../shared/model/app-error.ts';
import type { Secret } from '../shared/model/secret.ts';
import { toInertJson } from '../shared/text/neutralise.ts';
import { askYes, canAsk, EXIT_CANCELLED } from './prompt.ts';
import { type Streams, writeAll } from './run.ts';

export interface PrintOptions {
  readonly format: 'text' | 'json';
  /** Allow a terminal to show it. */
  readonly show?: true;
  /** What the JSON says besides the value. */
  readonly about: Readonly<Record<string, unknown>>;
}

/**
 * Prints a value because that was asked for, to its exit status. Into a pipe or a file exactly, bytes as bytes, nothing added. On a terminal
 * it stays in the scroll-back and may be seen: there `--show` or a yes is needed, bytes are shown in base64, and the line is ended.
 */
export const printValue = async (streams: Streams, secret: Secret, encoding: 'text' | 'base64', options: PrintOptions): Promise<number> => {
  const { format, about } = options;
  const onTerminal = streams.out.isTTY === true;
  if (onTerminal && !options.show) {
    if (!canAsk(streams))
      throw new AppError('usage', 'a value is not shown on a terminal without being told to', 'Add --show, or pipe it into the program that wants it.');
    if (!(await askYes(streams, 'Show the value on this terminal?'))) return EXIT_CANCELLED;
  }
  const value = secret.reveal();
  if (format === 'json') await writeAll(streams.out, `${toInertJson({ ...about, encoding, value }, 2)}\n`);
  else if (onTerminal) await writeAll(streams.out, value.endsWith('\n') ? value : `${value}\n`);
  else await writeAll(streams.out, encoding === 'base64' ? Buffer.from(value, 'base64') : value);
  return 0;
};
