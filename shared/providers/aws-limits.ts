import { AppError } from '../model/app-error.ts';
import type { NewSecret } from '../model/provider.ts';

/** Limits of Secrets Manager: https://docs.aws.amazon.com/secretsmanager/latest/userguide/reference_limits.html and the service's model. */
const MOST_BYTES = 65_536;
const MOST_NAME = 512;
const MOST_ID = 2048;
const MOST_DESCRIPTION = 2048;
const MOST_TAGS = 50;
const RECOVERY_DAYS = [7, 30] as const;

const invalid = (message: string, hint = ''): AppError => new AppError('secret-invalid', message, hint);

/** The bytes of a base64 text with its padding; undefined for anything else. */
const fromBase64 = (text: string): Uint8Array | undefined => {
  const bytes = Buffer.from(text, 'base64');
  return bytes.toString('base64') === text ? bytes : undefined;
};

/**
 * What is sent for a value: text as it is, base64 as its bytes.
 * @throws AppError `secret-invalid` for what the service would refuse, without the value
 */
export const toAwsValue = (value: string, encoding: NewSecret['encoding'], name: string): { SecretString: string } | { SecretBinary: Uint8Array } => {
  if (encoding === 'base64') {
    const bytes = fromBase64(value);
    if (bytes === undefined) throw invalid(`this value is not base64: ${name}`);
    checkSize(bytes.length, name);
    return { SecretBinary: bytes };
  }
  if (/\p{Surrogate}/u.test(value)) throw invalid(`this value holds half of a character and can't be stored as text: ${name}`, 'Store it as base64.');
  checkSize(Buffer.byteLength(value), name);
  return { SecretString: value };
};

const checkSize = (bytes: number, name: string): void => {
  if (bytes === 0) throw invalid(`AWS Secrets Manager takes no empty value: ${name}`, 'Leave an empty setting where it is: it holds no secret.');
  if (bytes > MOST_BYTES)
    throw invalid(`AWS Secrets Manager takes ${MOST_BYTES} bytes at most, this value has ${bytes}: ${name}`, 'Split it, or store it in S3 under a KMS key.');
};

/** Checks what goes with a new value. */
export const checkNewSecret = ({ description, tags = {}, token }: NewSecret, name: string): void => {
  if ((description?.length ?? 0) > MOST_DESCRIPTION) throw invalid(`a description has ${MOST_DESCRIPTION} characters at most: ${name}`);
  const entries = Object.entries(tags);
  if (entries.length > MOST_TAGS) throw invalid(`a secret has ${MOST_TAGS} tags at most: ${name}`);
  for (const [key, value] of entries)
    if (key.length < 1 || key.length > 128 || value.length > 256 || /^aws:/i.test(key))
      throw invalid(`a tag has a key of 1 to 128 characters that does not start with aws:, and a value of 256 at most: ${key}`);
  if (token !== undefined && (token.length < 32 || token.length > 64)) throw invalid(`a token has 32 to 64 characters, this one ${token.length}`);
};

/** Checks the name of a secret to be made. */
export const checkName = (name: string): void => {
  if (name.startsWith('arn:')) throw invalid(`a new secret takes a name, not an ARN: ${name}`, 'AWS makes the ARN.');
  if (name.length < 1 || name.length > MOST_NAME) throw invalid(`a name has 1 to ${MOST_NAME} characters, this one ${name.length}`);
  if (!/^[A-Za-z0-9/_+=.@!-]+$/.test(name)) throw invalid(`a name is made of letters, digits and /_+=.@!- alone: ${name}`);
};

/** Whether the service takes this as a name or ARN at all; one that it does not take fails a whole batch. */
export const isAwsId = (id: string): boolean => id.length >= 1 && id.length <= MOST_ID;

/** @throws AppError `usage` */
export const checkRecoveryDays = (days: number): void => {
  const [least, most] = RECOVERY_DAYS;
  if (days !== 0 && !(Number.isInteger(days) && days >= least && days <= most))
    throw new AppError('usage', `a deleted secret can be restored for ${least} to ${most} days, or 0 to delete it for good at once: ${days}`);
};

/** @throws AppError `usage` */
export const checkRotationDays = (days: number): void => {
  if (!(Number.isInteger(days) && days >= 1 && days <= 1000)) throw new AppError('usage', `rotation goes by 1 to 1000 days: ${days}`);
};
