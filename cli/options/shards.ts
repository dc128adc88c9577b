import { type Command, Option } from 'commander';
import { AppError } from '../../shared/model/app-error.ts';
import { SEVERITIES } from '../../shared/model/rule.ts';
import { SHARD_BYS } from '../../shared/model/shard-plan.ts';
import type { MergeOptions } from '../commands/merge.ts';
import type { PlanOptions } from '../commands/plan.ts';
import { FORMATS } from '../formats.ts';

/** Shards at most: a matrix of GitHub Actions has 256 jobs at most (docs.github.com, usage limits). */
const MAX_SHARDS = 256;

const PLAN_EXAMPLES = `
Examples:
  watertight plan --shards 4                        the files of this folder, in four parts of about the same size
  watertight plan --shards 16 --by commits          every commit of the repository
  watertight plan --shards 8 --by repositories --history --repositories repos.json
  watertight scan --shard watertight-plan.json#2 --format json --output 2.json
  watertight merge 1.json 2.json 3.json 4.json

The plan goes to a file; standard output has the matrix for \`strategy: matrix: \${{ fromJSON(…) }}\`.
`;

const MERGE_EXAMPLES = `
Examples:
  watertight merge reports/*.json                   what one scan of everything would have said
  watertight merge reports/*.json --format sarif --output watertight.sarif

Reports of shards must all be there: otherwise nothing is written, and the exit status is 5.
`;

const shardCount = (text: string): number => {
  const value = Number(text);
  if (!/^\d+$/.test(text) || value < 1 || value > MAX_SHARDS) throw new AppError('usage', `--shards takes a whole number from 1 to ${MAX_SHARDS}: ${text}`);
  return value;
};

/** `watertight plan` and its options. */
export const addPlanCommand = (program: Command, run: (paths: string[], options: PlanOptions) => Promise<void>): void => {
  program
    .command('plan')
    .description('divide a scan between machines')
    .argument('[paths...]', 'files and folders, or with --by repositories the folders of clones (default: the current folder)')
    .requiredOption('--shards <number>', `how many, up to ${MAX_SHARDS}`, shardCount)
    .addOption(new Option('--by <what>', 'by what (default: folders; with --history commits)').choices(SHARD_BYS))
    .option('--history', 'every commit, not the files that are there')
    .option('--repositories <file>', "names and sizes of repositories that are not here: JSON of GitHub's API, or lines NAME BYTES")
    .option('--tracked', 'only files that git tracks')
    .option('--exclude <glob>', 'leave out paths; may be given more than once', (glob: string, globs: string[] = []) => [...globs, glob])
    .option('--config <file>', 'configuration (default: as for a scan)')
    .option('--no-config', 'no configuration file')
    .option('-o, --output <file>', 'where the plan goes (default: watertight-plan.json)')
    .option('-q, --quiet', 'nothing on standard error but errors')
    .addHelpText('after', PLAN_EXAMPLES)
    .action(run);
};

/** `watertight merge` and its options. */
export const addMergeCommand = (program: Command, run: (files: string[], options: MergeOptions) => Promise<void>): void => {
  program
    .command('merge')
    .description('join JSON reports, of shards or of whole scans')
    .argument('<reports...>', 'JSON reports')
    .addOption(new Option('-f, --format <format>', 'form of the report').choices(FORMATS).default('json'))
    .option('-o, --output <file>', 'write the report to a file')
    .addOption(new Option('--fail-on <severity>', 'end with status 1 from this severity on (default: any)').choices([...SEVERITIES, 'never']))
    .option('--explain', 'say which rule, filter and score decided')
    .option('-q, --quiet', 'no notes on standard error')
    .option('--no-color', 'no colour (also: NO_COLOR)')
    .addHelpText('after', MERGE_EXAMPLES)
    .action(run);
};
