import { forMarkdown } from '../text/neutralise.ts';
import { plural } from './by-path.ts';
import { writeMarkdown } from './markdown.ts';
import type { Report } from './report.ts';

/** A run of which the report tells. */
interface ToldRun {
  readonly run: { readonly repository: string; readonly id: number; readonly event: string };
  readonly report: Pick<Report, 'findings'>;
}

/** In bytes of UTF-8: what the list of runs leaves of a step summary. */
const MAX_BYTES = 800_000;
const MAX_RUNS = 200;

/**
 * The summary of a scan of logs: the report, whose paths begin with the number of a run, and links to the runs that leaked. Not their names, which a
 * pull request chooses, and which may hold a value that nothing was compared with.
 */
export const writeRunsMarkdown = (report: Report, runs: readonly ToldRun[], serverUrl: string): string => {
  const leaking = runs.filter(({ report: { findings } }) => findings.length > 0);
  const lines = leaking.slice(0, MAX_RUNS).map(({ run: { repository, id, event }, report: { findings } }) => {
    const link = `[${id}](${serverUrl.replace(/\/+$/, '')}/${repository}/actions/runs/${id})`;
    return `- Run ${link} (${forMarkdown(event.slice(0, 40))}): ${plural(findings.length, 'plaintext secret')}`;
  });
  const of = `The logs of ${plural(runs.length, 'run')} were scanned.`;
  return `${writeMarkdown(report, MAX_BYTES)}\n${[of, ...(lines.length > 0 ? ['', ...lines] : [])].join('\n')}\n`;
};
