import { AppError } from '../model/app-error.ts';
import { MAX_VALUE_BYTES } from './local-records.ts';

/**
 * The bytes of a value as it comes: text as UTF-8, or base64.
 * @throws AppError `secret-invalid` when it is empty, too long, or would not come back as it was
 */
export const decodeValue = (text: string, encoding: 'text' | 'base64'): Buffer => {
  const bytes = Buffer.from(text, encoding === 'text' ? 'utf8' : 'base64');
  if (encodeValue(bytes, encoding) !== text)
    throw encoding === 'text'
      ? new AppError('secret-invalid', 'the value is not valid Unicode', 'Store it as a binary secret.')
      : new AppError('secret-invalid', 'the value is not base64', 'Write it in the standard alphabet, with padding and without line ends.');
  if (bytes.length === 0) throw new AppError('secret-invalid', 'the value is empty', 'No store takes an empty value.');
  if (bytes.length > MAX_VALUE_BYTES)
    throw new AppError('secret-invalid', `the value is longer than ${MAX_VALUE_BYTES} bytes: ${bytes.length}`, 'Keep files elsewhere, and their key here.');
  return bytes;
};

export const encodeValue = (bytes: Buffer, encoding: 'text' | 'base64'): string => bytes.toString(encoding === 'text' ? 'utf8' : 'base64');
