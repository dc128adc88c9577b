import { AppError } from '../model/app-error.ts';
import type { NewSecret } from '../model/provider.ts';

/** What a store takes. */
export interface ValueLimits {
  /** As messages name it. */
  readonly store: string;
  /** Of UTF-8; of a binary value's base64. */
  readonly maxBytes: number;
}

/**
 * Checks a value before it is sent. `text` is the value itself; no message holds it.
 * @throws AppError `secret-invalid`
 */
export const checkValue = (text: string, encoding: NewSecret['encoding'], { store, maxBytes }: ValueLimits): void => {
  if (text === '') throw new AppError('secret-invalid', `${store} takes no empty value`, 'Leave an empty setting where it is: it holds no secret.');
  if (encoding === 'base64' && Buffer.from(text, 'base64').toString('base64') !== text)
    throw new AppError('secret-invalid', 'this value is not base64', 'RFC 4648 section 4, padded.');
  if (/\p{Surrogate}/u.test(text))
    throw new AppError('secret-invalid', "this value holds half of a character and can't be stored as text", 'Store it as base64.');
  const bytes = Buffer.byteLength(text);
  if (bytes > maxBytes)
    throw new AppError('secret-invalid', `${store} takes ${maxBytes} bytes at most, this value has ${bytes}`, 'Split it, or store it elsewhere under a key.');
};

/** The beginning of a text that a store keeps beside a value, where it takes no more; whole characters. */
export const shorten = (text: string, maxBytes: number): string => {
  if (Buffer.byteLength(text) <= maxBytes) return text;
  let short = '';
  for (const character of text) {
    if (Buffer.byteLength(short + character) > maxBytes - 3) break;
    short += character;
  }
  return `${short}…`;
};
