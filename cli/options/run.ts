import { type Command, Option } from 'commander';
import type { RunOptions } from '../commands/run.ts';

const EXAMPLES = `
The command gets the values of the references that the environment and the env files hold: KEY=<reference>, NAME_SECRET_ARN, AWS_SECRET_NAME.
What the environment has comes before what a file has; of several files the last one comes first. What the command writes is redacted: every
value in every form, on a terminal too, where the command keeps its colours and its keyboard.

Examples:
  watertight run -- node server.js                      with .env of this folder when it is there
  watertight run -e .env.production -- ./deploy.sh
  watertight run --pristine --env-name CI -- terraform plan
  watertight run --no-redact -- vim                     the command gets this terminal itself

Exit status:
  that of the command, or its signal; 127 no such command, 126 not executable
  before it starts: 2 usage or no such secret, 3 authentication, 4 provider unreachable
`;

const all = (each: string, before: string[] | boolean = []): string[] => [...(Array.isArray(before) ? before : []), each];

/** `watertight run` and its options. */
export const addRunCommand = (program: Command, run: (words: string[], options: RunOptions) => Promise<void>): void => {
  program
    .command('run')
    .usage('[options] -- <command> [args...]')
    .description('run a command with secrets in its environment, and none in its output')
    .argument('<command...>', 'the command and its arguments')
    .option('-e, --env-file <file>', 'variables and references to give it; may be given more than once (default: WATERTIGHT_ENV_FILE, else .env)', all)
    .option('--no-env-file', 'no env file')
    .option('--pristine', 'of the environment, give it only what any program needs (PATH, HOME, …)')
    .option('--env-name <name>', 'with --pristine: a variable to give it all the same; may be given more than once', all)
    .option('--environment <name>', 'development: plain values come before references (default: WATERTIGHT_ENV, else NODE_ENV, else production)')
    .option('--fallback', "a plain value beside a reference serves where the secret can't be had")
    .option('--strict', 'no fall-back, and no start with a reference or a name that is refused')
    .addOption(new Option('--redact', 'redact its output').default(true).hideHelp())
    .option('--no-redact', 'give it our own streams, as they are')
    .option('--region <region>', 'region of AWS')
    .option('--profile <profile>', 'profile of AWS')
    .option('-q, --quiet', 'no notes on standard error')
    .passThroughOptions()
    .addHelpText('after', EXAMPLES)
    .action(run);
};
