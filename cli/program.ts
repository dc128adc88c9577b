import { Command, CommanderError, Option } from 'commander';
import { AppError } from '../shared/model/app-error.ts';
import { SEVERITIES } from '../shared/model/rule.ts';
import { VERSION } from '../shared/model/version.ts';
import type { BaselineOptions } from './commands/baseline.ts';
import type { ScanOptions } from './commands/scan.ts';
import { FORMATS } from './formats.ts';
import { addCostCommand } from './options/cost.ts';
import { addDriftCommand } from './options/drift.ts';
import { addInitCommand } from './options/init.ts';
import { addLogsCommand } from './options/logs.ts';
import { addMoveCommand } from './options/move.ts';
import { addPolicyCommand } from './options/policy.ts';
import { addRunCommand } from './options/run.ts';
import { addSecretCommands } from './options/secrets.ts';
import { addSetupCommand } from './options/setup.ts';
import { addMergeCommand, addPlanCommand } from './options/shards.ts';
import { withVerify } from './options/verify.ts';
import type { Streams } from './run.ts';

const EXAMPLES = `
Examples:
  watertight scan                             what git tracks here and does not ignore, .env and tfvars files always
  watertight scan deploy/ .env.production     these alone
  watertight scan --staged                    what the next commit would add (for a pre-commit hook)
  watertight scan --diff origin/main..HEAD    what a branch adds
  watertight scan --history                   every commit of the repository
  kubectl logs app | watertight scan --stdin-path app.log
  watertight scan --diff origin/main..HEAD --known-values references
                                              also the very values that references here stand for
  watertight scan --known-values env-file:/run/app.env --guard dist/ report.zip
  watertight scan --format sarif --output watertight.sarif

Exit status:
  0 nothing found   1 plaintext secrets found   2 usage or configuration   3 authentication
  4 provider unreachable   5 something was not scanned   70 a bug
`;

const KNOWN_VALUES_HELP =
  'also look for the values that you may read, in every form: references (those found here; default), env-file:PATH, env:NAME,NAME, store:PREFIX';

const whole = (name: string) => (text: string) => {
  const value = Number(text);
  if (!Number.isSafeInteger(value) || value < 1) throw new AppError('usage', `${name} takes a whole number from 1 on: ${text}`);
  return value;
};

const date = (text: string): string => {
  // A 30th of February is parsed as another day.
  const day = /^\d{4}-\d\d-\d\d$/.test(text) ? Date.parse(text) : Number.NaN;
  if (Number.isNaN(day) || !new Date(day).toISOString().startsWith(text)) throw new AppError('usage', `--expires takes a date, YYYY-MM-DD: ${text}`);
  return text;
};

/** Options of every command that scans. */
const withSources = (command: Command): Command =>
  command
    .argument('[paths...]', 'files and folders; `-` is standard input (default: the current folder)')
    .option('--staged', 'what is staged for the next commit')
    .option('--diff <range>', 'what a range BASE..HEAD or BASE...HEAD adds, as one change')
    .option('--commits <range>', 'what each commit of a range adds, also when a later one removes it')
    .option('--history', 'what any commit of the repository ever added')
    .option('--shard <file#k>', 'part K of the plan in FILE, as `watertight plan` divided it')
    .option('--plan <file>', 'the plan, for --shard K/N')
    .option('--cache <folder>', 'with --history: remember what was clean, and read only what is new')
    .option('--stdin-path <path>', 'read standard input, and treat it as this file')
    .option('--tracked', 'only files that git tracks')
    .option('--archives', 'also look into .zip, .gz, .tar and .tgz')
    .option('--exclude <glob>', 'leave out paths; may be given more than once', (glob: string, globs: string[] = []) => [...globs, glob])
    .option('--max-file-size <megabytes>', 'leave out larger files, and say so', whole('--max-file-size'))
    .option('--config <file>', 'configuration (default: watertight.toml, else .gitleaks.toml, of the current folder)')
    .option('--no-config', 'no configuration file')
    .option('--baseline <file>', 'accepted findings (default: .watertight-baseline.json of the current folder)')
    .option('--no-baseline', 'no baseline')
    .option('--no-inline', 'ignore comments that allow a finding')
    .option('--threads <number>', 'threads at most (default: as many as processors, up to 4)', whole('--threads'))
    .option('-q, --quiet', 'no progress and no notes on standard error')
    .option('--no-color', 'no colour (also: NO_COLOR)');

export interface Program {
  /** Runs the command that the arguments name, to its exit status. */
  readonly run: (args: readonly string[]) => Promise<number>;
}

