import { mkdirSync, mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join, relative } from 'node:path';
import { formsOf } from '../../shared/text/forms.ts';
import { type CliResult, runCliAsync } from './cli.ts';

/** Folders of its own for everything that the command line may write to, and what it said so far. */
export interface CanaryWorld {
  readonly root: string;
  /** The current folder. */
  readonly work: string;
  /** A module that lets any command fail as a bug would, with the canaries in the error: for `NODE_OPTIONS`. */
  readonly crash: string;
  readonly run: (args: readonly string[], more?: RunMore) => Promise<CliResult>;
  /** Where a canary was seen that may not be there: outputs by their command, files by their path. */
  readonly leaks: () => readonly string[];
  /** Every command that was run, e.g. `secrets list`. */
  readonly commands: ReadonlySet<string>;
  readonly statuses: ReadonlySet<number | null>;
  /** How often programs other than ours were started, e.g. git. */
  readonly childCount: () => number;
  readonly remove: () => void;
}

export interface RunMore {
  readonly input?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Standard output is where the value belongs. */
  readonly shows?: true;
}

/** Two functions that every command calls one of: where it is, and what it says as JSON. */
const CRASH = `
const bug = (real) => (...args) => {
  if (/dist.cli/.test(new Error().stack)) throw new TypeError('unexpected ' + process.env.CANARIES, { cause: new Error(process.env.CANARIES) });
  return real(...args);
};
if (process.env.CRASH_IN === 'json') JSON.stringify = bug(JSON.stringify);
else process.cwd = bug(process.cwd.bind(process));
`;

/** Stands before the real git, and writes down what it is given. */
const SPY = (real: string, log: string): string => `#!/bin/sh
{ env -u CANARIES; printf '%s\\n' "$0" "$@"; } >> '${log}'
exec '${real}' "$@"
`;

const which = (name: string): string | undefined =>
  (process.env['PATH'] ?? '')
    .split(delimiter)
    .map((folder) => join(folder, name))
    .find((path) => {
      try {
        return readFileSync(path).length > 0;
      } catch {
        return false;
      }
    });

/**
 * `planted`: files of the current folder, by path, that hold canaries and may. `credentials`: variables that every command gets; their values are
 * canaries too.
 */
export const createCanaryWorld = (
  canaries: readonly string[],
  planted: Readonly<Record<string, string>>,
  credentials: Readonly<Record<string, string>>,
): CanaryWorld => {
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'watertight-canary-')));
  const [work, home, store, temporary, bin] = ['work', 'home', 'store', 'tmp', 'bin'].map((name) => join(root, name)) as [
    string,
    string,
    string,
    string,
    string,
  ];
  for (const folder of [work, home, store, temporary, bin]) mkdirSync(folder);
  for (const [path, text] of Object.entries(planted)) writeFileSync(join(work, path), text);
  const crash = join(bin, 'crash.mjs');
  const children = join(root, 'children.log');
  writeFileSync(crash, CRASH);
  for (const name of ['git', 'az', 'script']) {
    const real = which(name);
    if (real !== undefined) writeFileSync(join(bin, name), SPY(real, children), { mode: 0o755 });
  }
  // Programs that we start get our credentials as we did, and no value.
  // A value is reported by where it stands among them, so that a failing test shows none either.
  const forms = [...canaries, ...Object.values(credentials)].map((value) => formsOf(value));
  const seenIn = (text: string, own = false): readonly string[] =>
    (own ? forms.slice(0, canaries.length) : forms).flatMap((each, at) => each.flatMap((form, i) => (text.includes(form) ? [`canary ${at} form ${i}`] : [])));

  const said: string[] = [];
  const commands = new Set<string>();
  const statuses = new Set<number | null>();
  const run: CanaryWorld['run'] = async (args, { input = '', env = {}, shows } = {}) => {
    const result = await runCliAsync(work, args, {
      input,
      env: {
        ...credentials,
        PATH: `${bin}${delimiter}${process.env['PATH'] ?? ''}`,
        HOME: home,
        XDG_DATA_HOME: home,
        TMPDIR: temporary,
        WATERTIGHT_HOME: store,
        WATERTIGHT_AUDIT_LOG: join(root, 'audit.jsonl'),
        CANARIES: canaries.join(' '),
        ...env,
      },
    });
    const text = shows ? result.stderr : result.stdout + result.stderr;
    const command = args[0] === 'secrets' ? args.slice(0, 2).join(' ') : (args[0] ?? '');
    for (const seen of seenIn(text)) said.push(`${command} (status ${result.status}): ${seen}`);
    commands.add(command);
    statuses.add(result.status);
    return result;
  };

  const filesBelow = (folder: string): readonly string[] =>
    readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name));
  const leaks = (): readonly string[] => {
    const files = filesBelow(root).filter((file) => !(relative(work, file) in planted) && !relative(work, file).startsWith('.git/'));
    // A name of a file may give a value away as well.
    return [
      ...said,
      ...files.flatMap((file) =>
        seenIn(`${relative(root, file)}\n${readFileSync(file, 'utf8')}`, file === children).map((seen) => `${relative(root, file)}: ${seen}`),
      ),
    ];
  };
  const childCount = (): number => readFileSync(children, 'utf8').split(`${bin}/`).length - 1;
  return { root, work, crash, run, leaks, commands, statuses, childCount, remove: () => rmSync(root, { recursive: true, force: true }) };
};
