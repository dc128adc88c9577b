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

export interface TextQuestion {
  readonly initial: string;
  readonly example: string;
  readonly isNeeded: boolean;
}

/** Asks for a line of text that may be shown; undefined when the person stops. */
export const askText = async ({ err }: Streams, message: string, { initial, example, isNeeded }: TextQuestion): Promise<string | undefined> => {
  const { isCancel, text } = await import('@clack/prompts');
  const validate = (answer: string | undefined) => (isNeeded && (answer ?? '').trim() === '' ? 'It must not be empty.' : undefined);
  const answer = await text({ message, initialValue: initial, placeholder: example, validate, output: err });
  return isCancel(answer) ? undefined : (answer ?? '').trim();
};

export interface Choice<T> {
  readonly value: T;
  readonly label: string;
  readonly hint: string;
}

/** Asks for one of several; undefined when the person stops. */
export const askChoice = async <T extends string>({ err }: Streams, message: string, choices: readonly Choice<T>[], initial: T): Promise<T | undefined> => {
  const { isCancel, select } = await import('@clack/prompts');
  const answer = await select<string>({ message, options: [...choices], initialValue: initial, output: err });
  return isCancel(answer) ? undefined : (answer as T);
};
