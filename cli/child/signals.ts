/** Signals that somebody may send us and means for the child. The others keep their meaning. */
const PASSED_ON = ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT', 'SIGUSR1', 'SIGUSR2'] as const;

/** Those that Ctrl-C and Ctrl-\ send to every process of the terminal at once. */
const FROM_KEYS: readonly NodeJS.Signals[] = ['SIGINT', 'SIGQUIT'];

/** Passes signals on while a child runs; gives the end of that. */
export const passOnSignals = (send: (signal: NodeJS.Signals, fromKeys: boolean) => void, onResize?: () => void): (() => void) => {
  const listeners = PASSED_ON.map((signal) => ({ signal, before: process.listeners(signal), listener: () => send(signal, FROM_KEYS.includes(signal)) }));
  for (const { signal, listener } of listeners) {
    try {
      process.removeAllListeners(signal).on(signal, listener);
    } catch {
      // Windows does not know all of them.
    }
  }
  if (onResize !== undefined) process.on('SIGWINCH', onResize);
  return () => {
    for (const { signal, before, listener } of listeners) {
      process.off(signal, listener);
      for (const each of before) process.on(signal, each);
    }
    if (onResize !== undefined) process.off('SIGWINCH', onResize);
  };
};

/** Signals whose default is to write a core: ours would say nothing of the child. */
const WITH_CORE: readonly NodeJS.Signals[] = ['SIGQUIT', 'SIGILL', 'SIGTRAP', 'SIGABRT', 'SIGBUS', 'SIGFPE', 'SIGSEGV', 'SIGXCPU', 'SIGXFSZ', 'SIGSYS'];

/**
 * Ends as the child did, by the same signal, so that whoever called us sees it: a shell stops its loop only then. Where that is not to be, or
 * does not work, gives the status that a shell would give. `forGroup`: Ctrl-C is for every process of our group, as it would have been without us.
 */
export const dieBy = async (signal: NodeJS.Signals, statusOfShell: number, forGroup: boolean): Promise<number> => {
  if (process.platform === 'win32' || WITH_CORE.includes(signal)) return statusOfShell;
  process.removeAllListeners(signal);
  process.kill(forGroup && signal === 'SIGINT' ? 0 : process.pid, signal);
  await new Promise((resolve) => setTimeout(resolve, 1000));
  return statusOfShell;
};
