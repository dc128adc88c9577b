/** The package for programs: `import { createResolver, resolveEnv } from 'watertight'`. */
import { AppError } from '../shared/model/app-error.ts';
import type { WatertightError } from './types.d.ts';

export { resolveEnv } from './resolve-env.ts';
export { createResolver } from './resolver.ts';

export const isWatertightError = (error: unknown): error is WatertightError => error instanceof AppError;
