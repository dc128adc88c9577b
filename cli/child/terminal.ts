import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';

/**
 * A child has a terminal only if the other end of it is one, and that we must read in order to redact. Node makes no terminals by itself, but
 * `script` (util-linux, BSD, macOS) does: it runs a command on a terminal of its own and writes what that shows to its standard output, which we
 * read. Where our own input is a terminal, `script` also passes on keys (in raw mode), the size of the window, and Ctrl-C as the child's
 * terminal means it.
 */
export type TerminalMaker = 'util-linux' | 'bsd';

/** Which `script` there is; null where there is none, or one that can't tell the exit status of its command (busybox). */
export const findTerminalMaker = (): TerminalMaker | null => {
  if (process.platform === 'darwin' || process.platform === 'freebsd') return existsSync('/usr/bin/script') ? 'bsd' : null;
  if (process.platform !== 'linux') return null;
  const { status, stdout } = spawnSync('script', ['--version'], { encoding: 'utf8', timeout: 2000, stdio: ['ignore', 'pipe', 'ignore'] });
  return status === 0 && stdout.includes('util-linux') ? 'util-linux' : null;
};

/**
 * Whether our group of processes has the terminal now; a job in the background that took the keyboard would be stopped. Field 5 of `stat` is our
 * group, field 8 the one that has the terminal (proc(5)); the name before them may hold anything but ends with `)`.
 */
export const isInForeground = (): boolean => {
  let fields: string[];
  if (process.platform === 'linux') {
    try {
      const text = readFileSync('/proc/self/stat', 'utf8');
      const [, , group = '', , , foreground = ''] = text.slice(text.lastIndexOf(')') + 2).split(' ');
      fields = [group, foreground];
    } catch {
      return true;
    }
  } else {
    const { stdout } = spawnSync('ps', ['-o', 'pgid=,tpgid=', '-p', String(process.pid)], {
      encoding: 'utf8',
      timeout: 2000,
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    fields = (stdout ?? '').trim().split(/\s+/);
  }
  const [group, foreground] = fields;
  return foreground === undefined || group === foreground;
};

/** Which of our three streams become the terminal. */
export interface Terminals {
  /** `script` takes the keyboard; otherwise the child gets our input itself. */
  readonly input: boolean;
  readonly output: boolean;
  readonly error: boolean;
}

/** Descriptors of what `script` starts: where it tells its process id, the one output that is no terminal, our input. */
export const PID_FD = 3;
export const OTHER_FD = 4;
export const INPUT_FD = 5;

/** One word for a POSIX shell. */
const quote = (word: string): string => `'${word.replaceAll("'", "'\\''")}'`;

/** Linux takes 131,072 bytes in one argument (MAX_ARG_STRLEN). */
const MAX_COMMAND = 100_000;

export interface TerminalCommand {
  readonly command: string;
  readonly args: readonly string[];
  /** For the shell that `script` starts, which is gone when the command runs. */
  readonly shell: string;
}

/**
 * The command that runs `words` on a terminal. The shell in between tells its process id, which the command keeps, connects what is no terminal of
 * ours, and gives way. No value is in it: those are in the environment. Null when it is too long.
 */
export const onTerminal = (
  maker: TerminalMaker,
  words: readonly string[],
  { input, output, error }: Terminals,
  { shell, size }: { readonly shell: string | undefined; readonly size: { readonly rows: number; readonly columns: number } | undefined },
): TerminalCommand | null => {
  const terminal = output ? 1 : 2;
  const steps = [
    // Whoever does not hear this takes it that nothing was started.
    `echo $$ "$(tty <&${terminal})" >&${PID_FD} || exit 125`,
    // Without a terminal for its input `script` knows no size; and ours, which stays as it is, makes line ends by itself.
    ...(input ? [] : [`stty${size === undefined ? '' : ` rows ${size.rows} cols ${size.columns}`} -onlcr <&${terminal} 2>/dev/null`]),
    `exec ${PID_FD}>&-${output ? '' : ` 1>&${OTHER_FD}`}${error ? '' : ` 2>&${OTHER_FD}`}${output && error ? '' : ` ${OTHER_FD}>&-`}${input ? '' : ` <&${INPUT_FD} ${INPUT_FD}<&-`}`,
    shell === undefined ? 'unset SHELL' : `export SHELL=${quote(shell)}`,
    `exec ${words.map(quote).join(' ')}`,
  ];
  const text = steps.join('; ');
  if (text.length > MAX_COMMAND) return null;
  // dash forgets variables whose names no shell can write (`a.b`); bash hands them on.
  const between = existsSync('/bin/bash') ? '/bin/bash' : '/bin/sh';
  const args = maker === 'util-linux' ? ['-qefc', text, '/dev/null'] : ['-q', '/dev/null', between, '-c', text];
  return { command: 'script', args, shell: between };
};
