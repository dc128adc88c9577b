import type { Range } from '../model/range.ts';

/** An ARN of a secret or parameter, with anything in it. */
const ARN = /\barn:(?:[\w-]{1,32}|\$\{[^}\s]{1,100}\}):(?:secretsmanager|ssm):[^\s"'`]{0,400}/g;

/** The part that makes it one of a secret, and what is filled in: `${x}`, `{x}`, `$x`, `%s`. */
const IS_TEMPLATE = /^(?=.*[:}](?:secret:|parameter\/)).*(?:[${}]|%[sd])/s;

/**
 * ARNs of secrets and parameters that are put together only when they are used, so that nobody can say here which they are. Patterns of
 * policies (`*`, `?`) are none. In the order in which they stand; linear time.
 */
export const findTemplates = (text: string): readonly Range[] =>
  [...text.matchAll(ARN)].filter(([arn]) => IS_TEMPLATE.test(arn) && !/[*?]/.test(arn)).map(({ index, 0: arn }) => ({ start: index, end: index + arn.length }));
