import { AppError } from '../model/app-error.ts';
import type { HttpAnswer } from './http.ts';

/**
 * What an HTTP status says whatever the store: a limit, a server in trouble, something else in between; undefined for what only the store can
 * explain (other 4xx). Nothing of the body is shown: a server may quote what it was sent.
 */
export const commonFailure = (store: string, host: string, { status }: HttpAnswer): AppError | undefined => {
  if (status === 429) return new AppError('throttled', `${store} asks for fewer requests: ${host}`, 'Wait a while, or ask for less at once.');
  if (status === 401) return new AppError('authentication', `${store} does not know these credentials: ${host}`, 'Are they of this store, and still valid?');
  if (status === 407) return new AppError('unreachable', `a proxy in front of ${store} wants to know who asks: ${host}`);
  if (status === 413) return new AppError('secret-invalid', `the value is larger than ${store} takes: ${host}`);
  if (status >= 300 && status < 400) return strange(store, host, `it sends us on with HTTP ${status}`);
  if (status >= 500 || status === 408) return new AppError('unreachable', `${store} is in trouble: ${host} (HTTP ${status})`, 'Try again later.');
  return undefined;
};

/** Something answers that is not the store: a proxy's page, a log-in form, another program. */
export const strange = (store: string, host: string, why = 'the answer can not be read'): AppError =>
  new AppError('unreachable', `this does not answer as ${store} does: ${host} (${why})`, 'Is the address right, or does a proxy stand in between?');

/** For what a store has no notion of. */
export const unsupported = (store: string, what: string, why: string): AppError => new AppError('unsupported', `${store} can't do this: ${what}`, why);

/** A part of an answer that has to be an object; undefined where it is none. */
export const objectOf = (value: unknown): Readonly<Record<string, unknown>> | undefined =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : undefined;

export const textOf = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);

/** @throws AppError `usage` for a recovery window that is none */
export const checkRecoveryDays = (days: number): void => {
  if (days === 0 || (Number.isInteger(days) && days >= 7 && days <= 30)) return;
  throw new AppError('usage', `a deleted secret can be kept for 7 to 30 days, or for 0: ${days}`);
};

/** A time as a server writes it (RFC 3339, any number of digits behind the second) in our form, ISO 8601 with milliseconds; null for none. */
export const isoTime = (value: unknown): string | null => {
  const time = typeof value === 'string' ? Date.parse(value) : Number.NaN;
  return Number.isNaN(time) ? null : new Date(time).toISOString();
};
