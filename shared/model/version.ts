/** Set by the build from `package.json`. */
declare const WATERTIGHT_VERSION: string | undefined;

/** Ours, e.g. `1.2.3`. */
export const VERSION: string = typeof WATERTIGHT_VERSION === 'string' ? WATERTIGHT_VERSION : '0.0.0-source';
