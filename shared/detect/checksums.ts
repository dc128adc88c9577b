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

/** The last eight characters are the CRC-32 of what stands before the last `_`, as hex of its bytes, the lowest first. Source: Grafana's `satokengen`. */
const crc32HexLowFirst = (token: string): boolean => {
  const at = token.lastIndexOf('_');
  const crc = crc32(token.slice(0, at));
  const bytes = [0, 8, 16, 24].map((shift) => ((crc >>> shift) & 0xff).toString(16).padStart(2, '0'));
  return bytes.join('') === token.slice(at + 1).toLowerCase();
};

const BECH32 = 'qpzry9x8gf2tvdw0s3jn54khce6mua7l';
const BECH32_GENERATORS = [0x3b6a57b2, 0x26508e6d, 0x1ea119fa, 0x3d4233dd, 0x2a1462b3];

/** Bech32 with the checksum constant 1. Source: https://github.com/bitcoin/bips/blob/master/bip-0173.mediawiki */
const bech32 = (token: string): boolean => {
  const text = token.toLowerCase();
  const at = text.lastIndexOf('1');
  const prefix = [...text.slice(0, at)].map((char) => char.charCodeAt(0));
  const data = [...text.slice(at + 1)].map((char) => BECH32.indexOf(char));
  if (at < 1 || data.includes(-1)) return false;
  let checksum = 1;
  for (const value of [...prefix.map((code) => code >> 5), 0, ...prefix.map((code) => code & 31), ...data]) {
    const top = checksum >>> 25;
    checksum = ((checksum & 0x1ffffff) << 5) ^ value;
    BECH32_GENERATORS.forEach((generator, bit) => {
      if ((top >> bit) & 1) checksum ^= generator;
    });
  }
  return checksum === 1;
};

const CHECKSUMS: Readonly<Record<string, (token: string) => boolean>> = {
  'crc32-base62': crc32Base62,
  'crc32-hex-low-first': crc32HexLowFirst,
  bech32,
};

export const CHECKSUM_NAMES: readonly string[] = Object.keys(CHECKSUMS);

/** Whether a token's own checksum is right; `undefined` where the name is not known. */
export const verifyChecksum = (name: string, token: string): boolean | undefined => CHECKSUMS[name]?.(token);
