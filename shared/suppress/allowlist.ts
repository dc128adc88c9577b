import type { Allowlist } from '../model/allowlist.ts';
import type { Finding } from '../model/finding.ts';
import type { Fragment } from '../model/fragment.ts';
import { createAllowTest } from '../text/allowlist-match.ts';
import { type Parted, part } from './parted.ts';

/** Lines longer than this are cut around the secret before a pattern runs over them. UTF-16 units on each side. */
const MAX_REACH = 1000;

/** Allowlists made ready, once for a scan. */
export type AllowlistFilter = (fragment: Fragment, findings: readonly Finding[]) => Parted;

/** Silences findings by configured path, rule, value, key, stopword, fingerprint or commit. The first allowlist that fits is the reason. */
export const createAllowlistFilter = (allowlists: readonly Allowlist[]): AllowlistFilter => {
  const tests = allowlists.map((allowlist) => ({ name: allowlist.name, allows: createAllowTest(allowlist) }));
  return (fragment, findings) => {
    if (tests.length === 0 || findings.length === 0) return { kept: findings, suppressed: [] };
    return part(findings, 'allowlist', (finding) => {
      const { text } = fragment;
      const shift = fragment.position?.offset ?? 0;
      const line = () => linesAround(text, finding.range.start - shift, finding.range.end - shift);
      const subject = {
        ruleId: finding.ruleId,
        path: finding.origin.path,
        key: finding.key,
        fingerprint: finding.fingerprint,
        ...(finding.origin.commit === undefined ? {} : { commit: finding.origin.commit.id }),
        secret: () => finding.secret.reveal(),
        match: line,
        line,
      };
      return tests.find(({ allows }) => allows(subject))?.name;
    });
  };
};

/** The lines a range stands on, without the last line's end. */
const linesAround = (text: string, start: number, end: number): string => {
  const before = text.slice(Math.max(0, start - MAX_REACH), start);
  const after = text.slice(end, end + MAX_REACH);
  return (/[^\n\r]*$/.exec(before)?.[0] ?? '') + text.slice(start, end) + (/^[^\n\r]*/.exec(after)?.[0] ?? '');
};
