import { type Command, Option } from 'commander';
import { AppError } from '../../shared/model/app-error.ts';
import { PROVIDER_IDS } from '../../shared/model/reference.ts';
import type { ResolveOptions } from '../commands/resolve.ts';
import type { DeleteOptions } from '../commands/secrets-delete.ts';
import type { GetOptions, ListOptions } from '../commands/secrets-read.ts';
import type { RotateOptions } from '../commands/secrets-rotate.ts';
import type { TestOptions } from '../commands/secrets-test.ts';
import type { UpdateOptions, WriteOptions } from '../commands/secrets-write.ts';
import type { Streams } from '../run.ts';
import type { StoreOptions } from '../store.ts';

const EXAMPLES = `
A NAME is a name in the chosen store, or a reference of any kind: an ARN, local://NAME, vault://MOUNT/PATH, …
The store is that of the reference; else --provider, else WATERTIGHT_PROVIDER, else AWS where a region or a profile is set (AWS_REGION,
AWS_PROFILE, --region, --profile), else the encrypted one of this machine.

Examples:
  openssl rand -base64 24 | watertight secrets create prod/api/token
  watertight secrets create prod/api/token                 asks for the value, and does not show it
  watertight secrets create prod/db --from-file db.json    byte for byte
  watertight secrets update prod/db#password               one key of a JSON value, the others stay
  watertight secrets list --prefix prod/
  watertight secrets describe prod/api/token               everything but the value
  watertight secrets get prod/db#password | psql-login     the value of one JSON key, nothing added
  watertight secrets delete prod/api/token --recovery-days 7
  watertight secrets rotate prod/db --provider aws --every 30 --lambda arn:aws:lambda:eu-west-1:111122223333:function:rotate
  watertight secrets test --all
`;

const RESOLVE_EXAMPLES = `
A value goes into a pipe or a file exactly as it is, with no line end added; on a terminal --show or a yes is needed.

Examples:
  watertight resolve local://prod/db#password | pbcopy
  watertight resolve arn:aws:secretsmanager:eu-west-1:111122223333:secret:prod/db-AbCdEf:password::
  watertight resolve vault://secret/app --json-keys        names of the keys, no value
`;

const wholeFrom = (name: string, least: number, most: number) => (text: string) => {
  const value = Number(text);
  if (!/^\d+$/.test(text) || value < least || value > most) throw new AppError('usage', `${name} takes a whole number from ${least} to ${most}: ${text}`);
  return value;
};

const tag = (text: string, tags: Readonly<Record<string, string>> = {}): Readonly<Record<string, string>> => {
  const at = text.indexOf('=');
  if (at < 1) throw new AppError('usage', `--tag takes KEY=VALUE: ${text}`);
  return { ...tags, [text.slice(0, at)]: text.slice(at + 1) };
};

const withStore = (command: Command): Command =>
  command
    .addOption(new Option('--provider <provider>', 'the store').choices(PROVIDER_IDS))
    .option('--region <region>', 'region of AWS')
    .option('--profile <profile>', 'profile of AWS');

const withFormat = (command: Command): Command =>
  command.addOption(new Option('-f, --format <format>', 'form of the answer').choices(['pretty', 'json']).default('pretty'));

const withValueFormat = (command: Command): Command =>
  command
    .addOption(new Option('-f, --format <format>', 'the value alone, or all about this version').choices(['text', 'json']).default('text'))
    .option('--show', 'let a terminal show the value, without asking');

const withValue = (command: Command): Command =>
  command
    .argument('<name>', 'its name, or a reference')
    .allowExcessArguments()
    .option('--from-file <file>', 'take the value from a file, byte for byte (`-`: from standard input, byte for byte)')
    .option('--binary', 'the value is bytes, not text')
    .option('--description <text>', 'what it is for')
    .option('--tag <key=value>', 'a tag; may be given more than once', tag)
    .option('--kms-key <key>', 'AWS: the KMS key that encrypts it')
    .option('--fields', 'Vault: the keys of a JSON object become fields of their own, which sorts them')
    .option('--token <token>', '32 to 64 characters: the same token with the same value is stored once')
    .addOption(new Option('--value <value>').hideHelp());

