import { type ChildProcess, type SpawnOptions, spawn, spawnSync } from 'node:child_process';
import { constants } from 'node:os';
import type { Readable } from 'node:stream';
import { isatty } from 'node:tty';
import { AppError } from '../../shared/model/app-error.ts';
import { asLine } from '../../shared/text/neutralise.ts';
import { prepareRedaction, type StreamRedactor } from '../../shared/text/redact-stream.ts';
import type { Streams } from '../run.ts';
import { redactOutput } from './redact-output.ts';
import { dieBy, passOnSignals } from './signals.ts';
import { findTerminalMaker, INPUT_FD, isInForeground, OTHER_FD, onTerminal, PID_FD, type Terminals } from './terminal.ts';

/** A command to run and what of its output to redact. */
export interface ChildPlan {
  /** The command as it was written, and its arguments. */
  readonly words: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  /** Raw values; null: the child gets our streams themselves. */
  readonly redact: readonly string[] | null;
}

interface Running {
  readonly child: ChildProcess;
  /** What it writes, and where that goes. */
  readonly outputs: readonly (readonly [Readable, NodeJS.WriteStream])[];
  readonly send: (signal: NodeJS.Signals, fromKeys: boolean) => void;
  readonly onResize?: () => void;
  /** Whether a status above 128 may mean a signal. */
  readonly isShell: boolean;
  /** Whether Ctrl-C reached the child alone, and nobody else of our group. */
  readonly hasKeyboard: boolean;
  /** False when it ended without having started the command. */
  readonly hasStarted: () => Promise<boolean>;
}

const kill = (pid: number | undefined, signal: NodeJS.Signals): boolean => {
  try {
    return pid !== undefined && process.kill(pid, signal);
  } catch {
    return false;
  }
};

/** Without `process.stdin`: to open that makes a pipe non-blocking for the child too, which most programs are not ready for. */
const hasTerminalInput = (): boolean => isatty(0);

/** Straight: through pipes, or with our own streams. What keys send, the terminal sends to the child too. */
const startPlain = ({ words, env, redact }: ChildPlan, { out, err }: Streams): Running => {
  const [command = '', ...args] = words;
  const output = redact === null ? 'inherit' : 'pipe';
  // Without a terminal of its own the child would leave its colours out.
  const wantsColour = redact !== null && (out.isTTY || err.isTTY) && env['NO_COLOR'] === undefined && env['FORCE_COLOR'] === undefined;
  const colours = wantsColour ? { FORCE_COLOR: '1', CLICOLOR_FORCE: '1', ...(out.columns ? { COLUMNS: String(out.columns) } : {}) } : {};
  const child = spawn(command, args, { env: { ...env, ...colours }, stdio: ['inherit', output, output] });
  const outputs =
    child.stdout === null || child.stderr === null
      ? []
      : ([
          [child.stdout, out],
          [child.stderr, err],
        ] as const);
  const send = (signal: NodeJS.Signals, fromKeys: boolean): void => {
    if (!(fromKeys && hasTerminalInput())) child.kill(signal);
  };
  return { child, outputs, send, isShell: false, hasKeyboard: false, hasStarted: async () => true };
};

