import { isAbsolute, relative, sep } from 'node:path';
import { loadSettings, type Settings } from '../shared/config/settings.ts';
import { leftOutProblems } from '../shared/known/collect-values.ts';
import { AppError } from '../shared/model/app-error.ts';
import { createReport, type Report } from '../shared/report/report.ts';
import type { SourceRequest } from '../shared/scan/list-source.ts';
import { KNOWN_VALUE_RULE } from '../shared/scan/match-known.ts';
import { openHistoryCache } from '../shared/scan/open-history-cache.ts';
import { KNOWN_RULES, listRules } from '../shared/scan/rule-list.ts';
import { scanSettingsOf, scan as scanSource } from '../shared/scan/scan.ts';
import { noteOf, type ShardNote } from '../shared/scan/shard-report.ts';
import { guarded } from './guard.ts';
import { loadKnownValues, partSources } from './known-values.ts';
import { loadShard } from './load-shard.ts';
import { createProgress } from './progress.ts';
import type { Streams } from './run.ts';

/** Options of every command that scans, as commander gives them. */
export interface SourceOptions {
  readonly staged?: true;
  readonly diff?: string;
  readonly commits?: string;
  readonly history?: true;
  /** `FILE#K`, or `K/N` with `plan`. */
  readonly shard?: string;
  readonly plan?: string;
  /** A folder. */
  readonly cache?: string;
  readonly stdinPath?: string;
  readonly tracked?: true;
  readonly archives?: true;
  readonly exclude?: readonly string[];
  readonly maxFileSize?: number;
  /** `true` where commander knows the negated option alone. */
  readonly config?: string | boolean;
  readonly baseline?: string | boolean;
  readonly inline: boolean;
  readonly threads?: number;
  readonly quiet?: true;
  readonly color: boolean;
  /** Where known values come from, and paths among them; `true` where nothing is said. */
  readonly knownValues?: true | readonly string[];
  /** The files are about to leave: nothing silences a finding. */
  readonly guard?: true;
}

/** Throws `path-missing` when somebody has removed it. */
const currentFolder = (): string => {
  try {
    return process.cwd();
  } catch (cause) {
    throw new AppError('path-missing', 'the current folder does not exist any more', 'Change into another one.', { cause });
  }
};

/** As every path is reported: relative to the current folder, with `/`. An editor names the file that it pipes by its full path. */
const pathOfStdin = (path = 'stdin'): string => {
  const given = isAbsolute(path) ? relative(process.cwd(), path) : path;
  return sep === '\\' ? given.replaceAll('\\', '/') : given;
};

const sourceOf = (paths: readonly string[], options: SourceOptions): SourceRequest => {
  const where = { cwd: process.cwd(), env: process.env };
  const fromStdin = options.stdinPath !== undefined || paths.includes('-');
  const wanted = [
    options.staged && '--staged',
    options.diff !== undefined && '--diff',
    options.commits !== undefined && '--commits',
    options.history && '--history',
    options.shard !== undefined && '--shard',
    fromStdin && 'standard input',
  ].filter((name) => typeof name === 'string');
  if (wanted.length > 1) throw new AppError('usage', `only one of these at a time: ${wanted.join(', ')}`, 'Run one scan for each.');
  if (wanted.length === 1 && paths.some((path) => path !== '-'))
    throw new AppError('usage', `${wanted[0]} takes no paths`, 'Leave the paths out, or use --exclude.');
  if (options.staged) return { kind: 'staged', ...where };
  if (options.diff !== undefined) return { kind: 'diff', range: options.diff, ...where };
  if (options.commits !== undefined) return { kind: 'commits', range: options.commits, ...where };
  if (options.shard !== undefined) return { kind: 'shard', ...loadShard(options.shard, options.plan), ...where };
  if (options.plan !== undefined) throw new AppError('usage', '--plan goes with --shard', 'Write --shard K/N --plan FILE.');
  if (options.history) return { kind: 'history', ...where };
  if (fromStdin) return { kind: 'stream', path: pathOfStdin(options.stdinPath || undefined), chunks: process.stdin, ...where };
  return { kind: 'paths', paths, trackedOnly: options.tracked === true, ...where };
};

/** A named file, none (`--no-…`), or the usual one. */
export const fileOption = (value: string | boolean | undefined): string | false | undefined => (value === true ? undefined : value);

export interface Scanned {
  readonly report: Report;
  readonly settings: Settings;
  /** Why some of the known values could not be read. */
  readonly failure?: AppError | undefined;
  /** With `--shard`: what the report (of the same findings) says beyond a report. */
  readonly shard?: (report: Report) => ShardNote;
}

/** Scans what the options name. Progress goes to standard error. */
export const scanFrom = async (streams: Streams, version: string, given: readonly string[], asked: SourceOptions): Promise<Scanned> => {
  const known = asked.knownValues === undefined ? undefined : partSources(asked.knownValues);
  const { paths, options } = guarded([...given, ...(known?.paths ?? [])], asked);
  const settings = loadSettings({ root: currentFolder(), config: fileOption(options.config), baseline: fileOption(options.baseline) }, KNOWN_RULES);
  const { config, ...files } = settings;
  const source = sourceOf(paths, options);
  const values = known && (await loadKnownValues(streams, known.sources, { ...options, exclude: [...config.scan.exclude, ...(options.exclude ?? [])] }));
  const progress = createProgress(streams.err, options.quiet !== true);
  try {
    const request = {
      ...files,
      ...(options.guard ? { ignoreFiles: [] } : {}),
      config,
      source,
      ...(values === undefined ? {} : { known: values.known }),
      limits: {
        ...(options.archives ? { archives: true } : {}),
        ...(options.guard ? { leaving: true, binaries: values !== undefined } : {}),
        ...(options.maxFileSize === undefined ? {} : { maxFileBytes: options.maxFileSize * 1e6 }),
      },
      exclude: options.exclude ?? [],
      inlineAllows: options.inline,
      worker: new URL('./worker.js', import.meta.url),
      onProgress: progress.update,
      threads: options.threads,
    };
    const say = (why: string): void => void (options.quiet !== true && streams.err.write(`watertight: ${why}\n`));
    const cache =
      options.cache === undefined
        ? undefined
        : openHistoryCache({ folder: options.cache, source, settings: scanSettingsOf(request), forKnown: values !== undefined, say });
    const result = await scanSource({ ...request, ...(cache === undefined ? {} : { remembered: cache.known }) });
    if (cache !== undefined && result.clean !== undefined) await cache.save(result.clean);
    const rules = [...listRules(config), ...(values === undefined ? [] : [KNOWN_VALUE_RULE])];
    const leftOut = leftOutProblems(values?.leftOut ?? []);
    const made = createReport(version, { ...result, problems: [...result.problems, ...leftOut] }, rules);
    const report: Report = options.guard ? { ...made, leaving: true } : made;
    const failure = values?.failure;
    if (source.kind !== 'shard') return { report, settings, failure };
    const { plan, index } = source;
    const more = [files.baseline?.text ?? null, request.ignoreFiles, request.exclude, ...(known === undefined ? [] : [known.sources])];
    const place = { plan: plan.id, index: index + 1, of: plan.shards.length, settings: scanSettingsOf(request, more) };
    const found = [...result.findings, ...result.suppressed.map(({ finding }) => finding)];
    const origins = { ...result.origins, silenced: [...result.origins.silenced, ...leftOut] };
    return { report, settings, failure, shard: ({ findings, suppressed }) => noteOf(place, { findings, suppressed, origins }, rules, found) };
  } finally {
    progress.stop();
  }
};