/** `watertight secrets …` and `watertight resolve`. `done` takes the exit status. A command's code is loaded when it runs. */
export const addSecretCommands = (program: Command, streams: Streams, done: (status: number) => void): void => {
  const secrets = program
    .command('secrets')
    .description('keep secrets in a store: AWS, SSM, Vault, Azure, or an encrypted file of your own')
    .addHelpText('after', EXAMPLES);

  withFormat(withStore(secrets.command('list')))
    .description('names, and when they changed')
    .option('--prefix <prefix>', 'names that start with this')
    .option('--deleted', 'also those that wait for their deletion')
    .option('--limit <number>', 'at most so many', wholeFrom('--limit', 1, 1_000_000))
    .action(async (options: ListOptions) => done(await (await import('../commands/secrets-read.ts')).listSecrets(streams, options)));

  withFormat(withStore(secrets.command('describe')))
    .description('everything but the value: versions, rotation, tags, times')
    .argument('<name>', 'its name, or a reference')
    .action(async (name: string, options: StoreOptions) => done(await (await import('../commands/secrets-read.ts')).describeSecret(streams, name, options)));

  withValueFormat(withStore(secrets.command('get')))
    .description('the value: exactly into a pipe, on a terminal with --show or a yes')
    .argument('<name>', 'its name, or a reference; NAME#KEY for a JSON key')
    .option('--stage <stage>', 'a version by its stage, e.g. AWSPREVIOUS')
    .option('--version-id <id>', 'a version by its id')
    .action(async (name: string, options: GetOptions) => done(await (await import('../commands/secrets-read.ts')).getSecret(streams, name, options)));

  withValue(withFormat(withStore(secrets.command('create'))))
    .description('store a new secret; the value comes from a pipe, a file or a hidden prompt')
    .action(async (_: string, options: WriteOptions, command: Command) =>
      done(await (await import('../commands/secrets-write.ts')).createSecret(streams, command.args, options)),
    );

  withValue(withFormat(withStore(secrets.command('update'))))
    .description('store a new version, with NAME#KEY of one JSON key; the one before stays readable where the store keeps it')
    .option('--expected <version-id>', 'only if this is the current version')
    .action(async (_: string, options: UpdateOptions, command: Command) =>
      done(await (await import('../commands/secrets-write.ts')).updateSecret(streams, command.args, options)),
    );

  withFormat(withStore(secrets.command('delete')))
    .description('delete a secret; it can be restored for some days')
    .argument('<name>', 'its name, or a reference')
    .option('--recovery-days <days>', '7 to 30 (default 30)', wholeFrom('--recovery-days', 7, 30))
    .option('--now', 'at once and for good')
    .option('-y, --yes', 'do not ask')
    .action(async (name: string, options: DeleteOptions) => done(await (await import('../commands/secrets-delete.ts')).deleteSecret(streams, name, options)));

  withFormat(withStore(secrets.command('restore')))
    .description('take a deletion back')
    .argument('<name>', 'its name, or a reference')
    .action(async (name: string, options: StoreOptions) => done(await (await import('../commands/secrets-delete.ts')).restoreSecret(streams, name, options)));

  withFormat(withStore(secrets.command('rotate')))
    .description('let the store replace the value now, or from now on every so many days')
    .argument('<name>', 'its name, or a reference')
    .option('--every <days>', 'turn rotation on: 1 to 1000', wholeFrom('--every', 1, 1000))
    .option('--lambda <arn>', 'AWS: the function that rotates')
    .action(async (name: string, options: RotateOptions) => done(await (await import('../commands/secrets-rotate.ts')).rotateSecret(streams, name, options)));

  withFormat(withStore(secrets.command('test')))
    .description('whether the store can be reached, as whom, and how fast')
    .option('--all', 'every store; those that are not set up are no failure')
    .action(async (options: TestOptions) => done(await (await import('../commands/secrets-test.ts')).testStores(streams, options)));

  withValueFormat(withStore(program.command('resolve')))
    .description('what a reference means: the value, into a pipe exactly')
    .argument('<reference>', 'an ARN (also with :json-key:stage:version), local://, vault://, azure://, ssm:, or a name; #KEY for a JSON key')
    .option('--json-keys', 'names of the JSON keys, no value')
    .addHelpText('after', RESOLVE_EXAMPLES)
    .action(async (text: string, options: ResolveOptions) => done(await (await import('../commands/resolve.ts')).resolveReference(streams, text, options)));
};
