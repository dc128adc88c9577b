import { type Command, Option } from 'commander';
import { AppError } from '../../shared/model/app-error.ts';
import { PROVIDER_IDS } from '../../shared/model/reference.ts';
import type { CostOptions } from '../commands/cost.ts';

const EXAMPLES = `
Examples:
  watertight cost                                    secrets that the files of this folder refer to, each counted once
  watertight cost --secrets 12 --calls 100000        by hand
  watertight cost --live --provider aws --region eu-west-1 --calls-from /var/log/app/audit.jsonl
  watertight cost deploy/ --replicas 3 --format json

What is shown is the list price for a month, in US dollars.
`;

const count = (option: string) => (text: string) => {
  const value = Number(text);
  if (!/^\d+$/.test(text) || !Number.isSafeInteger(value) || value > 1e12) throw new AppError('usage', `${option} takes a whole number from 0 on: ${text}`);
  return value;
};

/** `watertight cost` and its options. */
export const addCostCommand = (program: Command, run: (args: string[], options: CostOptions) => Promise<void>): void => {
  program
    .command('cost')
    .description('say what the stores of your secrets bill in a month')
    .argument('[references or paths...]', 'where references are looked for (default: the current folder)')
    .option('--secrets <number>', 'this many secrets, instead of those that are found', count('--secrets'))
    .option('--replicas <number>', 'copies in other regions, all together', count('--replicas'))
    .option('--calls <number>', 'calls in a month', count('--calls'))
    .option('--calls-from <file>', 'calls as an audit log has them (WATERTIGHT_AUDIT_LOG)')
    .option('--live', 'count what the store holds')
    .addOption(new Option('--provider <provider>', 'the store, with --secrets or --live').choices(PROVIDER_IDS))
    .option('--region <region>', 'region of AWS, with --live')
    .option('--profile <profile>', 'profile of AWS, with --live')
    .addOption(new Option('-f, --format <format>', 'form of the answer').choices(['pretty', 'json']).default('pretty'))
    .option('--exclude <glob>', 'leave out paths; may be given more than once', (glob: string, globs: string[] = []) => [...globs, glob])
    .option('-q, --quiet', 'no progress on standard error')
    .addHelpText('after', EXAMPLES)
    .action(run);
};
