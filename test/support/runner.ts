import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'yaml';
import { ROOT } from './source-files.ts';

/** How the GitHub runner starts an action: the event's payload in a file, inputs and file commands in the environment. */
export interface ActionRun {
  readonly event: string;
  readonly payload: unknown;
  /** The workspace: a checked-out repository. */
  readonly workspace: string;
  readonly sha?: string;
  readonly inputs?: Readonly<Record<string, string>>;
  readonly env?: Readonly<Record<string, string>>;
}

export interface ActionResult {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
  readonly outputs: Readonly<Record<string, string>>;
  readonly summary: string;
  /** What was written to `GITHUB_ENV`: nothing may be. */
  readonly exported: string;
  /** The workflow commands that the runner would obey, in order. */
  readonly commands: readonly Command[];
}

export interface Command {
  readonly name: string;
  readonly properties: Readonly<Record<string, string>>;
  readonly message: string;
}

const fromCommand = (text: string): string => text.replace(/%0A/g, '\n').replace(/%0D/g, '\r').replace(/%3A/g, ':').replace(/%2C/g, ',').replace(/%25/g, '%');

/** Commands as the runner finds them: `::name props::message` at line start after spaces, `##[name props]message` anywhere (ActionCommand.cs). */
export const commandsIn = (log: string): Command[] => {
  const commands: Command[] = [];
  for (const line of log.split('\n')) {
    const match = /^\s*::([\w-]+)(?: ([^:]*(?::(?!:)[^:]*)*?))?::(.*)$/.exec(line) ?? /##\[([\w-]+)(?: ([^\]]*))?\](.*)$/.exec(line);
    if (match === null) continue;
    const properties = Object.fromEntries(
      (match[2] ?? '')
        .split(/[,;]/)
        .filter((pair) => pair.includes('='))
        .map((pair) => [pair.slice(0, pair.indexOf('=')).trim(), fromCommand(pair.slice(pair.indexOf('=') + 1))]),
    );
    commands.push({ name: match[1] ?? '', properties, message: fromCommand(match[3] ?? '') });
  }
  return commands;
};

/** `GITHUB_OUTPUT` in both of its forms: `name=value` and `name<<delimiter`. */
const outputsIn = (text: string): Record<string, string> => {
  const outputs: Record<string, string> = {};
  const lines = text.split('\n');
  for (let i = 0; i < lines.length; i++) {
    const line = lines[i] ?? '';
    const heredoc = /^([^=<]+)<<(.+)$/.exec(line);
    if (heredoc !== null) {
      const body: string[] = [];
      for (i += 1; i < lines.length && lines[i] !== heredoc[2]; i++) body.push(lines[i] ?? '');
      outputs[heredoc[1] ?? ''] = body.join('\n');
    } else if (line.includes('=')) {
      outputs[line.slice(0, line.indexOf('='))] = line.slice(line.indexOf('=') + 1);
    }
  }
  return outputs;
};

const NODE = process.env['WATERTIGHT_TEST_NODE'] ?? process.execPath;

/** The runner sets every input that the workflow leaves out. */
const DEFAULTS: Readonly<Record<string, string>> = Object.fromEntries(
  Object.entries((parse(readFileSync(join(ROOT, 'action.yml'), 'utf8')) as { inputs: Record<string, { default?: string }> }).inputs).map(([name, input]) => [
    name,
    // an expression is for the runner; a test gives a token where it wants one
    input.default?.startsWith('${{') === true ? '' : (input.default ?? ''),
  ]),
);

/** Files of one step, as the runner lays them out in its folder for temporary files. */
interface StepFiles {
  readonly env: Readonly<Record<string, string>>;
  readonly read: (name: string) => string;
}

const FILES = { GITHUB_OUTPUT: 'set_output', GITHUB_ENV: 'set_env', GITHUB_STATE: 'save_state', GITHUB_STEP_SUMMARY: 'step_summary' } as const;

const stepFiles = (home: string, step: string): StepFiles => {
  const folder = join(home, '_temp/_runner_file_commands');
  mkdirSync(folder, { recursive: true });
  const path = (name: string): string => join(folder, `${name}_${step}`);
  for (const name of Object.values(FILES)) writeFileSync(path(name), '');
  return {
    env: { RUNNER_TEMP: join(home, '_temp'), ...Object.fromEntries(Object.entries(FILES).map(([variable, name]) => [variable, path(name)])) },
    read: (name) => readFileSync(path(name), 'utf8'),
  };
};

