/** Predicates on values: what is written where a secret could stand, but is none. */

/** Text that stands for a value to be filled in: `changeme`, `your-key-here`, `<token>`, `xxxx`, `***`. */
export const isPlaceholder = (value: string): boolean =>
  /^(.)\1*$/.test(value) || /^<[^>]*>$|^\[[^\]]*\]$|change.?me|your[-_ ]|replace|example|placeholder|dummy|redacted|^x{3,}|\*{3,}/i.test(value);

/** Text that names a value without holding it: `${X}`, an ARN, `vault://…`. */
export const isReference = (value: string): boolean => /^(?:\$\{?\w|arn:aws|vault:|op:\/\/|\{\{)/.test(value);
