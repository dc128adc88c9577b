/** Time, as the resolver sees it. Tests pass one of their own. */
export interface Clock {
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** Runs once after `ms`; the result stops it. A background timer must not keep a process alive that has nothing else to do. */
  readonly after: (ms: number, run: () => void, background: boolean) => () => void;
}

/** The longest wait that `setTimeout` takes (a signed 32-bit number); longer ones would run at once. */
const MAX_WAIT_MS = 2 ** 31 - 1;

export const SYSTEM_CLOCK: Clock = {
  now: () => Date.now(),
  after: (ms, run, background) => {
    const timer = setTimeout(run, Math.min(Math.max(ms, 0), MAX_WAIT_MS));
    if (background) timer.unref();
    return () => clearTimeout(timer);
  },
};
