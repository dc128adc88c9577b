/** Where a variable's value may come from. */
export type ValueSource = 'plain' | 'provider';

/**
 * Which source comes first. `development`: what stands in the environment or in a file, so that work needs no store; the provider for what is
 * nowhere else. `production`: the provider; what stands in the environment is the fall-back, where the caller allows one.
 */
export type Stage = 'development' | 'production';

const DEVELOPMENT = new Set(['development', 'dev', 'local', 'test']);

/** The stage that the name of an environment means (`WATERTIGHT_ENV`, else `NODE_ENV`). What says nothing, or something unknown, is production. */
export const stageOf = (name: string | undefined): Stage => (DEVELOPMENT.has((name ?? '').trim().toLowerCase()) ? 'development' : 'production');

/** In which order to try the sources of a variable that has both a plain value and a reference. */
export const sourcesOf = (
  stage: Stage,
  { hasPlain, allowFallback }: { readonly hasPlain: boolean; readonly allowFallback: boolean },
): readonly ValueSource[] => {
  if (!hasPlain) return ['provider'];
  if (stage === 'development') return ['plain'];
  return allowFallback ? ['provider', 'plain'] : ['provider'];
};
