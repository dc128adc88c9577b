import { format } from 'node:util';
import Mocha from 'mocha';

/** Defines tests with Mocha's `describe` and `it`, runs them in the host, and says the numbers in the last line. */
export const runWithMocha = (define: () => void): Promise<void> =>
  new Promise((resolve, reject) => {
    const mocha = new Mocha({ ui: 'bdd', color: false, timeout: 600_000, reporter: 'spec' });
    mocha.suite.emit('pre-require', globalThis as unknown as Mocha.MochaGlobals, '', mocha);
    define();
    const runner = mocha.run((failures) => {
      const stats = runner.stats;
      console.log(format('%d passed, %d failed', stats?.passes ?? 0, failures));
      if (failures > 0) reject(new Error(`${failures} failed`));
      else resolve();
    });
  });

/** How long something may take that takes moments: the machine may be busy. */
export const WAIT_MS = 180_000;

/** Waits until something holds. */
export const until = async <Result>(what: string, test: () => Result | undefined | false, limitMs = WAIT_MS): Promise<Result> => {
  const end = Date.now() + limitMs;
  for (;;) {
    const result = test();
    if (result !== undefined && result !== false) return result;
    if (Date.now() > end) throw new Error(`waited in vain: ${what}`);
    await new Promise((done) => setTimeout(done, 20));
  }
};
