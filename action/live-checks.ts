import type { Finding } from '../shared/model/finding.ts';
import { plural } from '../shared/report/by-path.ts';
import { type Announcement, verifyFindings } from '../shared/verify/verify-findings.ts';
import { say } from './say.ts';

const announce = ({ checks, hosts, uncheckable, left }: Announcement): void => {
  const names = Object.entries(hosts).map(([host, count]) => (count === 1 ? host : `${host} (${count})`));
  say(
    checks === 0
      ? 'Live checks: none of the findings can be checked.'
      : `Live checks: asking ${plural(names.length, 'host')} about ${plural(checks, 'secret')}: ${names.join(', ')}.`,
  );
  if (checks > 0 && uncheckable > 0) say(`Live checks: ${plural(uncheckable, 'finding')} of kinds that can't be checked, or without the other half.`);
  if (left > 0) say(`Live checks: ${left} more secrets are not asked about: ${checks} at most.`);
};

/** Asks the services that issued what was found, and says whom before it does; see `verifyFindings`, which holds the limits of number and time. */
export const checkLive = (findings: readonly Finding[]): Promise<readonly Finding[]> => verifyFindings(findings, { onPlan: announce });

/** A stranger's pull request could be full of credentials that their author would like to try out. */
export const sayOfStranger = (): void => say('Live checks: none are made for a change from a fork, whose author could have credentials of others tried out.');
