import { type Command, Option } from 'commander';
import type { DriftOptions } from '../commands/drift.ts';

const EXAMPLES = `
Examples:
  watertight drift                        .env.example, .env files, compose, task definitions, … and the stores
  watertight drift --no-store             the files alone, offline
  watertight drift deploy/ .env.example --format json

Drift is: a variable that .env.example names and nothing sets, or the other way round; a plain value where another file has a reference; a
reference to a secret or a JSON key that is not there, or that can't work. Values are compared, and never shown: digests are salted anew for
each run.

Exit status:
  0 no drift   1 drift   2 nothing to compare   3 authentication   4 store unreachable
`;

/** `watertight drift` and its options. */
export const addDriftCommand = (program: Command, run: (paths: string[], options: DriftOptions) => Promise<void>): void => {
  program
    .command('drift')
    .description('compare .env.example, references and stores, without showing a value')
    .argument('[paths...]', 'files and folders (default: the current folder)')
    .option('--no-store', 'ask no store')
    .option('--region <region>', 'region of AWS')
    .option('--profile <profile>', 'profile of AWS')
    .addOption(new Option('-f, --format <format>', 'form of the answer').choices(['pretty', 'json']).default('pretty'))
    .option('--exclude <glob>', 'leave out paths; may be given more than once', (glob: string, globs: string[] = []) => [...globs, glob])
    .option('-q, --quiet', 'no progress on standard error')
    .option('--no-color', 'no colour (also: NO_COLOR)')
    .addHelpText('after', EXAMPLES)
    .action(run);
};