const environmentOf = (run: ActionRun, home: string, files: StepFiles): Record<string, string> => {
  const inputs = Object.fromEntries(
    Object.entries({ ...DEFAULTS, 'fail-on': 'low', ...run.inputs }).map(([name, value]) => [`INPUT_${name.toUpperCase()}`, value]),
  );
  const event = join(home, 'event.json');
  writeFileSync(event, JSON.stringify(run.payload) ?? '');
  return {
    PATH: process.env['PATH'] ?? '',
    HOME: home,
    CI: 'true',
    GITHUB_ACTIONS: 'true',
    GITHUB_EVENT_NAME: run.event,
    GITHUB_EVENT_PATH: event,
    GITHUB_WORKSPACE: run.workspace,
    GITHUB_SHA: run.sha ?? '',
    GITHUB_REPOSITORY: 'acme/app',
    ...files.env,
    ...inputs,
    ...run.env,
  };
};

const resultOf = (files: StepFiles, { status, stdout, stderr }: Pick<ActionResult, 'status' | 'stdout' | 'stderr'>): ActionResult => ({
  status,
  stdout,
  stderr,
  outputs: outputsIn(files.read('set_output')),
  summary: files.read('step_summary'),
  exported: files.read('set_env'),
  commands: commandsIn(stdout),
});

/** Runs the built action as the runner does. `WATERTIGHT_TEST_NODE` names another Node to run it with. */
export const runAction = (run: ActionRun): ActionResult => {
  const home = mkdtempSync(join(tmpdir(), 'watertight-runner-'));
  try {
    const files = stepFiles(home, 'main');
    const options = { cwd: run.workspace, env: environmentOf(run, home, files), encoding: 'utf8', maxBuffer: 1 << 28 } as const;
    return resultOf(files, spawnSync(NODE, [join(ROOT, 'dist/action/main.js')], options));
  } finally {
    rmSync(home, { recursive: true, force: true });
  }
};

/** Steps of one job, run as the runner does: what one exports the next one sees, and each post step gets the state of its main step. */
export interface Job {
  /** The environment as the steps so far left it. */
  readonly env: Readonly<Record<string, string>>;
  readonly runnerTemp: string;
  /** What was written to `GITHUB_STATE` by all steps, as it stood on the disk. */
  readonly states: readonly string[];
  /** Runs the main entry. Does not block, so that servers of the test can answer. */
  readonly step: (inputs: Readonly<Record<string, string>>, env?: Readonly<Record<string, string>>) => Promise<ActionResult>;
  /** Runs the post entry of the steps, the last first. */
  readonly finish: () => Promise<ActionResult[]>;
  readonly remove: () => void;
}

export const createJob = (run: Omit<ActionRun, 'inputs'>): Job => {
  const home = mkdtempSync(join(tmpdir(), 'watertight-runner-'));
  let jobEnv: Record<string, string> = {};
  const steps: {
    readonly inputs: Readonly<Record<string, string>>;
    readonly env: Readonly<Record<string, string>>;
    readonly state: Readonly<Record<string, string>>;
  }[] = [];
  const states: string[] = [];
  let count = 0;
  const start = async (
    entry: 'main' | 'post',
    inputs: Readonly<Record<string, string>>,
    env: Readonly<Record<string, string>>,
  ): Promise<{ result: ActionResult; files: StepFiles }> => {
    count += 1;
    const files = stepFiles(home, String(count));
    const base = environmentOf({ ...run, inputs }, home, files);
    const child = spawn(NODE, [join(ROOT, `dist/action/${entry}.js`)], {
      cwd: run.workspace,
      env: { ...base, ...jobEnv, ...files.env, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const text = { stdout: '', stderr: '' };
    for (const name of ['stdout', 'stderr'] as const) child[name].setEncoding('utf8').on('data', (chunk: string) => (text[name] += chunk));
    const [status] = (await once(child, 'close')) as [number | null];
    const result = resultOf(files, { status, ...text });
    jobEnv = { ...jobEnv, ...outputsIn(result.exported) };
    // the runner takes the files of a step away when the next one starts; its summary waits for the upload
    for (const name of ['set_output', 'set_env']) rmSync(join(home, '_temp/_runner_file_commands', `${name}_${count}`));
    return { result, files };
  };
  return {
    get env() {
      return jobEnv;
    },
    runnerTemp: join(home, '_temp'),
    states,
    step: async (inputs, env = {}) => {
      const { result, files } = await start('main', inputs, env);
      const state = files.read('save_state');
      states.push(state);
      rmSync(join(home, '_temp/_runner_file_commands', `save_state_${count}`));
      steps.push({ inputs, env, state: Object.fromEntries(Object.entries(outputsIn(state)).map(([name, value]) => [`STATE_${name}`, value])) });
      return result;
    },
    finish: async () => {
      const results: ActionResult[] = [];
      for (const { inputs, env, state } of steps.toReversed()) results.push((await start('post', inputs, { ...env, ...state })).result);
      return results;
    },
    remove: () => rmSync(home, { recursive: true, force: true }),
  };
};
