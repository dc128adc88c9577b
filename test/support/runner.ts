import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
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

/** Runs the built action as the runner does. `WATERTIGHT_TEST_NODE` names another Node to run it with. */
export const runAction = (run: ActionRun): ActionResult => {
  const home = mkdtempSync(join(tmpdir(), 'watertight-runner-'));
  const file = (name: string, text = ''): string => {
    writeFileSync(join(home, name), text);
    return join(home, name);
  };
  try {
    const inputs = Object.fromEntries(
      Object.entries({ scan: 'auto', 'fail-on': 'low', ...run.inputs }).map(([name, value]) => [`INPUT_${name.toUpperCase()}`, value]),
    );
    const env = {
      PATH: process.env['PATH'] ?? '',
      HOME: home,
      CI: 'true',
      GITHUB_ACTIONS: 'true',
      GITHUB_EVENT_NAME: run.event,
      GITHUB_EVENT_PATH: file('event.json', JSON.stringify(run.payload)),
      GITHUB_WORKSPACE: run.workspace,
      GITHUB_SHA: run.sha ?? '',
      GITHUB_OUTPUT: file('output'),
      GITHUB_ENV: file('env'),
      GITHUB_STATE: file('state'),
      GITHUB_STEP_SUMMARY: file('summary'),
      GITHUB_REPOSITORY: 'acme/app',
      ...inputs,
      ...run.env,
    };
    const { status, stdout, stderr } = spawnSync(process.env['WATERTIGHT_TEST_NODE'] ?? process.execPath, [join(ROOT, 'dist/action/main.js')], {
      cwd: run.workspace,
      env,
      encoding: 'utf8',
      maxBuffer: 1 << 28,
    });
    return {
      status,
      stdout,
      stderr,
      outputs: outputsIn(readFileSync(join(home, 'output'), 'utf8')),
      summary: readFileSync(join(home, 'summary'), 'utf8'),
      exported: readFileSync(join(home, 'env'), 'utf8'),
      commands: commandsIn(stdout),
    };
  } finally {
    rmSync(home, { recursive: true, force: true });
  }
};
