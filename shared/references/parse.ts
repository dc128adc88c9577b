import type { Range } from '../model/range.ts';
import type { ProviderId, Reference, ReferenceRanges } from '../model/reference.ts';
import { type Parsed, parseAwsArn, parseAwsName, parseAwsUri } from './parse-aws.ts';
import { parseAzure, parseAzureName, parseAzureUrl, parseKeyVault, parseLocal, parseVault } from './parse-uri.ts';

/** Longer text is no reference. An AWS identifier takes 2,048 characters at most; the rest is for a pointer. */
export const MAX_REFERENCE = 4096;

const CONTROL = /[\u0000-\u001f\u007f]/;

/** A name without a scheme: nothing in it that ends a word in code, markup or a shell, and no `:`, which other schemes have. */
const BARE = /^[^\s"'`<>{}|\\^$;,:]+$/;

const parseUri = (text: string): Parsed | undefined => {
  const match = /^(aws-sm|vault|azure|local):\/\/|^ssm:(?:\/\/)?/i.exec(text);
  if (match === null) return undefined;
  const start = match[0].length;
  const rest = text.slice(start);
  switch (match[1]?.toLowerCase()) {
    case 'aws-sm':
      return parseAwsUri('aws', rest, start);
    case 'vault':
      return parseVault(rest, start);
    case 'azure':
      return parseAzure(rest, start);
    case 'local':
      return parseLocal(rest, start);
    default:
      return parseAwsUri('ssm', rest, start, start > 'ssm:'.length);
  }
};

const PARSE_BARE: Readonly<Record<ProviderId, (text: string) => Parsed | undefined>> = {
  aws: (text) => parseAwsName('aws', text),
  ssm: (text) => parseAwsName('ssm', text),
  vault: (text) => (BARE.test(text) ? parseVault(text, 0) : undefined),
  azure: (text) => (BARE.test(text) ? parseAzureName(text) : undefined),
  local: (text) => (BARE.test(text) ? parseLocal(text, 0) : undefined),
};

const parseExplicit = (text: string): Parsed | undefined => {
  if (text.startsWith('arn:')) return parseAwsArn(text);
  if (text.startsWith('@')) return parseKeyVault(text);
  return /^https:/i.test(text) ? parseAzureUrl(text, 0) : parseUri(text);
};

const shift = (ranges: ReferenceRanges, by: number): ReferenceRanges =>
  by === 0
    ? ranges
    : (Object.fromEntries(Object.entries(ranges).map(([part, range]: [string, Range]) => [part, { start: range.start + by, end: range.end + by }])) as never);

/**
 * Reads one reference, white space around it passed over. `assume`: what a name without a scheme means; without it, such a name is no
 * reference. Undefined for anything that is none. Never throws and asks no network; what is wrong with a reference is for `lintReference`
 * to say. Every form is in `docs/references.md`.
 */
export const parseReference = (text: string, options: { readonly assume?: ProviderId | undefined } = {}): Reference | undefined => {
  if (text.length > MAX_REFERENCE) return undefined;
  const before = /^[ \t\r\n]*/.exec(text)![0].length;
  const written = text.slice(before).replace(/[ \t\r\n]+$/, '');
  if (written === '' || CONTROL.test(written)) return undefined;
  const explicit = parseExplicit(written);
  const parsed = explicit ?? (options.assume !== undefined && !written.startsWith('arn:') ? PARSE_BARE[options.assume](written) : undefined);
  return parsed && { text, ...parsed, ...(explicit === undefined && { syntax: 'name' as const }), ranges: shift(parsed.ranges, before) };
};
