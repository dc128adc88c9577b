/** When to ask a server again, and how long to wait before. Pure. */
const FIRST_MS = 200;
const MOST_MS = 8_000;

/** Errors from before the connection stood: nothing was sent. */
const NEVER_SENT = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH', 'UND_ERR_CONNECT_TIMEOUT']);

export const isSentNever = (code: string): boolean => NEVER_SENT.has(code);

/**
 * 429 and 503 say that nothing was done (RFC 6585 section 4, RFC 9110 section 15.6.4); after 408 and the other 5xx it may have been done, so only
 * what may be done twice is sent again.
 */
export const isRetried = (status: number, repeatable: boolean): boolean =>
  status === 429 || status === 503 || (repeatable && (status === 408 || status === 500 || status === 502 || status === 504));

/** `Retry-After` in seconds or as a date (RFC 9110 section 10.2.3), in milliseconds from `now`; undefined where it says nothing that can be read. */
export const retryAfterMs = (headers: Headers, now: number): number | undefined => {
  const text = headers.get('retry-after')?.trim() ?? '';
  if (/^\d{1,6}$/.test(text)) return Number(text) * 1000;
  const date = /GMT$/.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(date) ? undefined : Math.max(0, date - now);
};

/**
 * Before attempt `attempt + 1`: what the server asks for and up to a fifth more, else anything up to a bound that doubles ("full jitter",
 * https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/). `random` is from 0 to 1.
 */
export const waitMs = (attempt: number, random: number, askedMs?: number): number =>
  askedMs === undefined ? random * Math.min(MOST_MS, FIRST_MS * 2 ** (attempt - 1)) : askedMs * (1 + random / 5);
