/** Answers of GitHub are looked at before they are believed: what is missing or of another type is absent. */
export type Json = { readonly [name: string]: unknown };

export const objectOf = (value: unknown): Json => (typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Json) : {});

export const textOf = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);

/** An id or a number of GitHub: a whole number from 1 on. */
export const idOf = (value: unknown): number | undefined => (typeof value === 'number' && Number.isSafeInteger(value) && value > 0 ? value : undefined);

export const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

/** `owner/name` as GitHub allows them; undefined for anything else. It becomes part of a path. */
export const repositoryOf = (text: string): string | undefined =>
  /^[\w.-]{1,100}\/[\w.-]{1,100}$/.test(text) && !/(?:^|\/)\.{1,2}(?:\/|$)/.test(text) ? text : undefined;
