import { clearLine, cursorTo } from 'node:readline';
import { AppError } from '../shared/model/app-error.ts';
import { plural } from '../shared/report/by-path.ts';
import type { Report } from '../shared/report/report.ts';
import { forLog } from '../shared/text/neutralise.ts';
import { checkedRules } from '../shared/verify/checked-rules.ts';
import { type Announcement, type VerifyOptions as Checking, verifyFindings } from '../shared/verify/verify-findings.ts';
import { onInterrupt } from './interrupt.ts';
import type { VerifyOptions } from './options/verify.ts';
import type { Streams } from './run.ts';

/** A report after live checks. */
export interface Verified {
  readonly report: Report;
  /** The exit status of a program that Ctrl-C ended, where that ended the checks; what was known by then is in the report. */
  readonly stopped?: number | undefined;
}

const announce = ({ checks, hosts, uncheckable, left }: Announcement): string => {
  const names = Object.entries(hosts).map(([host, count]) => (count === 1 ? host : `${host} (${count})`));
  const lines = [
    checks === 0
      ? 'live checks: none of the findings can be checked'
      : `live checks: asking ${plural(names.length, 'host')} about ${plural(checks, 'secret')}: ${names.join(', ')}`,
    ...(uncheckable > 0 && checks > 0 ? [`live checks: ${plural(uncheckable, 'finding')} of kinds that cannot be checked, or without the other half`] : []),
    ...(left > 0 ? [`live checks: ${left} more secrets are not asked about: ${checks} at most`] : []),
  ];
  return `${forLog(lines.join('\n'))}\n`;
};

const onlyActive = (report: Report): Report => {
  const findings = report.findings.filter((finding) => finding.validity?.state === 'active');
  const left = report.findings.length - findings.length;
  if (left === 0) return report;
  const message = `${plural(left, 'finding')} not known to be active, left out by --only-active`;
  return {
    ...report,
    findings,
    summary: { ...report.summary, findings: findings.length },
    problems: [...report.problems, { code: 'not-active', path: '', message, incomplete: false }],
  };
};

/** Makes the live checks of a report. Says on standard error whom it asks, before it does; the first Ctrl-C ends the checks and keeps what is known. */
export const verifyReport = async (
  streams: Streams,
  report: Report,
  options: VerifyOptions & { readonly quiet?: true },
  /** For tests. */
  checking: Pick<Checking, 'checks' | 'connect' | 'time' | 'timeoutMs'> = {},
): Promise<Verified> => {
  const known = checkedRules(checking.checks);
  const unknown = options.verifyOnly?.filter((id) => !known.has(id)) ?? [];
  if (unknown.length > 0) throw new AppError('usage', `no live check for the rule: ${unknown.join(', ')}`, 'docs/verifying.md lists the rules that have one.');
  const quiet = options.quiet === true;
  const drawing = !quiet && streams.err.isTTY === true;
  const wipe = (): void => {
    if (!drawing) return;
    cursorTo(streams.err, 0);
    clearLine(streams.err, 0);
  };
  const interrupt = onInterrupt(() => {
    wipe();
    if (!quiet) streams.err.write('live checks: stopped; what is left is unknown\n');
  });
  try {
    const findings = await verifyFindings(report.findings, {
      ...checking,
      signal: interrupt.signal,
      ...(options.verifyOnly === undefined ? {} : { rules: options.verifyOnly }),
      onPlan: (plan) => {
        if (!quiet) streams.err.write(announce(plan));
      },
      onProgress: (done, all) => {
        wipe();
        if (drawing && done < all) streams.err.write(`live checks: ${done} of ${all}`);
      },
    });
    wipe();
    const verified = { ...report, findings };
    return { report: options.onlyActive === true ? onlyActive(verified) : verified, stopped: interrupt.status() };
  } finally {
    interrupt.stop();
  }
};