/** On a terminal of its own, which we read; null where that can't be. */
const startOnTerminal = ({ words, env }: ChildPlan, { out, err }: Streams): Running | null => {
  // In `watertight run -- … | less` the keyboard is not ours to take: the child gets it as it is.
  const [output, error] = [out.isTTY === true, err.isTTY === true];
  if (!output && !error) return null;
  const terminals: Terminals = { input: output && hasTerminalInput() && isInForeground(), output, error };
  const maker = findTerminalMaker();
  if (maker === null) return null;
  const shown = terminals.output ? out : err;
  const size = shown.columns > 0 ? { rows: shown.rows, columns: shown.columns } : undefined;
  const started = onTerminal(maker, words, terminals, { shell: env['SHELL'], size });
  if (started === null) return null;
  const stdio: SpawnOptions['stdio'] = [terminals.input ? 'inherit' : 'ignore', 'pipe', 'inherit'];
  stdio[PID_FD] = 'pipe';
  stdio[OTHER_FD] = terminals.output && terminals.error ? 'ignore' : 'pipe';
  stdio[INPUT_FD] = terminals.input ? 'ignore' : 0;
  // With our keyboard it stays in our group, so that it may use the terminal. Without, Ctrl-C must reach the child through us, and not end `script`.
  const child = spawn(started.command, started.args, { env: { ...env, SHELL: started.shell }, stdio, detached: !terminals.input });

  let pid: number | undefined;
  let tty = '';
  const waiting: [NodeJS.Signals, boolean][] = [];
  const send = (signal: NodeJS.Signals, fromKeys: boolean): void => {
    // Its process is the first of its group: keys mean all of that.
    if (pid === undefined) waiting.push([signal, fromKeys]);
    else if (!(fromKeys && kill(-pid, signal))) kill(pid, signal);
  };
  const told = child.stdio[PID_FD] as Readable;
  const heard = new Promise<boolean>((resolve) => told.once('close', () => resolve(pid !== undefined)));
  told.once('data', (bytes: Buffer) => {
    const [, digits, name = ''] = /^(\d+) ?(\/dev\/[\w/.-]+)?/.exec(bytes.toString()) ?? [];
    pid = digits === undefined ? undefined : Number(digits);
    tty = name;
    for (const [signal, fromKeys] of waiting.splice(0)) send(signal, fromKeys);
  });
  const onResize = (): void => {
    if (tty !== '')
      spawnSync('stty', [process.platform === 'darwin' ? '-f' : '-F', tty, 'rows', String(shown.rows), 'cols', String(shown.columns)], { stdio: 'ignore' });
  };
  const outputs: [Readable, NodeJS.WriteStream][] = [[child.stdout as Readable, shown]];
  if (!(terminals.output && terminals.error)) outputs.push([child.stdio[OTHER_FD] as Readable, terminals.output ? err : out]);
  return { child, outputs, send, isShell: true, hasKeyboard: terminals.input, hasStarted: () => heard, ...(terminals.input ? {} : { onResize }) };
};

const NUMBERS = Object.entries(constants.signals) as [NodeJS.Signals, number][];

/** By the signal itself, or by the status above 128 with which a shell tells of one that commonly ends programs. */
const signalOf = (status: number | null, signal: NodeJS.Signals | null, isShell: boolean): NodeJS.Signals | null => {
  if (signal !== null || !isShell || status === null) return signal;
  const told = NUMBERS.find(([, number]) => number === status - 128)?.[0];
  return told !== undefined && ['SIGHUP', 'SIGINT', 'SIGTERM', 'SIGKILL'].includes(told) ? told : null;
};

type Outcome = { readonly status: number | null; readonly signal: NodeJS.Signals | null } | 'not started';

const outcomeOf = async ({ child, outputs, send, onResize, hasStarted }: Running, createRedactor: () => StreamRedactor): Promise<Outcome> => {
  const stopSignals = passOnSignals(send, onResize);
  try {
    const copied = outputs.map(([from, to]) => redactOutput(from, to, createRedactor()));
    const outcome = await new Promise<Outcome>((resolve) => {
      child.once('error', () => resolve('not started'));
      child.once('exit', (status, signal) => resolve({ status, signal }));
    });
    if (outcome === 'not started') return outcome;
    await Promise.all(copied);
    return (await hasStarted()) ? outcome : 'not started';
  } finally {
    stopSignals();
  }
};

const cannotStart = ({ words }: ChildPlan, code: unknown): AppError => {
  const isTooLarge = code === 'E2BIG';
  const hint = isTooLarge ? 'Linux takes 131,072 bytes for one variable or argument.' : 'Is it a program for this machine?';
  return new AppError(
    'usage',
    `this can't be started${isTooLarge ? ', for its environment or its arguments are too large' : ''}: ${asLine(words[0] ?? '')}`,
    hint,
  );
};

const start = (plan: ChildPlan, streams: Streams, mayHaveTerminal: boolean): Running => {
  try {
    return (mayHaveTerminal ? startOnTerminal(plan, streams) : null) ?? startPlain(plan, streams);
  } catch (error) {
    // Not as the cause: what Node says of a variable that it does not take quotes it.
    throw cannotStart(plan, (error as NodeJS.ErrnoException).code);
  }
};

/** Runs a command to its end and its output through the redactor; gives its exit status, or ends by the signal that ended it. */
export const runChild = async (plan: ChildPlan, streams: Streams): Promise<number> => {
  const createRedactor = prepareRedaction(plan.redact ?? []);
  let running = start(plan, streams, plan.redact !== null);
  let outcome = await outcomeOf(running, createRedactor);
  if (outcome === 'not started' && running.isShell) {
    running = start(plan, streams, false);
    outcome = await outcomeOf(running, createRedactor);
  }
  if (outcome === 'not started') throw cannotStart(plan, null);
  const ended = signalOf(outcome.status, outcome.signal, running.isShell);
  return ended === null ? (outcome.status ?? 1) : dieBy(ended, 128 + (constants.signals[ended] ?? 0), running.hasKeyboard);
};
