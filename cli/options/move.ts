import { type Command, Option } from 'commander';
import { AppError } from '../../shared/model/app-error.ts';
import type { MoveOptions } from '../move-setup.ts';

const EXAMPLES = `
Examples:
  watertight move --dry-run                     what would be moved, where to, and what each line would say
  watertight move                               everything that a scan finds here, after a question
  watertight move .env.production --yes         the values of one file, without a question
  watertight move config/app.yml:12 --local     one line, into the encrypted store of this machine
  watertight move .env --ssm --region eu-west-1 --prefix acme --env production

The store is that of the option, else of WATERTIGHT_PROVIDER, else AWS where a region or a profile is set, else the one of this machine.

What happens: the values are stored, read back and compared; then the file is rewritten as a whole, and its references are resolved and
compared too. If a step fails, everything is as before. If it is killed, the next run settles it first.

Exit status:
  0 moved, nothing to move, or a plan was shown   1 something is left that only you can move   2 to 4 not moved, and why   130 stopped
`;

/** `name=value`. */
const tag = (text: string, tags: Readonly<Record<string, string>> = {}): Record<string, string> => {
  const at = text.indexOf('=');
  if (at < 1) throw new AppError('usage', `--tag takes NAME=VALUE: ${text}`);
  return { ...tags, [text.slice(0, at)]: text.slice(at + 1) };
};

const name = (option: string) => (text: string) => {
  if (/^[\w./@ -]+$/.test(text) && /\w/.test(text)) return text;
  throw new AppError('usage', `${option} takes letters, digits and . _ - / @: ${text}`);
};

/** `watertight move` and its options. */
export const addMoveCommand = (program: Command, run: (places: string[], options: MoveOptions) => Promise<void>): void => {
  program
    .command('move')
    .description('store plaintext secrets, and leave references in their place')
    .argument('[places...]', 'FILE: all that is found in it; FILE:LINE: what is found there (default: the current folder)')
    .option('-y, --yes', 'move without a question')
    .option('-n, --dry-run', 'show the plan, change nothing')
    .addOption(new Option('-f, --format <format>', 'form of plan and result').choices(['pretty', 'json']).default('pretty'))
    .addOption(new Option('--aws', 'to AWS Secrets Manager').conflicts(['ssm', 'vault', 'azure', 'local']))
    .addOption(new Option('--ssm', 'to AWS SSM Parameter Store').conflicts(['vault', 'azure', 'local']))
    .addOption(new Option('--vault', 'to HashiCorp Vault').conflicts(['azure', 'local']))
    .addOption(new Option('--azure', 'to Azure Key Vault').conflicts(['local']))
    .option('--local', 'to the encrypted store of this machine: needs no account')
    .option('--prefix <name>', 'first part of secret names (default: the name of the package or repository)', name('--prefix'))
    .option('--env <name>', 'second part (default: as file or folder say, else development)', name('--env'))
    .option('--service <name>', 'last part (default: as file or folder say, else app)', name('--service'))
    .addOption(
      new Option('--name <name>', 'the whole name, of a secret that exists or not; for one file')
        .argParser(name('--name'))
        .conflicts(['prefix', 'env', 'service', 'onePerKey']),
    )
    .option('--one-per-key', 'a secret for each value (default: one JSON secret for a file)')
    .option('--update', 'add keys to a secret that exists')
    .option('--force', 'replace other values that a secret holds under the same keys')
    .option('--region <region>', 'of AWS')
    .option('--profile <name>', 'of AWS')
    .option('--kms-key <key>', 'of AWS: the key that encrypts new secrets')
    .option('--tag <name=value>', 'of new secrets; may be given more than once', tag)
    .option('--exclude <glob>', 'leave out paths; may be given more than once', (glob: string, globs: string[] = []) => [...globs, glob])
    .option('--config <file>', 'configuration (default: watertight.toml, else .gitleaks.toml, of the current folder)')
    .option('--no-config', 'no configuration file')
    .option('--baseline <file>', 'accepted findings stay where they are (default: .watertight-baseline.json of the current folder)')
    .option('--no-baseline', 'no baseline')
    .option('--no-inline', 'ignore comments that allow a finding')
    .option('-q, --quiet', 'no progress and no notes on standard error')
    .option('--no-color', 'no colour (also: NO_COLOR)')
    .addHelpText('after', EXAMPLES)
    .action(run);
};
