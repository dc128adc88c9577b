/** Text that a person wrote, for a message: what in it may be a token (16 characters or more in a row, with a digit) is redacted. */
export const withoutTokens = (text: string): string => text.replace(/[A-Za-z0-9+/=_]{16,}/g, (run) => (/\d/.test(run) ? redact(run) : run));

/**
 * What may be shown of a secret: whether it is short (8 stars) or long (12), and of a very long one a head that tells kinds apart
 * (`sk_l…`, `AKIA…`): never more than 4 characters, never more than a sixth of the whole. Nothing of one of several lines but their number.
 */
export const redact = (value: string): string => {
  if (value.includes('\n')) return `[${value.split('\n').length} lines]`;
  const head = value.length >= 24 ? (/^[\w.:/+=-]*/.exec(value.slice(0, 4))?.[0] ?? '') : '';
  return `${head}${'*'.repeat(value.length < 12 ? 8 : 12)}`;
};
