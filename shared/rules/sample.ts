/**
 * Makes a text of a vendor's shape from a template, so that no such text stands in the repository.
 * `{{alnum:24}}` becomes 24 made-up characters; the vocabulary is `ALPHABETS`. `{{uuid}}` becomes five groups of hex digits.
 * The same template gives the same text.
 */
export const ALPHABETS: Readonly<Record<string, string>> = {
  digit: '0123456789',
  hex: '0123456789abcdef',
  HEX: '0123456789ABCDEF',
  lower: 'abcdefghijklmnopqrstuvwxyz',
  upper: 'ABCDEFGHIJKLMNOPQRSTUVWXYZ',
  alpha: 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ',
  lowernum: 'abcdefghijklmnopqrstuvwxyz0123456789',
  uppernum: 'ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789',
  alnum: 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789',
  bech32: '023456789ACDEFGHJKLMNPQRSTUVWXYZ',
  base32: 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567',
  base58: '123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz',
  base64: 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/',
  base64url: 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_',
  word: 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_',
};

/** A small deterministic generator (Marsaglia's xorshift32, 2003): these values only have to look random. */
const generator = (seed: number): (() => number) => {
  let state = seed | 1;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return state >>> 0;
  };
};

export const sample = (template: string, seed = 1): string => {
  let hash = seed;
  for (let i = 0; i < template.length; i++) hash = (Math.imul(hash, 31) + template.charCodeAt(i)) | 0;
  const next = generator(hash);
  const whole = template.replaceAll('{{uuid}}', '{{hex:8}}-{{hex:4}}-{{hex:4}}-{{hex:4}}-{{hex:12}}');
  return whole.replace(/\{\{(\w+):(\d+)\}\}/g, (slot, name: string, length: string) => {
    const alphabet = ALPHABETS[name];
    if (alphabet === undefined) throw new Error(`unknown alphabet in ${slot}`);
    return Array.from({ length: Number(length) }, () => alphabet[next() % alphabet.length]).join('');
  });
};
