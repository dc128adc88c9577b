/** How letters of a secret's name become those of a variable. Same names as in the AWS action. */
export const NAME_TRANSFORMATIONS = ['uppercase', 'lowercase', 'none'] as const;

export type NameTransformation = (typeof NAME_TRANSFORMATIONS)[number];

/** A name that every shell takes (POSIX.1-2017, 8.1), in either case. */
export const isVariableName = (name: string): boolean => /^[A-Za-z_][A-Za-z0-9_]{0,254}$/.test(name);

/** What is no ASCII letter, digit or `_` becomes `_`; a digit at the start gets a `_` before it. As in the AWS action. */
export const toVariableName = (text: string, transformation: NameTransformation): string => {
  const name = (/^\d/.test(text) ? `_${text}` : text).replace(/[^A-Za-z0-9_]/g, '_');
  return transformation === 'uppercase' ? name.toUpperCase() : transformation === 'lowercase' ? name.toLowerCase() : name;
};
