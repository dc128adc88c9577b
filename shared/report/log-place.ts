import type { LogOrigin } from '../model/fragment.ts';

/** Names of steps are whatever a workflow says: the first line of a script, without a name of its own. */
const MAX_NAME = 120;

/** Who wrote a line of a log, in words. `show` makes a name harmless where it is shown. */
export const whereInLog = ({ job, step }: LogOrigin, show: (name: string) => string): string => {
  const name = (text: string): string => show(text.length > MAX_NAME ? `${text.slice(0, MAX_NAME)}…` : text);
  return [job === undefined ? '' : `job ${name(job)}`, step === undefined ? '' : `step ${name(step)}`].filter((text) => text !== '').join(', ');
};
