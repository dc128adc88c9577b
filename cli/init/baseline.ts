import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { AppError } from '../../shared/model/app-error.ts';
import type { Finding } from '../../shared/model/finding.ts';
import { plural } from '../../shared/report/by-path.ts';
import { acceptFindings, withoutAuditedLeaks } from '../../shared/scan/accept.ts';
import { findIgnored } from '../../shared/scan/work-tree.ts';
import { asLine } from '../../shared/text/neutralise.ts';
import type { Streams } from '../run.ts';
import { scanFrom } from '../scan-from.ts';
import type { Outlook } from './config.ts';
import type { Part, Place } from './part.ts';

const FILE = '.watertight-baseline.json';
const THEIRS = '.secrets.baseline';

/** Findings that are listed one by one. */
const MOST_LISTED = 50;

const listingOf = (findings: readonly Finding[]): string[] => {
  const lines = findings
    .slice(0, MOST_LISTED)
    .map(({ origin, place, ruleId, redacted }) => asLine(`accepts ${origin.path}:${place.startLine} ${ruleId} ${redacted}`));
  return findings.length > MOST_LISTED ? [...lines, `and ${findings.length - MOST_LISTED} more`] : lines;
};

/** Files that are named in one line. */
const MOST_NAMED = 5;

const listOf = (paths: ReadonlySet<string>): string => {
  const named = [...paths].slice(0, MOST_NAMED).map(asLine).join(', ');
  return paths.size > MOST_NAMED ? `${named} and ${paths.size - MOST_NAMED} more` : named;
};

/** What stands in the files today, accepted, so that only new secrets fail a build. The current folder must be the root. */
export const planBaseline = async (streams: Streams, version: string, place: Place, outlook: Outlook, quiet: boolean): Promise<Part> => {
  const base = { name: 'baseline' as const, changes: [], notes: [] };
  if (place.read(FILE) !== undefined) return { ...base, isThere: true, summary: FILE };
  const theirs = place.read(THEIRS);
  const options = {
    inline: true,
    color: false,
    exclude: outlook.exclude,
    ...(outlook.config === undefined ? {} : { config: outlook.config }),
    ...(quiet ? { quiet: true as const } : {}),
  };
  const { report, settings } = await scanFrom(streams, version, [], options);
  const named = settings.config.baseline;
  if (named !== null) return { ...base, isThere: true, summary: named };
  if (report.findings.length === 0) return { ...base, isThere: true, summary: theirs === undefined ? 'nothing to accept' : THEIRS };
  const incomplete = report.problems.find((problem) => problem.incomplete);
  if (incomplete !== undefined)
    throw new AppError(
      'incomplete',
      `no baseline can be made, because not everything was scanned: ${incomplete.path} ${incomplete.message}`,
      'Mend that first, or use --no-baseline.',
    );
  // Theirs is not read any more once ours is there: what it silences goes over, but what its audit called a leak does not.
  const silenced = report.suppressed.flatMap(({ finding, by }) => (by === 'baseline' ? [finding] : []));
  // The baseline goes to everybody, with a hash of each value: what git ignores stays on this machine.
  const untracked = new Set(report.findings.flatMap(({ origin }) => (origin.tracked === false ? [origin.path] : [])));
  const ignored = untracked.size === 0 ? untracked : await findIgnored(place.root, process.env, [...untracked]);
  const found = report.findings.filter(({ origin }) => !ignored.has(origin.path));
  const wanted = [...found, ...silenced];
  const accepted = theirs === undefined ? wanted : withoutAuditedLeaks(wanted, { file: THEIRS, text: theirs });
  const left: string[] = [];
  if (accepted.length < wanted.length)
    left.push(`Not accepted, because ${THEIRS} calls them real leaks: ${plural(wanted.length - accepted.length, 'finding')}`);
  if (ignored.size > 0)
    left.push(`Not accepted, because git ignores where they stand: ${plural(report.findings.length - found.length, 'finding')} in ${listOf(ignored)}`);
  if (accepted.length === 0) return { ...base, isThere: true, summary: theirs === undefined ? 'nothing to accept' : THEIRS, notes: left };
  const notes = [`Each of them is a secret in plain text: move it out (watertight move), rotate it, and write the baseline anew.`];
  if (theirs !== undefined) notes.push(`${FILE} takes the place of ${THEIRS}, which only detect-secrets reads from then on.`);
  const after = acceptFindings(accepted, undefined, randomBytes(16).toString('hex'), { today: settings.today, reason: 'there when Watertight was set up' });
  return {
    name: 'baseline',
    isThere: false,
    summary: `create ${FILE}, which accepts ${plural(accepted.length, 'finding')}`,
    changes: [{ file: join(place.root, FILE), before: undefined, after }],
    notes: [...notes, ...left],
    listing: listingOf(accepted),
  };
};
