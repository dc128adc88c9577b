import type { Clock } from '../../shared/resolve/clock.ts';

export interface FakeClock extends Clock {
  /** Moves time on; what falls due on the way runs in its order, each with time to settle. */
  readonly advance: (ms: number) => Promise<void>;
  /** Timers that wait, those in the background too. */
  readonly waiting: () => number;
}

/** Lets everything that is ready to run do so: promises, and what they start. */
export const settle = async (): Promise<void> => {
  for (let turn = 0; turn < 5; turn++) await new Promise((resolve) => setImmediate(resolve));
};

export const createFakeClock = (start = Date.UTC(2026, 0, 1)): FakeClock => {
  let now = start;
  const timers = new Set<{ readonly at: number; readonly run: () => void }>();
  return {
    now: () => now,
    after: (ms, run) => {
      const timer = { at: now + ms, run };
      timers.add(timer);
      return () => timers.delete(timer);
    },
    advance: async (ms) => {
      const end = now + ms;
      for (;;) {
        await settle();
        const [next] = [...timers].filter((timer) => timer.at <= end).sort((a, b) => a.at - b.at);
        if (next === undefined) break;
        timers.delete(next);
        now = Math.max(now, next.at);
        next.run();
      }
      now = end;
      await settle();
    },
    waiting: () => timers.size,
  };
};
