/**
 * `import 'watertight/register'` first, or `node --import watertight/register server.js`: the references of the environment and of `.env` are
 * resolved before the program starts. Where one can't be had, the program does not start.
 */
import { isMainThread } from 'node:worker_threads';
import { AppError, exitStatusOf } from '../shared/model/app-error.ts';
import { forLog } from '../shared/text/neutralise.ts';
import { framesOf } from '../shared/text/trace.ts';
import { resolveEnv } from './resolve-env.ts';

const describe = (error: unknown): string => {
  if (error instanceof AppError) return `watertight: the program is not started, for ${error.message}${error.hint === '' ? '' : `\n  ${error.hint}`}`;
  return `watertight: the program is not started: this is a bug. Please report it.\n${framesOf(error)
    .map((frame) => `    ${frame}`)
    .join('\n')}`;
};

// A worker thread starts with the environment of its parent, which is resolved.
if (isMainThread) {
  try {
    const { notes } = await resolveEnv();
    for (const note of notes) process.stderr.write(`${forLog(`watertight: ${note}`)}\n`);
  } catch (error) {
    process.stderr.write(`${forLog(describe(error))}\n`);
    process.exit(exitStatusOf(error));
  }
}
