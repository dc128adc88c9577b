import { randomUUID } from 'node:crypto';
import { accessSync, appendFileSync, constants } from 'node:fs';
import { EOL } from 'node:os';
import { AppError } from '../shared/model/app-error.ts';

/** Files by which a step tells the runner something; the runner reads them when the step has ended. */
export type CommandFile = 'GITHUB_ENV' | 'GITHUB_OUTPUT' | 'GITHUB_STATE';

const pathOf = (file: CommandFile): string => {
  const path = process.env[file] ?? '';
  try {
    if (path === '') throw new Error('no file is named');
    accessSync(path, constants.W_OK);
    return path;
  } catch (cause) {
    throw new AppError('usage', `this file can't be written: ${file}`, 'It must name a file, as the runner makes it.', { cause });
  }
};

/** @throws AppError `usage` when one of them can't be written, before anything is */
export const checkCommandFiles = (files: readonly CommandFile[]): void => void files.map(pathOf);

/**
 * Writes pairs of names and values in one piece: all of them or none. The end of a value is a random word, so that no value can hold it
 * (https://docs.github.com/actions/reference/workflows-and-actions/workflow-commands, multiline strings).
 * @throws AppError `usage`
 */
export const writeCommandFile = (file: CommandFile, pairs: readonly (readonly [name: string, value: string])[]): void => {
  const path = pathOf(file);
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
