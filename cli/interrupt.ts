/** What Ctrl-C asked for. */
export interface Interrupt {
  /** Aborted at the first signal. */
  readonly signal: AbortSignal;
  /** The exit status that a shell expects of a program that the signal ended; undefined while there was none. */
  readonly status: () => number | undefined;
  /** Signals end the process again, as they did before. */
  readonly stop: () => void;
}

const STATUS = { SIGINT: 130, SIGTERM: 143 } as const;

/** Takes Ctrl-C as a wish: the work that goes on may come to a safe point first. A second one ends the process. */
export const onInterrupt = (tell: () => void): Interrupt => {
  const controller = new AbortController();
  const before = process.listeners('SIGINT');
  let status: number | undefined;
  const stop = (): void => {
    // Never without a listener, not for a moment: a second signal that comes just then would end the process by itself.
    for (const listener of before) if (!process.listeners('SIGINT').includes(listener)) process.on('SIGINT', listener);
    process.off('SIGINT', first).off('SIGTERM', first);
  };
  const first = (name: NodeJS.Signals): void => {
    status = STATUS[name as keyof typeof STATUS];
    stop();
    controller.abort();
    tell();
  };
  process.on('SIGINT', first).on('SIGTERM', first);
  for (const listener of before) process.off('SIGINT', listener);
  return { signal: controller.signal, status: () => status, stop };
};
