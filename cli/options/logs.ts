import { type Command, Option } from 'commander';
import { SEVERITIES } from '../../shared/model/rule.ts';
import type { LogsOptions } from '../commands/logs.ts';
import { FORMATS } from '../formats.ts';

const EXAMPLES = `
RUN is the number of a workflow run, or its address. The token comes from GITHUB_TOKEN or GH_TOKEN and needs to read actions (classic: repo);
GITHUB_API_URL or GH_HOST name a GitHub Enterprise Server.

Examples:
  watertight logs 7123456789                                  of the repository that this folder is a clone of
  watertight logs https://github.com/acme/app/actions/runs/7123456789
  watertight logs 7123456789 --repo acme/app --format json
  watertight logs logs_123.zip                                as downloaded
  gh run view 7123456789 --log > run.log; watertight logs run.log
  watertight logs 7123456789 --known-values references        the values of secrets that this repository refers to
  watertight logs 7123456789 --output leaks.json --format json --delete-leaked-logs --yes

Nothing is written to the disk but the report. Comments that allow a finding do not count in a log. Without --yes --delete-leaked-logs only says
what it would delete. Deleting does not take a leak back: rotate what leaked.

Exit status:
  0 nothing found   1 plaintext secrets found   2 usage, or no such run   3 authentication, or not allowed
  4 GitHub unreachable, or asks to wait   5 something was not scanned
`;

const all = (source: string, sources: readonly string[] = []): readonly string[] => [...sources, source];

/** `watertight logs` and its options. */
export const addLogsCommand = (program: Command, run: (target: string, options: LogsOptions) => Promise<void>): void => {
  program
    .command('logs')
    .description('find plaintext secrets in the logs of a workflow run, by job and step')
    .argument('<run, zip or file>', 'a workflow run, a zip file of logs, or a log')
    .option('--repo <owner/name>', "the run's repository (default: that of the address, GITHUB_REPOSITORY, or this clone's)")
    .addOption(new Option('-f, --format <format>', 'form of the report').choices(FORMATS).default('pretty'))
    .option('-o, --output <file>', 'write the report to a file')
    .addOption(new Option('--fail-on <severity>', 'end with status 1 from this severity on (default: any)').choices([...SEVERITIES, 'never']))
    .option('--explain', 'say which rule, filter and score decided')
    .option(
      '--known-values <source>',
      'also look for these very values: references, env-file:PATH, env:NAME,NAME or store:PREFIX; may be given more than once',
      all,
    )
    .option('--delete-leaked-logs', "delete the run's logs when something leaked, once the report is written")
    .option('-y, --yes', 'with --delete-leaked-logs: do it')
    .option('--config <file>', 'configuration (default: watertight.toml, else .gitleaks.toml, of the current folder)')
    .option('--no-config', 'no configuration file')
    .option('--baseline <file>', 'accepted findings (default: .watertight-baseline.json of the current folder)')
    .option('--no-baseline', 'no baseline')
    .option('-q, --quiet', 'no progress and no notes on standard error')
    .option('--no-color', 'no colour (also: NO_COLOR)')
    .addHelpText('after', EXAMPLES)
    .action(run);
};
