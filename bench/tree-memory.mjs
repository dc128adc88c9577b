// Memory of a process and of all that it started, together: on Linux, where /proc tells.
import { readdirSync, readFileSync } from 'node:fs';

const EVERY_MS = 20;

const textOf = (path) => {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return ''; // it has ended
  }
};

const threadsOf = (pid) => {
  try {
    return readdirSync(`/proc/${pid}/task`);
  } catch {
    return [];
  }
};

/** Kilobytes that are resident, and those of its children. */
const residentOf = (pid) => {
  const own = Number(/^VmRSS:\s+(\d+)/m.exec(textOf(`/proc/${pid}/status`))?.[1] ?? 0);
  const children = threadsOf(pid).flatMap((thread) => textOf(`/proc/${pid}/task/${thread}/children`).split(' ').filter(Boolean));
  return children.reduce((sum, child) => sum + residentOf(child), own);
};

/** @returns {() => number} ends it, and gives the most megabytes that were seen at a time; 0 where there is no /proc */
export const watchMemory = (pid) => {
  let most = 0;
  const timer = setInterval(() => {
    most = Math.max(most, residentOf(pid));
  }, EVERY_MS);
  return () => {
    clearInterval(timer);
    return most / 1000;
  };
};
