/** Checksums that vendors put into their tokens. Each says whether the checksum of a whole token is right. */

const CRC_TABLE: readonly number[] = Array.from({ length: 256 }, (_, index) => {
  let value = index;
  for (let bit = 0; bit < 8; bit++) value = value & 1 ? 0xedb88320 ^ (value >>> 1) : value >>> 1;
  return value >>> 0;
});

/** CRC-32 of a text's UTF-16 units taken as bytes (ISO 3309, the polynomial of zlib), unsigned. Tokens are ASCII. */
export const crc32 = (text: string): number => {
  let crc = 0xffffffff;
  for (let i = 0; i < text.length; i++) crc = CRC_TABLE[(crc ^ text.charCodeAt(i)) & 0xff]! ^ (crc >>> 8);
  return (crc ^ 0xffffffff) >>> 0;
};

const BASE62 = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

/** A number in base 62 (digits, then upper case, then lower case), padded with `0` to `width`. */
export const toBase62 = (value: number, width: number): string => {
  let rest = value;
  let text = '';
  while (rest > 0) {
    text = BASE62[rest % 62] + text;
    rest = Math.floor(rest / 62);
  }
  return text.padStart(width, '0');
};

/**
 * The last six characters are the base 62 CRC-32 of what stands between the prefix and them.
 * Source: https://github.blog/engineering/platform-security/behind-githubs-new-authentication-token-formats/
 */
const crc32Base62 = (token: string): boolean => {
  const body = token.slice(token.lastIndexOf('_') + 1);
  return toBase62(crc32(body.slice(0, -6)), 6) === body.slice(-6);
};

const CHECKSUMS: Readonly<Record<string, (token: string) => boolean>> = {
  'crc32-base62': crc32Base62,
};

export const CHECKSUM_NAMES: readonly string[] = Object.keys(CHECKSUMS);

/** Whether a token's own checksum is right; `undefined` where the name is not known. */
export const verifyChecksum = (name: string, token: string): boolean | undefined => CHECKSUMS[name]?.(token);
