import { fingerprintOf } from '../../shared/detect/to-findings.ts';
import type { Finding } from '../../shared/model/finding.ts';
import { Secret } from '../../shared/model/secret.ts';
import { indexLines } from '../../shared/text/lines.ts';
import { redact } from '../../shared/text/redact.ts';

/** A finding for the first occurrence of `value` in `text`, as the detector would make it. */
export const makeFinding = (
  text: string,
  value: string,
  more: { ruleId?: string; path?: string; key?: string | null; commit?: string; offset?: number } = {},
): Finding => {
  const start = text.indexOf(value);
  if (start < 0) throw new Error('the value does not occur in the text');
  const range = { start, end: start + value.length };
  const path = more.path ?? 'a.env';
  const ruleId = more.ruleId ?? 'generic-credential';
  return {
    ruleId,
    title: 'Made for a test',
    origin: { path, ...(more.commit === undefined ? {} : { commit: { id: more.commit, author: 'A', date: '2026-01-01T00:00:00Z' } }) },
    format: 'text',
    key: more.key ?? null,
    secret: new Secret(value),
    range: { start: range.start + (more.offset ?? 0), end: range.end + (more.offset ?? 0) },
    place: indexLines(text).placeOf(range),
    excerpt: '',
    redacted: redact(value),
    fingerprint: fingerprintOf(ruleId, path, value),
    severity: 'high',
    confidence: 'high',
    reasons: [],
    related: [],
  };
};
