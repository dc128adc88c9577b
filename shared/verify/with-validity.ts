import type { Finding } from '../model/finding.ts';
import type { LiveCheck } from '../model/live-check.ts';
import { SEVERITIES } from '../model/rule.ts';
import type { Validity } from '../model/validity.ts';

/**
 * A finding with what its service said. Active makes it certain. Inactive lowers its severity to low, and never hides it: history keeps the value, and
 * whoever used it once may have left another. Where the same software runs elsewhere too, a host's no says nothing about those, and lowers nothing.
 */
export const withValidity = (finding: Finding, validity: Validity, check: LiveCheck): Finding => {
  const said = `${validity.host} says: ${validity.state} (${validity.why})`;
  const reasons = [...finding.reasons, said];
  if (validity.state === 'active') return { ...finding, validity, reasons, confidence: 'high' };
  if (validity.state === 'unknown') return { ...finding, validity, reasons };
  if (check.elsewhere !== undefined) return { ...finding, validity, reasons: [...reasons, `not asked: ${check.elsewhere}`] };
  const lowered = SEVERITIES.indexOf(finding.severity) > SEVERITIES.indexOf('low');
  return { ...finding, validity, reasons, severity: lowered ? 'low' : finding.severity };
};
