/**
 * What may be shown of a secret: its length class and, for a long one, a short head that tells kinds apart (`sk_l…`, `AKIA…`).
 * Never more than 4 characters and never more than a sixth of the whole; nothing of a secret that is short or of several lines.
 */
export const redact = (value: string): string => {
  if (value.includes('\n')) return `[${value.split('\n').length} lines]`;
  const shown = value.length >= 24 ? 4 : 0;
  const head = /^[\w.:/+=-]*/.exec(value.slice(0, shown))?.[0] ?? '';
  return `${head}${'*'.repeat(Math.min(12, Math.max(4, value.length - head.length)))}`;
};
