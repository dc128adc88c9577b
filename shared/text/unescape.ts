const SIMPLE: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', b: '\b', f: '\f', v: '\v', '0': '\0' };

/** A JSON (or JavaScript) string body with its escapes undone: `\n`, `\"`, `\/`, `\u00e9`, `\x41`. An escape that is none stays as it is. */
export const unescapeJson = (body: string): string => {
  if (!body.includes('\\')) return body;
  return body.replace(
    /\\(?:u([0-9a-fA-F]{4})|x([0-9a-fA-F]{2})|([\s\S]))/g,
    (whole, unit: string | undefined, byte: string | undefined, sign: string | undefined) => {
      const code = unit ?? byte;
      if (code !== undefined) return String.fromCharCode(Number.parseInt(code, 16));
      if (sign === undefined || sign === 'u' || sign === 'x') return whole;
      return SIMPLE[sign] ?? sign;
    },
  );
};
