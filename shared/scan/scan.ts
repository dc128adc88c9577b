import type { Finding, Suppressed } from '../model/finding.ts';
import type { Problem } from '../model/problem.ts';
import type { ScanConfig } from '../model/scan-config.ts';
import type { Change } from '../sources/parse-diff.ts';
import { splitItem } from '../sources/read-item.ts';
import { DEFAULT_READ_LIMITS, type ReadLimits, type SourceItem } from '../sources/source-item.ts';
import { createGlobs } from '../text/glob.ts';
import { createCollector } from './collect.ts';
import { type Batch, type BatchResult, bytesOf, createEngine, type EngineSetup, transfersOf } from './engine.ts';
import { detectorSetupOf } from './fragment-scanner.ts';
import { cacheKeyOf, createMemory, type HistoryCache, type Remembered } from './history-cache.ts';
import { listSource, mayBeEmpty, type SourceRequest } from './list-source.ts';
import type { KnownSetup } from './match-known.ts';
import { runPool } from './pool.ts';
import { dependsOnCommits, settingsDigest } from './settings-digest.ts';
import { createSilencer, type NamedText } from './silence.ts';

export interface ScanRequest {
  readonly source: SourceRequest;
  readonly config: ScanConfig;
  /** What the face asks for beyond the configuration. */
  readonly limits?: Partial<ReadLimits>;
  /** Globs of paths to leave out, beside those of the configuration. */
  readonly exclude?: readonly string[];
  /** Values that are looked for beside what rules find. */
  readonly known?: KnownSetup;
  /** Whether comments that allow a finding are honoured. Default: they are. */
  readonly inlineAllows?: boolean;
  /** Ours or detect-secrets'; told apart by content. */
  readonly baseline?: NamedText | undefined;
  /** `.gitleaksignore` and its like. */
  readonly ignoreFiles?: readonly NamedText[];
  /** `YYYY-MM-DD`, from the caller's clock: entries of a baseline can expire. */
  readonly today: string;
  /** Whether a path still exists: entries of a baseline follow a renamed file. */
  readonly pathExists?: (path: string) => boolean;
  /** Threads at most, this one included. Default: as many as processors, up to four. */
  readonly threads?: number | undefined;
  /** The bundle of `worker.ts`. Absent: everything is done on this thread. */
  readonly worker?: URL;
  /** Blobs of the history in which nothing was found before, under the same settings (`scanSettingsOf`): they are not read again. */
  readonly remembered?: HistoryCache;
  readonly onProgress?: (done: { readonly files: number; readonly bytes: number }) => void;
  readonly signal?: AbortSignal;
}

export interface ScanResult {
  readonly findings: readonly Finding[];
  readonly suppressed: readonly Suppressed[];
  readonly problems: readonly Problem[];
  readonly filesScanned: number;
  readonly bytesScanned: number;
  readonly durationMs: number;
  /** Takes every form of every value that was found out of a name that is to be shown. */
  readonly scrub: (name: string) => string;
  /** The problems by where they come from, to join those of shards. */
  readonly origins: ProblemOrigins;
  /** With `remembered`: what the next scan need not read. */
  readonly clean?: HistoryCache;
}

export interface ProblemOrigins {
  readonly config: readonly Problem[];
  readonly listed: readonly Problem[];
  readonly scanned: readonly Problem[];
  readonly silenced: readonly Problem[];
}

/** A batch is closed when it holds this much: small enough to share evenly, large enough that messages cost nothing. */
const BATCH_BYTES = 300_000;
const BATCH_ITEMS = 40;

/** Opening a file costs as much as reading and searching this many bytes. */
const FILE_COST = 3_000;

/** A piece of a large file is a batch of its own. */
const batchesOf = async function* (items: AsyncIterable<SourceItem>, limits: ReadLimits): AsyncGenerator<Batch> {
  let batch: SourceItem[] = [];
  let bytes = 0;
  for await (const item of items) {
    const parts = splitItem(item, limits);
    if (parts.length > 1) {
      for (const part of parts) yield [part];
      continue;
    }
    batch.push(item);
    bytes += bytesOf(item);
    if (bytes < BATCH_BYTES && batch.length < BATCH_ITEMS) continue;
    yield batch;
    batch = [];
    bytes = 0;
  }
  if (batch.length > 0) yield batch;
};

const limitsOf = ({ config, limits }: Pick<ScanRequest, 'config' | 'limits'>): ReadLimits => {
  const { archives, archiveDepth, maxFileBytes } = config.scan;
  return {
    ...DEFAULT_READ_LIMITS,
    ...(archives === null ? {} : { archives }),
    ...(archiveDepth === null ? {} : { maxArchiveDepth: archiveDepth }),
    ...(maxFileBytes === null ? {} : { maxFileBytes }),
    ...limits,
  };
};

/** See `settingsDigest`. */
export const scanSettingsOf = (request: Pick<ScanRequest, 'config' | 'limits' | 'inlineAllows'>, more: readonly unknown[] = []): string =>
  settingsDigest(request.config, limitsOf(request), request.inlineAllows ?? true, more);

