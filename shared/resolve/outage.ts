import { AppError } from '../model/app-error.ts';

/** The provider is down, or too busy: it said nothing about the secret. All other errors are answers. */
export const isOutage = (error: unknown): boolean =>
  error instanceof AppError && (error.code === 'unreachable' || error.code === 'throttled' || error.code === 'timeout');
