/**
 * Builders of pattern sources, so that rules say only what is peculiar to a vendor: its words and the shape of its value.
 * Every quantifier is bounded, and no flag is needed: words match in any case, bodies in the case they are written in.
 */

/** Where a value may start: after no word character, or after an escape that ends in one (`\n`, `%3D`, an ANSI colour). */
const START = '(?:(?<![A-Za-z0-9_])|(?<=\\\\[nrt]|%[0-9A-F]{2}|\\x1b\\[[0-9;]{0,8}m))';

/** Where a value may end. */
const END = '(?![A-Za-z0-9_-])';

/** Where a value of the base64 alphabet may end. */
export const AFTER_BASE64 = '(?![A-Za-z0-9_+/=-])';

/** Five groups of hex digits, in either case (RFC 9562). */
export const UUID = '[0-9A-Fa-f]{8}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{12}';

/** A signed JSON web token (RFC 7519), at most some 1,000 characters. */
export const JWT = 'ey[A-Za-z0-9_-]{14,300}\\.ey[A-Za-z0-9_-]{8,500}\\.[A-Za-z0-9_-]{16,360}';

/** Words that make what follows a credential, for services whose values have no shape of their own. */
const CREDENTIAL_WORDS = ['key', 'token', 'secret', 'pass', 'pwd', 'auth', 'cred', 'api', 'bearer', 'access', 'private', 'pat', 'licen'] as const;

/** `Vendor` → `[Vv][Ee]…`; a space stands for an optional separator, so `new relic` covers `newrelic`, `NEW_RELIC`, `new-relic`. */
export const anyCase = (word: string): string =>
  [...word]
    .map((char) => {
      if (char === ' ') return '[ _.-]?';
      if (/[a-z]/i.test(char)) return `[${char.toUpperCase()}${char.toLowerCase()}]`;
      return char.replace(/[.*+?^${}()|[\]\\/-]/, '\\$&');
    })
    .join('');

const anyOf = (words: string | readonly string[]): string => {
  const sources = (typeof words === 'string' ? [words] : words).map(anyCase);
  return sources.length === 1 ? sources[0]! : `(?:${sources.join('|')})`;
};

/** Not over the end of a statement or a block. */
const ACROSS = '[^;}]';

/** The rest of an identifier, then an operator, quotes, a tag's end, white space; at most one word (a type, `Bearer`, a call) in between. */
const ASSIGNMENT = '[\\w.-]{0,24}(?:[^\\w;}]{1,12}[A-Za-z]{1,12})?[^\\w;}]{1,24}';

/**
 * A value with a shape of its own: `token('sk_live_[A-Za-z0-9]{24}')`. The secret is the whole of it.
 * `end` replaces the lookahead after it, for alphabets with other characters.
 */
export const token = (body: string, options: { readonly end?: string } = {}): string => `${START}(?<secret>${body})${options.end ?? END}`;

export interface KeyedOptions {
  /** Words of which one must stand between the vendor and the value. Default: the usual ones. `'none'`: the vendor's word alone is enough too. */
  readonly words?: readonly string[] | 'none';
  /** Most characters between the vendor's word and the credential word. Default 48. */
  readonly within?: number;
  /** True for a vendor whose name is an everyday word or part of one: it must not follow a letter. */
  readonly wholeWord?: boolean;
  /** Replaces the lookahead after the value. */
  readonly end?: string;
}

/**
 * A value that only its surroundings give away: a vendor's word, then near it a credential word, then an assignment, then the body.
 * Matches `acmeToken = "X"`, `ACME_TOKEN ::= "X"`, `"acmeToken" => "X"`, `<acmeToken>\n  X\n</acmeToken>`, `var acmeToken string = "X"`,
 * `acme SECRET X`, `acme:\n  client_id: "…"\n  client_secret: "X"`, `--acme-api-key=X`, `curl https://api.acme.com -H "Authorization: Bearer X"`.
 */
export const keyed = (vendor: string | readonly string[], body: string, options: KeyedOptions = {}): string => {
  const before = options.wholeWord === true ? '(?<![A-Za-z])' : '';
  const isNeeded = options.words !== 'none';
  const words = options.words === undefined || options.words === 'none' ? CREDENTIAL_WORDS : options.words;
  const near = `(?:${ACROSS}{0,${options.within ?? 48}}?${anyOf(words)})${isNeeded ? '' : '?'}`;
  return `${before}${anyOf(vendor)}${near}${ASSIGNMENT}${START}(?<!/)(?<secret>${body})${options.end ?? END}`;
};
