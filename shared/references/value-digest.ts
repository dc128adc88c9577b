import type { Secret } from '../model/secret.ts';
import { keyedHash } from '../text/digest.ts';

/**
 * Digests that are equal for equal values, 12 hex characters. Under a random key that is thrown away nobody can guess a value from one, and
 * digests of two runs say nothing together.
 */
export const digestWith =
  (key: string) =>
  (value: Secret): string =>
    keyedHash(key, value.reveal()).slice(0, 12);
