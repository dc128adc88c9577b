import { existsSync, fstatSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { loadSettings } from '../../shared/config/settings.ts';
import { replaceFile } from '../../shared/files/replace-file.ts';
import { AppError, EXIT_CLEAN } from '../../shared/model/app-error.ts';
import type { ShardBy, ShardPlan } from '../../shared/model/shard-plan.ts';
import { plural } from '../../shared/report/by-path.ts';
import { KNOWN_RULES } from '../../shared/scan/rule-list.ts';
import { planShards } from '../../shared/scan/shard-plan.ts';
import { createGlobs } from '../../shared/text/glob.ts';
import { asLine } from '../../shared/text/neutralise.ts';
import { PLAN_FILE } from '../load-shard.ts';
import { parseRepositories } from '../repository-list.ts';
import { type Streams, writeAll } from '../run.ts';

export interface PlanOptions {
  readonly shards: number;
  readonly by?: ShardBy;
  readonly history?: true;
  readonly tracked?: true;
  /** A file with names and sizes. */
  readonly repositories?: string;
  readonly exclude?: readonly string[];
  readonly output?: string;
  readonly config?: string | boolean;
  readonly quiet?: true;
}

/** Folders with a repository in them, one or two levels below the current one. */
const findRepositories = (): string[] => {
  const foldersIn = (path: string): string[] =>
    readdirSync(path, { withFileTypes: true })
      .filter((entry) => entry.isDirectory() && !entry.name.startsWith('.'))
      .map((entry) => (path === '.' ? entry.name : `${path}/${entry.name}`));
  const isRepository = (path: string): boolean => existsSync(join(path, '.git'));
  return foldersIn('.').flatMap((path) => (isRepository(path) ? [path] : foldersIn(path).filter(isRepository)));
};

const readSizes = (file: string): ReadonlyMap<string, number> => {
  try {
    return parseRepositories(readFileSync(file, 'utf8'), file);
  } catch (cause) {
    if (cause instanceof AppError) throw cause;
    throw new AppError('path-missing', `the list of repositories can't be read: ${file}`, 'Check its name and permissions.', { cause });
  }
};

const repositoriesOf = (
  paths: readonly string[],
  file: string | undefined,
): { readonly paths: readonly string[]; readonly sizes?: ReadonlyMap<string, number> } => {
  if (file !== undefined) {
    if (paths.length > 0) throw new AppError('usage', '--repositories takes no paths', 'Leave one of them out.');
    const sizes = readSizes(file);
    return { paths: [...sizes.keys()], sizes };
  }
  const found = paths.length > 0 ? paths.map((path) => path.replaceAll('\\', '/').replace(/\/+$/, '')) : findRepositories();
  if (found.length === 0) throw new AppError('usage', 'no repository below this folder', 'Clone some first, or name them with --repositories.');
  const none = found.find((path) => !existsSync(join(path, '.git')));
  if (none !== undefined) throw new AppError('path-missing', `no repository there: ${none}`, 'Clone it first, or give its size with --repositories.');
  return { paths: found };
};

/** Whether a file is what standard output, or the plan, goes to. */
const createIsOutput = (output: string): ((file: string) => boolean) => {
  const out = fstatSync(1);
  const plan = resolve(output);
  return (file) => {
    if (resolve(file) === plan) return true;
    if (!out.isFile()) return false;
    const stats = statSync(file, { throwIfNoEntry: false });
    return stats !== undefined && stats.ino === out.ino && stats.dev === out.dev;
  };
};

/** What `strategy: matrix:` of a job takes, by `fromJSON`. */
const matrixOf = ({ shards, by }: ShardPlan, file: string): string =>
  JSON.stringify({
    include: shards.map(({ bytes, paths, from, to }, index) => ({
      shard: `${index + 1}/${shards.length}`,
      index: index + 1,
      plan: file,
      bytes,
      items: by === 'commits' ? to - from : paths.length,
      ...(by === 'repositories' ? { repositories: paths.join(' ') } : {}),
    })),
  });

/** `watertight plan`: divides a scan between machines; the plan goes to a file, the matrix for the jobs to standard output. */
export const plan = async (streams: Streams, version: string, given: readonly string[], options: PlanOptions): Promise<number> => {
  const by = options.by ?? (options.repositories !== undefined ? 'repositories' : options.history === true ? 'commits' : 'folders');
  if (by === 'folders' && options.history === true) throw new AppError('usage', 'a history is divided by commits', 'Write --by commits, or leave --by out.');
  if (by === 'commits' && given.length > 0) throw new AppError('usage', 'a history takes no paths', 'Leave the paths out, or use --by folders.');
  if (by !== 'repositories' && options.repositories !== undefined)
    throw new AppError('usage', '--repositories goes with --by repositories', 'Leave one of them out.');
  const output = options.output ?? PLAN_FILE;
  const { config } = loadSettings({ root: process.cwd(), config: options.config === true ? undefined : options.config, baseline: false }, KNOWN_RULES);
  const globs = [...config.scan.exclude, ...(options.exclude ?? [])];
  const paths = given.length > 0 ? given : (config.scan.paths ?? ['.']);
  const made = await planShards(
    {
      by,
      what: by === 'commits' || options.history === true ? 'history' : 'tree',
      shards: options.shards,
      ...(by === 'repositories' ? repositoriesOf(given, options.repositories) : { paths }),
      source: {
        cwd: process.cwd(),
        env: process.env,
        trackedOnly: options.tracked === true || config.scan.trackedOnly === true,
        ...(globs.length === 0 ? {} : { exclude: createGlobs(globs) }),
      },
      isOutput: createIsOutput(output),
    },
    version,
  );
  await replaceFile(output, `${JSON.stringify(made)}\n`, 'the plan');
  await writeAll(streams.out, `${matrixOf(made, output)}\n`);
  const noun = { commits: 'new file version', folders: 'file', repositories: 'repository' }[by];
  const items = by === 'repositories' && made.total !== 1 ? `${made.total.toLocaleString('en')} repositories` : plural(made.total, noun);
  if (options.quiet !== true) streams.err.write(`${asLine(`${items} in ${plural(made.shards.length, 'shard')}; plan in ${output}`)}\n`);
  return EXIT_CLEAN;
};
