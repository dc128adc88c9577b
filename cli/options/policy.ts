import { type Command, Option } from 'commander';
import { AppError } from '../../shared/model/app-error.ts';
import type { CliPolicyOptions } from '../commands/policy.ts';

const EXAMPLES = `
Examples:
  watertight policy > policy.json                        for all that the files of this folder refer to
  watertight policy deploy/ .env.production              for these files alone
  watertight policy arn:aws:secretsmanager:eu-west-1:111122223333:secret:prod/api-AbCdEf
  watertight policy prod/api --account 111122223333 --region eu-west-1
  watertight policy --kms-key arn:aws:kms:eu-west-1:111122223333:key/0123abcd-01ab-01ab-01ab-0123456789ab

Each secret is granted as name-??????, which matches it and no other. BatchGetSecretValue can be granted on * alone; it reads nothing that
GetSecretValue is not granted for. Text files and Markdown are read only when they are named.

Exit status:
  0 a policy was written   2 nothing to grant, or an account or a region is missing
`;

const matching = (option: string, form: RegExp, example: string) => (text: string) => {
  if (form.test(text)) return text;
  throw new AppError('usage', `${option} takes something like ${example}: ${text}`);
};

const kmsKey = (text: string, keys: readonly string[] = []): string[] => [
  ...keys,
  matching('--kms-key', /^arn:[\w-]+:kms:[\w-]+:\d{12}:key\/[\w-]+$/, 'arn:aws:kms:eu-west-1:111122223333:key/…')(text),
];

/** `watertight policy` and its options. */
export const addPolicyCommand = (program: Command, run: (args: string[], options: CliPolicyOptions) => Promise<void>): void => {
  program
    .command('policy')
    .description('write the IAM policy that reads exactly the secrets referred to')
    .argument('[references or paths...]', 'ARNs, names, files and folders (default: the current folder)')
    .option('--account <digits>', 'of names that say none', matching('--account', /^\d{12}$/, '111122223333'))
    .option('--region <region>', 'of names that say none', matching('--region', /^[a-z]+(?:-[a-z]+)+-\d+$/, 'eu-west-1'))
    .option('--kms-key <arn>', 'a customer managed key that encrypts them; may be given more than once', kmsKey)
    .addOption(new Option('--batch', 'grant BatchGetSecretValue as well').default(true))
    .option('--describe', 'grant DescribeSecret as well, for clients that look for rotation')
    .option('--no-batch', 'leave BatchGetSecretValue out')
    .addOption(new Option('-f, --format <format>', 'the policy alone, or with the references and notes').choices(['pretty', 'json']).default('pretty'))
    .option('--exclude <glob>', 'leave out paths; may be given more than once', (glob: string, globs: string[] = []) => [...globs, glob])
    .option('-q, --quiet', 'no progress and no notes on standard error')
    .addHelpText('after', EXAMPLES)
    .action(run);
};
