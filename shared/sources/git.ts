import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';
import { AppError } from '../model/app-error.ts';

/** Where git runs, and with what environment: make it with `gitEnvironment`. */
export interface Git {
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** Variables of git that say how it is installed and how it authenticates. All others are dropped: they would change what it prints, or where it looks. */
const KEPT =
  /^GIT_(?:EXEC_PATH|TEMPLATE_DIR|SSH|SSH_COMMAND|ASKPASS|SSL_.*|HTTP_.*|PROXY_.*|CONFIG_GLOBAL|CONFIG_SYSTEM|CONFIG_NOSYSTEM|CONFIG_COUNT|CONFIG_KEY_\d+|CONFIG_VALUE_\d+|CEILING_DIRECTORIES)$/;

/**
 * The environment for git, made of the process's own (which only the faces read). In a hook git sets `GIT_DIR` and others for
 * the repository that is being committed to; of these only the index is kept, because a partial commit has its own.
 * Nothing is fetched: objects that a partial clone lacks are reported as missing.
 */
export const gitEnvironment = (env: Readonly<Record<string, string | undefined>>, cwd: string): Record<string, string> => {
  const clean: Record<string, string> = {};
  for (const [name, value] of Object.entries(env)) if (value !== undefined && (!name.startsWith('GIT_') || KEPT.test(name))) clean[name] = value;
  if (env['GIT_INDEX_FILE']) clean['GIT_INDEX_FILE'] = resolve(cwd, env['GIT_INDEX_FILE']);
  return { ...clean, ...READING, GIT_OPTIONAL_LOCKS: '0', GIT_PAGER: 'cat', GIT_TERMINAL_PROMPT: '0', GIT_NO_REPLACE_OBJECTS: '1', LC_ALL: 'C' };
};

const READING = { GIT_NO_LAZY_FETCH: '1', GIT_ALLOW_PROTOCOL: 'none' };

/** For the one command that may go to the network: `git fetch`. */
export const withNetwork = ({ cwd, env }: Git): Git => ({ cwd, env: Object.fromEntries(Object.entries(env).filter(([name]) => !(name in READING))) });

/** Unpacked objects that git keeps: its 96 MB are no faster for us, who read each once, and make a `diff-tree` of 2,500 commits 200 MB large. */
const LEAN = 'core.deltaBaseCacheLimit=16m';

/**
 * A scanned repository is not trusted: its configuration must not run programs. `safe.directory` is set because the checks it
 * switches off guard against exactly that, and because in containers the files belong to somebody else.
 */
const HARDENED = [
  '--no-pager',
  ...[
    LEAN,
    'core.fsmonitor=false',
    'core.hooksPath=/dev/null',
    'core.quotePath=false',
    'log.showSignature=false',
    'protocol.ext.allow=never',
    'safe.directory=*',
  ].flatMap((setting) => ['-c', setting]),
];

const start = ({ cwd, env }: Git, args: readonly string[]): ChildProcess =>
  spawn('git', [...HARDENED, ...args], { cwd, env: env as NodeJS.ProcessEnv, stdio: ['pipe', 'pipe', 'pipe'], windowsHide: true });

const failedToStart = (error: unknown): AppError =>
  new AppError('git-missing', 'git could not be started', 'Install git, or scan files instead of commits.', { cause: error });

/** The last line that git wrote to stderr: short, names no content. */
const lastLine = (stderr: string): string => stderr.trim().split('\n').at(-1)?.slice(0, 300) ?? '';

export interface GitResult {
  readonly status: number;
  readonly stdout: Buffer;
  /** The last line git wrote to stderr. */
  readonly message: string;
}

/** Runs git to its end. Throws `git-missing` only; a status other than 0 is for the caller to judge. */
export const runGit = async (git: Git, args: readonly string[], input = ''): Promise<GitResult> => {
  const child = start(git, args);
  const chunks: Buffer[] = [];
  let stderr = '';
  child.stdout!.on('data', (chunk: Buffer) => chunks.push(chunk));
  child.stderr!.on('data', (chunk: Buffer) => {
    stderr = (stderr + chunk.toString('utf8')).slice(-2000);
  });
  child.stdin!.on('error', () => {}); // git may end before it has read everything
  child.stdin!.end(input);
  try {
    const [status] = (await once(child, 'close')) as [number | null];
    return { status: status ?? -1, stdout: Buffer.concat(chunks), message: lastLine(stderr) };
  } catch (error) {
    throw failedToStart(error);
  }
};

/** A git that is being talked to. */
export interface GitStream {
  readonly stdin: NodeJS.WritableStream;
  readonly stdout: AsyncIterable<Buffer>;
  /** Settles when git has ended; throws `git-missing` when it could not be started. */
  readonly ended: Promise<Omit<GitResult, 'stdout'>>;
  /** Ends it when nobody reads on. */
  readonly stop: () => void;
}

export const streamGit = (git: Git, args: readonly string[]): GitStream => {
  const child = start(git, args);
  let stderr = '';
  child.stderr!.on('data', (chunk: Buffer) => {
    stderr = (stderr + chunk.toString('utf8')).slice(-2000);
  });
  child.stdin!.on('error', () => {});
  const ended = once(child, 'close').then(
    ([status]) => ({ status: (status as number | null) ?? -1, message: lastLine(stderr) }),
    (error) => {
      throw failedToStart(error);
    },
  );
  ended.catch(() => {}); // whoever awaits it is told; nobody else has to
  return {
    stdin: child.stdin!,
    stdout: child.stdout! as AsyncIterable<Buffer>,
    ended,
    stop: () => {
      child.stdout!.destroy();
      child.kill();
    },
  };
};

/** The text of a successful run, without the final line end; undefined when git fails. */
export const askGit = async (git: Git, args: readonly string[], input = ''): Promise<string | undefined> => {
  const { status, stdout } = await runGit(git, args, input);
  return status === 0 ? stdout.toString('utf8').replace(/\r?\n$/, '') : undefined;
};

/** Splits what `-z` prints. */
export const splitNul = (output: Buffer): string[] => {
  const parts = output.toString('utf8').split('\0');
  if (parts.at(-1) === '') parts.pop();
  return parts;
};
