import type { Command } from 'commander';
import { AppError } from '../../shared/model/app-error.ts';
import type { InitOptions } from '../commands/init.ts';
import { PART_NAMES, type PartName } from '../init/part.ts';

const EXAMPLES = `
Examples:
  watertight init                       show what is missing, ask, and write it
  watertight init --yes                 the same without asking
  watertight init --check               say what is missing; status 1 when something is
  watertight init --only hook --yes     the hook alone, in a fresh clone
  watertight init --no-baseline         let what stands here today fail the build
`;

const partsOf = (text: string): readonly PartName[] => {
  const names = text.split(',').map((name) => name.trim());
  const wrong = names.find((name) => !(PART_NAMES as readonly string[]).includes(name));
  if (wrong !== undefined) throw new AppError('usage', `--only takes ${PART_NAMES.join(', ')}, separated by commas: ${wrong}`);
  return names as PartName[];
};

/** `watertight init` and its options. */
export const addInitCommand = (program: Command, run: (options: InitOptions) => Promise<void>): void => {
  program
    .command('init')
    .description('set a repository up: workflow, pre-commit hook, configuration, and a baseline of what is there today')
    .option('-y, --yes', 'write without asking')
    .option('--check', 'write nothing; say what is missing, with status 1 when something is')
    .option('--only <parts>', 'these alone, separated by commas: workflow, hook, config, baseline', partsOf)
    .option('--no-baseline', 'accept nothing of what is there today')
    .option('-q, --quiet', 'nothing on standard error but errors')
    .option('--no-color', 'no colour (also: NO_COLOR)')
    .addHelpText('after', EXAMPLES)
    .action(run);
};
