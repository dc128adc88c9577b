import { randomUUID } from 'node:crypto';
import { accessSync, appendFileSync, constants } from 'node:fs';
import { EOL } from 'node:os';
import { AppError } from '../shared/model/app-error.ts';

/** Files by which a step tells the runner something; the runner reads them when the step has ended. */
export type CommandFile = 'GITHUB_ENV' | 'GITHUB_OUTPUT' | 'GITHUB_STATE';

/** Undefined where the environment names none: outside of a workflow nobody reads it. */
const pathOf = (file: CommandFile): string | undefined => {
  const path = process.env[file] ?? '';
  if (path === '') return undefined;
  try {
    accessSync(path, constants.W_OK);
    return path;
  } catch (cause) {
    throw new AppError('usage', `this file can't be written: ${file}`, 'It must name a file, as the runner makes it.', { cause });
  }
};

/**
 * Before anything is written. What stands in `needed` must be there at all.
 * @throws AppError `usage` when one of them can't be written
 */
export const checkCommandFiles = (needed: readonly CommandFile[]): void => {
  for (const file of ['GITHUB_STATE', 'GITHUB_OUTPUT', 'GITHUB_ENV'] as const)
    if (pathOf(file) === undefined && needed.includes(file))
      throw new AppError('usage', `the environment names no file for this: ${file}`, 'Run it in a workflow.');
};

/**
 * Writes pairs of names and values in one piece: all of them or none. The end of a value is a random word, so that no value can hold it
 * (https://docs.github.com/actions/reference/workflows-and-actions/workflow-commands, multiline strings). Without a file nothing is written.
 * @throws AppError `usage`
 */
export const writeCommandFile = (file: CommandFile, pairs: readonly (readonly [name: string, value: string])[]): void => {
  const path = pathOf(file);
  if (path === undefined) return;
  const text = pairs.map(([name, value]) => {
    const end = `watertight_${randomUUID()}`;
    return `${name}<<${end}${EOL}${value}${EOL}${end}${EOL}`;
  });
  try {
    appendFileSync(path, text.join(''));
  } catch (cause) {
    throw new AppError('usage', `this file can't be written: ${file}`, 'Is the disk of the runner full?', { cause });
  }
};
