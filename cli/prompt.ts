import { Secret } from '../shared/model/secret.ts';
import type { Streams } from './run.ts';

/** 128 + 2, as a shell says of a program that Ctrl-C ended. */
export const EXIT_CANCELLED = 130;

/** Whether a person is there to ask: questions go to standard error, so that standard output can be piped. */
export const canAsk = ({ err }: Streams): boolean => process.stdin.isTTY === true && err.isTTY === true;

/** Asks for a value that is not shown while it is typed; undefined when the person stops. */
export const askSecret = async ({ err }: Streams, message: string): Promise<Secret | undefined> => {
  const { isCancel, password } = await import('@clack/prompts');
  const validate = (text: string | undefined) => ((text ?? '') === '' ? 'It must not be empty.' : undefined);
  const answer = await password({ message, validate, output: err });
  return isCancel(answer) ? undefined : new Secret(answer);
};

/** Asks a question; false also when the person stops. */
export const askYes = async ({ err }: Streams, message: string): Promise<boolean> => {
  const { confirm } = await import('@clack/prompts');
  return (await confirm({ message, initialValue: false, output: err })) === true;
};
