import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { ROOT } from './source-files.ts';

/** What a person does: waits for a text to show, then types. `\x03` is Ctrl-C. */
export interface Typing {
  readonly after: string;
  readonly type: string;
}

export interface TerminalResult {
  readonly status: number | null;
  /** All that the terminal showed, with its escape sequences. */
  readonly screen: string;
}

const quote = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`;

/** Runs the built command line on a terminal of its own (`script` of util-linux), and types. */
export const runOnTerminal = (
  cwd: string,
  args: readonly string[],
  typing: readonly Typing[],
  env: Readonly<Record<string, string>> = {},
): Promise<TerminalResult> =>
  new Promise((resolve, reject) => {
    const command = [process.execPath, join(ROOT, 'dist/cli/main.js'), ...args].map(quote).join(' ');
    // A terminal without a size would break every line after each character.
    const child = spawn('script', ['-qefc', `stty rows 24 cols 120; ${command}`, '/dev/null'], {
      cwd,
      env: { PATH: process.env['PATH'] ?? '', HOME: cwd, TERM: 'xterm', ...env },
    });
    let screen = '';
    let shownUntil = 0;
    const left = [...typing];
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      screen += text;
      const next = left[0];
      if (next === undefined || !screen.includes(next.after, shownUntil)) return;
      left.shift();
      shownUntil = screen.length;
      child.stdin.write(next.type);
    });
    // Ctrl-C for a command that waits for what nobody will type.
    const patience = setTimeout(() => child.stdin.write('\x03'), 100_000);
    child.on('error', reject);
    child.on('close', (status) => {
      clearTimeout(patience);
      resolve({ status, screen });
    });
  });
