import { AppError } from '../shared/model/app-error.ts';

/** Texts of inputs as values: `undefined` for an empty one. All throw AppError `usage` for what is not allowed; the text is not shown. */

export const choiceOf = <Name extends string>(name: string, value: string, allowed: readonly Name[]): Name | undefined => {
  if (value === '') return undefined;
  const found = allowed.find((candidate) => candidate === value);
  if (found === undefined) throw new AppError('usage', `input '${name}' must be one of ${allowed.join(', ')}`, `Correct 'with: ${name}:' in the workflow.`);
  return found;
};

/** Booleans of YAML 1.2's core schema, as @actions/core takes them. */
export const booleanOf = (name: string, value: string): boolean | undefined => {
  const found = choiceOf(name, value, ['true', 'True', 'TRUE', 'false', 'False', 'FALSE']);
  return found === undefined ? undefined : found.toLowerCase() === 'true';
};

export const integerOf = (name: string, value: string, least: number, most: number): number | undefined => {
  if (value === '') return undefined;
  const number = Number(value);
  if (/^\d+$/.test(value) && number >= least && number <= most) return number;
  throw new AppError('usage', `input '${name}' must be a whole number from ${least} to ${most}`, `Correct 'with: ${name}:' in the workflow.`);
};