/** Every command, its options and its help. A command is loaded when it runs: help costs no rules. */
export const createProgram = (streams: Streams): Program => {
  let status = 0;
  const program = new Command('watertight')
    .description('Finds plaintext secrets in .env files, tfvars, CI logs and source code, before they merge.')
    .version(VERSION, '-v, --version', 'print the version')
    .exitOverride()
    // Options behind the command of `run` are that command's own.
    .enablePositionalOptions()
    .configureOutput({ writeOut: (text) => streams.out.write(text), writeErr: (text) => streams.err.write(text) })
    .showHelpAfterError('(watertight --help lists commands and options)')
    .addHelpText('after', EXAMPLES);

  withVerify(withSources(program.command('scan')))
    .description('find plaintext secrets')
    .addOption(new Option('-f, --format <format>', 'form of the report').choices(FORMATS).default('pretty'))
    .option('-o, --output <file>', 'write the report to a file')
    .addOption(new Option('--fail-on <severity>', 'end with status 1 from this severity on (default: any)').choices([...SEVERITIES, 'never']))
    .option('--explain', 'say which rule, filter and score decided')
    .option('--known-values [source...]', KNOWN_VALUES_HELP)
    .option('--guard', 'files that are about to leave: archives too, and nothing silences a finding')
    .addHelpText('after', EXAMPLES)
    .action(async (paths: string[], options: ScanOptions) => {
      const { scan } = await import('./commands/scan.ts');
      status = await scan(streams, VERSION, paths, options);
    });

  withSources(program.command('baseline'))
    .description('accept what is found today, so that only new findings fail a build')
    .option('-o, --output <file>', 'where to write it (default: where a scan looks for it)')
    .option('--reason <text>', 'why they are accepted')
    .option('--expires <date>', 'last day on which they are, YYYY-MM-DD', date)
    .addOption(new Option('--format <format>', "ours, or detect-secrets' .secrets.baseline").choices(['watertight', 'detect-secrets']).default('watertight'))
    .action(async (paths: string[], options: BaselineOptions) => {
      const { baseline } = await import('./commands/baseline.ts');
      status = await baseline(streams, VERSION, paths, options);
    });

  program
    .command('explain')
    .description('say why something in a file is flagged, and why something is not')
    .argument('<place>', 'PATH or PATH:LINE')
    .option('--no-color', 'no colour (also: NO_COLOR)')
    .action(async (place: string, options: { color: boolean }) => {
      const { explain } = await import('./commands/explain.ts');
      status = await explain(streams, place, options.color);
    });

  program
    .command('rules')
    .description('list the rules')
    .addOption(new Option('-f, --format <format>', 'form of the list').choices(['pretty', 'json']).default('pretty'))
    .action(async (options: { format: 'pretty' | 'json' }) => {
      const { printRules } = await import('./commands/rules.ts');
      status = await printRules(streams, options.format);
    });

  addCostCommand(program, async (args, options) => {
    const { cost } = await import('./commands/cost.ts');
    status = await cost(streams, args, options);
  });

  addDriftCommand(program, async (paths, options) => {
    const { drift } = await import('./commands/drift.ts');
    status = await drift(streams, paths, options);
  });

  addInitCommand(program, async (options) => {
    const { init } = await import('./commands/init.ts');
    status = await init(streams, VERSION, options);
  });

  addPlanCommand(program, async (paths, options) => {
    const { plan } = await import('./commands/plan.ts');
    status = await plan(streams, VERSION, paths, options);
  });

  addMergeCommand(program, async (files, options) => {
    const { merge } = await import('./commands/merge.ts');
    status = await merge(streams, files, options);
  });

  addPolicyCommand(program, async (args, options) => {
    const { policy } = await import('./commands/policy.ts');
    status = await policy(streams, args, options);
  });

  addRunCommand(program, async (words, options) => {
    const { run: runCommand } = await import('./commands/run.ts');
    status = await runCommand(streams, words, options);
  });

  addLogsCommand(program, async (target, options) => {
    const { logs } = await import('./commands/logs.ts');
    status = await logs(streams, VERSION, target, options);
  });

  addMoveCommand(program, async (places, options) => {
    const { move } = await import('./commands/move.ts');
    status = await move(streams, places, options);
  });

  addSetupCommand(program, async (options) => {
    const { setup } = await import('./commands/setup.ts');
    status = await setup(streams, options);
  });

  addSecretCommands(program, streams, (code) => {
    status = code;
  });

  const run = async (args: readonly string[]): Promise<number> => {
    try {
      if (args.length === 0) {
        program.outputHelp();
        return 0;
      }
      await program.parseAsync([...args], { from: 'user' });
      return status;
    } catch (error) {
      // Help and version end here with 0; whatever else commander refuses is a usage error that it has described already.
      if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
      throw error;
    }
  };
  return { run };
};
