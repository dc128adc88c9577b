import { AppError } from '../../shared/model/app-error.ts';

/** What a call fails with; an error that is not ours, or none, fails the test. */
export const failureOf = async (call: Promise<unknown>): Promise<AppError> => {
  const result = await call.then(
    (value) => ({ value }),
    (error: unknown) => ({ error }),
  );
  if ('error' in result && result.error instanceof AppError) return result.error;
  throw new Error(`this should fail with an AppError: ${'error' in result ? String(result.error) : 'it did not fail'}`);
};

/** All that a person may get to see of an error, its causes and its trace included. */
export const everythingOf = (error: unknown): string => {
  const parts: string[] = [];
  for (let current = error, depth = 0; current instanceof Error && depth < 10; current = current.cause, depth++)
    parts.push(current.name, current.message, current.stack ?? '', JSON.stringify(current), current instanceof AppError ? current.hint : '');
  return parts.join('\n');
};

/** The codes that calls fail with, each once. */
export const codesOf = async (calls: readonly Promise<unknown>[]): Promise<string[]> => [
  ...new Set((await Promise.all(calls.map(failureOf))).map(({ code }) => code)),
];
