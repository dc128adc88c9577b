import { loadProviderSettings } from '../shared/config/provider-settings.ts';
import { collectKnownValues } from '../shared/known/collect-values.ts';
import type { IndexedValues } from '../shared/known/index-values.ts';
import { isValueSource } from '../shared/known/value-source.ts';
import { type ReadOptions, referencesFrom } from './references-from.ts';
import type { Streams } from './run.ts';
import { openStores } from './store.ts';

/** The option takes all words behind it: those that name no source are paths to scan. */
export const partSources = (words: true | readonly string[]): { readonly sources: readonly string[]; readonly paths: readonly string[] } => {
  const given = words === true ? [] : words;
  const sources = given.filter(isValueSource);
  return { sources: sources.length === 0 ? ['references'] : sources, paths: given.filter((word) => !isValueSource(word)) };
};

/**
 * Reads the values that the sources name, with the caller's own rights; `references` are those of the current folder.
 * @throws AppError as `collectKnownValues`
 */
export const loadKnownValues = (streams: Streams, sources: readonly string[], options: ReadOptions): Promise<IndexedValues> =>
  collectKnownValues(sources, {
    env: process.env,
    open: openStores('scan --known-values', {}),
    defaultProvider: loadProviderSettings(process.env).defaultProvider,
    findReferences: async () => (await referencesFrom(streams, [], options)).map(({ reference }) => reference),
  });
