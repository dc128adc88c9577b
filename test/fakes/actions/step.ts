import { appendFileSync } from 'node:fs';

/** What a stand-in for an action has from the runner. A stand-in is what tests run in the place of an action that only a network can give. */
export const input = (name: string): string => (process.env[`INPUT_${name.toUpperCase()}`] ?? '').trim();

export const variable = (name: string): string => process.env[name] ?? '';

/** The steps that follow see it. */
export const exportVariable = (name: string, value: string): void => appendFileSync(variable('GITHUB_ENV'), `${name}=${value}\n`);

export const setOutput = (name: string, value: string): void => appendFileSync(variable('GITHUB_OUTPUT'), `${name}=${value}\n`);

export const say = (line: string): boolean => process.stdout.write(`${line}\n`);

export const fail = (message: string): void => {
  say(`::error::${message}`);
  process.exitCode = 1;
};
