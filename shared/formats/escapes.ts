const NAMED: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', b: '\b', f: '\f', e: '\u001b', '/': '/' };

/** A backslash followed by one of: a line break among blanks, `uXXXX`, `UXXXXXXXX`, `xXX`, or any one character. */
const ESCAPE = /\\(?:([ \t]*(?:\r\n|[\r\n])\s*)|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|x([0-9a-fA-F]{2})|([\s\S]))/g;

export interface Escapes {
  /** The single letters that are undone; `u` and `x` stand for the numeric escapes. */
  readonly known: string;
  /** Whether a backslash before a line break takes it away, with the blanks around it. */
  readonly folds?: boolean;
  /** Whether a backslash before any other character goes (Java), or stays as written, as most loaders have it. */
  readonly dropsUnknown?: boolean;
}

/** Undoes backslash escapes; an escaped quote, backslash or `$` always. */
export const undoEscapes = (raw: string, { known, folds, dropsUnknown }: Escapes): string => {
  if (!raw.includes('\\')) return raw;
  return raw.replace(ESCAPE, (whole, fold?: string, short?: string, long?: string, byte?: string, char?: string) => {
    if (fold !== undefined) return folds ? '' : whole;
    const digits = (known.includes('u') && (short ?? long)) || (known.includes('x') && byte);
    if (digits) {
      const code = Number.parseInt(digits, 16);
      return code <= 0x10ffff ? String.fromCodePoint(code) : whole;
    }
    if (char !== undefined && known.includes(char) && Object.hasOwn(NAMED, char)) return NAMED[char]!;
    return '"\'`\\$'.includes(whole[1]!) || dropsUnknown ? whole.slice(1) : whole;
  });
};

/** What JSON and its looser kin escape. */
export const JSON_ESCAPES: Escapes = { known: 'nrtbfux/' };
