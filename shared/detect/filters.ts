import type { FilterName, Rule } from '../model/rule.ts';
import { decodeBase64, textOfBytes } from '../text/base64.ts';
import { WEAK_DEFAULTS } from './placeholder-words.ts';
import { decodesToPlaceholder, isPlaceholder } from './placeholders.ts';
import { isPublicValue } from './public-values.ts';
import { isOwnReference, isReference } from './references.ts';

/** Each filter says whether a value may stay. */
const FILTERS: Readonly<Record<FilterName, (value: string) => boolean>> = {
  'has-digit': (value) => /\d/.test(value),
  'has-letter': (value) => /[A-Za-z]/.test(value),
  'mixed-case': (value) => /[a-z]/.test(value) && /[A-Z]/.test(value),
  'not-hex': (value) => !/^[0-9a-fA-F]+$/.test(value),
  'not-uuid': (value) => !/^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i.test(value),
  'not-word': (value) => !/^[A-Z]?[a-z]+$|^[A-Z]+$/.test(value),
  'not-identifier': (value) => !/^[A-Za-z_][A-Za-z_]*$/.test(value),
  'not-path': (value) => !/^[~.]{0,2}\/[\w./-]+$/.test(value),
  'not-file-hash': (value) => !/^(?:[0-9a-f]{40}|[0-9a-f]{64})$/.test(value),
  // For values without a shape: words that only describe a credential, and well-known defaults, are dropped, too.
  'not-placeholder': (value) => !isPlaceholder(value) && !isReference(value) && !WEAK_DEFAULTS.has(value.toLowerCase()),
  'not-public': (value) => !isPublicValue(value),
  // `user:password` in base64, as basic authentication has it (RFC 7617).
  'encoded-pair': (value) => {
    const bytes = decodeBase64(value);
    const pair = /^[^:\x00-\x1f]{1,120}:([^\x00-\x1f]{3,300})$/.exec((bytes && textOfBytes(bytes)) ?? '');
    return pair !== null && !WEAK_DEFAULTS.has(pair[1]!.toLowerCase()) && !isPlaceholder(pair[1]!);
  },
};

/** What is written into a value of a vendor's shape to say that it is none. Long enough never to occur in a random value by chance. */
const MARKS =
  /exampl[e3]|ABC-DEF1234ghIkl|dummy|placeholder|redacted|change[-_]?(?:me|this)|replace[-_]?(?:me|this|with)|your[-_]|x{5,}|\*{3,}|\.{3}|<[^>]{1,40}>|\$\{|\{\{/i;

/** The longest run of characters of which each is `step` above the one before: 0 for `aaaa`, 1 for `abcd` and `8901`, -1 for `4321`. */
const longestRun = (value: string, step: number): number => {
  let longest = 0;
  let length = 0;
  for (let i = 0; i < value.length; i++) {
    const difference = i === 0 ? Number.NaN : value.charCodeAt(i) - value.charCodeAt(i - 1);
    const wraps = (step === 1 && value.startsWith('90', i - 1)) || (step === -1 && value.startsWith('09', i - 1));
    length = difference === step || wraps ? length + 1 : 1;
    if (length > longest) longest = length;
  }
  return longest;
};

/**
 * Whether a value that has a vendor's shape only stands in for one: `AKIAIOSFODNN7` + `EXAMPLE`, `glpat-xxxxxxxx`, `abcdefghijkl…`. Gentler than
 * the judgement of a value without a shape: words and short runs occur in made-up test values that may as well be real.
 */
export const isStandIn = (value: string): boolean => {
  if (MARKS.test(value)) return true;
  if (new Set(value.replace(/[-_.:=]/g, '')).size <= 3) return true;
  const joined = value.replace(/[-_.:=+/]/g, '');
  return [0, 1, -1].some((step) => longestRun(joined, step) * 2 > Math.max(joined.length, 12));
};

export const passesFilters = (rule: Rule, value: string): boolean => {
  if (isOwnReference(value)) return false;
  // What says `your-password` once decoded is none, even where a program keeps its own credentials.
  if (decodesToPlaceholder(value)) return false;
  if (rule.keepPlaceholders !== true && isStandIn(value)) return false;
  return (rule.filters ?? []).every((name) => FILTERS[name](value));
};
