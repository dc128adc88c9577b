const NAMED: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', b: '\b', f: '\f', '0': '\0' };

/** A backslash followed by one of: `uXXXX`, `UXXXXXXXX`, `u{X…}`, `xXX`, or any one character. */
const ESCAPE = /\\(?:u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|x([0-9a-fA-F]{2})|([\s\S]))/g;

/**
 * Undoes backslash escapes: those named in `known` (single letters), the numeric ones when `known` holds `u` or `x`, and an escaped
 * quote, backslash or `$`. Any other stays as written, with its backslash, as most loaders have it.
 */
export const undoEscapes = (raw: string, known: string): string => {
  if (!raw.includes('\\')) return raw;
  return raw.replace(ESCAPE, (whole, short?: string, long?: string, byte?: string, char?: string) => {
    const digits = (known.includes('u') && (short ?? long)) || (known.includes('x') && byte);
    if (digits) {
      const code = Number.parseInt(digits, 16);
      return code <= 0x10ffff ? String.fromCodePoint(code) : whole;
    }
    if (char === undefined) return whole;
    if ('"\'`\\$'.includes(char)) return char;
    return (known.includes(char) && NAMED[char]) || whole;
  });
};
