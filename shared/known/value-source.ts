const SOURCE = /^(?:references$|env-file:.|env:|store:)/;

/** Whether a word names where known values come from: `references`, `env-file:PATH`, `env:NAME,NAME`, `store:PREFIX`. */
export const isValueSource = (word: string): boolean => SOURCE.test(word);