/** Paths that the command line leaves open come from the configuration; excluded are those of both. */
const sourceOf = ({ source, config, exclude = [] }: ScanRequest): SourceRequest => {
  const globs = [...config.scan.exclude, ...exclude];
  const excluded = globs.length === 0 ? {} : { exclude: createGlobs(globs) };
  if (source.kind !== 'paths') return { ...source, ...excluded };
  const paths = source.paths.length > 0 ? source.paths : (config.scan.paths ?? ['.']);
  return { ...source, ...excluded, paths, trackedOnly: source.trackedOnly || config.scan.trackedOnly === true };
};

/** A baseline entry that nothing matched is unused only if everything it may speak of was scanned. */
const isComplete = ({ source, config, exclude = [] }: ScanRequest): boolean =>
  // Of shards each calls unused what it did not need itself; joined, only what none of them needed is.
  (source.kind === 'shard' &&
    source.plan.by === 'folders' &&
    source.plan.roots.every((path) => path === '.') &&
    !source.plan.trackedOnly &&
    exclude.length === 0 &&
    config.scan.paths === null) ||
  (exclude.length === 0 && source.kind === 'paths' && source.paths.every((path) => path === '.') && !source.trackedOnly && config.scan.paths === null);

/**
 * Scans a source. The findings and their order depend on what was read alone, not on threads, pieces or time.
 * @throws AppError `path-missing`, `git-missing`, `git-range`, `usage`, `baseline-invalid`, `incomplete`
 */
export const scan = async (request: ScanRequest): Promise<ScanResult> => {
  const started = performance.now();
  const { config, pathExists, ignoreFiles = [], inlineAllows = true } = request;
  const limits = limitsOf(request);
  const setup: EngineSetup = { ...detectorSetupOf(config, inlineAllows), limits, ...(request.known === undefined ? {} : { known: request.known }) };
  const silence = createSilencer(
    { baseline: request.baseline, ignoreFiles, today: request.today, complete: isComplete(request), ...(pathExists === undefined ? {} : { pathExists }) },
    new Set([...config.rules, ...config.userRules].map((rule) => rule.id)),
  );
  const engine = createEngine(setup);
  const collector = createCollector(engine.findIn);
  let files = 0;
  let bytes = 0;
  const { remembered } = request;
  const memory = createMemory();
  const met = new Map<string, Remembered>();
  const withCommits = dependsOnCommits(config);
  const remember = ({ objectId, path, commit }: Change): string | undefined => {
    const key = cacheKeyOf(objectId, path, withCommits ? commit?.id : undefined);
    const outcome = remembered?.get(key);
    if (outcome === undefined) return key;
    met.set(key, outcome);
    return undefined;
  };
  const source: SourceRequest = { ...sourceOf(request), ...(remembered === undefined ? {} : { remember }) };
  const listed = listSource(source, limits);
  await runPool<Batch, BatchResult>({
    batches: batchesOf(listed.items, limits),
    costOf: (batch) => batch.reduce((sum, item) => sum + bytesOf(item) + FILE_COST, 0),
    transfersOf,
    runHere: engine.scanBatch,
    onResult: (result) => {
      collector.add(result);
      memory.add(result.outcomes);
      files += result.files;
      bytes += result.bytes;
      request.onProgress?.({ files, bytes });
    },
    ...(request.worker === undefined ? {} : { worker: { file: request.worker, setup: { ...setup, automaton: engine.automaton } } }),
    ...(request.threads === undefined ? {} : { threads: request.threads }),
    ...(request.signal === undefined ? {} : { signal: request.signal }),
  });
  const collected = collector.finish();
  const silenced = silence(collected.findings);
  const scrub = (given: readonly Problem[]): Problem[] =>
    given.map((problem) => ({ ...problem, path: collected.scrub(problem.path), message: collected.scrub(problem.message) }));
  const origins: ProblemOrigins = {
    config: scrub(config.problems),
    listed: scrub(listed.problems),
    scanned: scrub(collected.problems),
    silenced: scrub(silenced.problems),
  };
  const problems: Problem[] = [...origins.config, ...origins.listed, ...origins.scanned, ...origins.silenced];
  const unread = [...met.values()];
  const filesScanned = collected.files + unread.reduce((sum, outcome) => sum + outcome.files, 0);
  if (filesScanned === 0 && !mayBeEmpty(source))
    problems.push({ code: 'nothing-scanned', path: '', message: 'nothing was read: no file with text was found', incomplete: true });
  return {
    findings: silenced.kept,
    suppressed: [...collected.suppressed, ...silenced.suppressed],
    problems,
    filesScanned,
    bytesScanned: collected.bytes + unread.reduce((sum, outcome) => sum + outcome.bytes, 0),
    durationMs: Math.round(performance.now() - started),
    scrub: collected.scrub,
    origins,
    ...(remembered === undefined ? {} : { clean: new Map([...met, ...memory.clean()]) }),
  };
};
