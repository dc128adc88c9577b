import { AppError } from '../model/app-error.ts';

/** One call of a provider while it runs: all of its requests and waits end together. */
export interface Call {
  readonly signal: AbortSignal;
  /** Milliseconds until the deadline; negative after it. */
  readonly leftMs: () => number;
}

/**
 * Runs `work` for at most `deadlineMs`, or until the caller's signal says stop, even where `work` looks at neither.
 * @throws AppError `timeout`; what `work` throws otherwise
 */
export const withDeadline = async <T>(store: string, deadlineMs: number, stop: AbortSignal | undefined, work: (call: Call) => Promise<T>): Promise<T> => {
  const controller = new AbortController();
  const startedAt = performance.now();
  let end: (error: AppError) => void = () => {};
  const ended = new Promise<never>((_, reject) => {
    end = (error) => {
      reject(error);
      controller.abort(error);
    };
  });
  ended.catch(() => {});
  const stopped = (): void => end(new AppError('timeout', `the call was stopped: ${store}`));
  const timer = setTimeout(
    () =>
      end(
        new AppError(
          'timeout',
          `no answer in ${deadlineMs / 1000} s: ${store}`,
          'Is it slow, or out of reach from here? WATERTIGHT_TIMEOUT sets how long to wait.',
        ),
      ),
    deadlineMs,
  );
  if (stop?.aborted) stopped();
  stop?.addEventListener('abort', stopped, { once: true });
  try {
    return await Promise.race([ended, work({ signal: controller.signal, leftMs: () => deadlineMs - (performance.now() - startedAt) })]);
  } finally {
    clearTimeout(timer);
    stop?.removeEventListener('abort', stopped);
  }
};
