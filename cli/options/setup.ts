import { type Command, Option } from 'commander';
import { PROVIDER_IDS } from '../../shared/model/reference.ts';
import type { SetupOptions } from '../commands/setup.ts';

const EXAMPLES = `
On a terminal it asks which store it is to be, tests the connection, and shows the variables to set and the rights to give; then it offers to
move the secrets of this folder. Elsewhere it shows the steps. It writes no file by itself, and asks for no credential.

Examples:
  watertight setup
  watertight setup --provider aws --region eu-west-1 --profile dev
  watertight setup --provider local --steps
`;

/** `watertight setup` and its options. */
export const addSetupCommand = (program: Command, run: (options: SetupOptions) => Promise<void>): void => {
  program
    .command('setup')
    .description('choose a store, test it, and see the steps from a plaintext to a reference')
    .addOption(new Option('--provider <provider>', 'the store, without a question').choices(PROVIDER_IDS))
    .option('--region <region>', 'region of AWS')
    .option('--profile <profile>', 'profile of AWS')
    .option('--steps', 'show the steps alone, also on a terminal')
    .addHelpText('after', EXAMPLES)
    .action(run);
};
