import type { Finding, Suppressed } from '../model/finding.ts';
import type { Problem } from '../model/problem.ts';
import type { Rule } from '../model/rule.ts';
import { splitItem } from '../sources/read-item.ts';
import type { ReadLimits, SourceItem } from '../sources/source-item.ts';
import { createCollector } from './collect.ts';
import { type Batch, type BatchResult, bytesOf, createEngine } from './engine.ts';
import { listSource, type SourceRequest } from './list-source.ts';
import { runPool } from './pool.ts';
import { createSilencer, type Suppression } from './silence.ts';

export { DEFAULT_READ_LIMITS } from '../sources/source-item.ts';

export interface ScanRequest {
  readonly source: SourceRequest;
  readonly rules: readonly Rule[];
  readonly limits: ReadLimits;
  readonly suppression: Suppression;
  /** Threads at most, this one included. Default: as many as processors. */
  readonly threads?: number;
  /** The bundle of `worker.ts`. Absent: everything is done on this thread. */
  readonly worker?: URL;
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
}

/** A batch is closed when it holds this much: small enough to share evenly, large enough that messages cost nothing. */
const BATCH_BYTES = 1_000_000;
const BATCH_ITEMS = 128;

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

/**
 * Scans a source. The findings and their order depend on what was read alone, not on threads, chunks or time.
 * @throws AppError `path-missing`, `git-missing`, `git-range`, `rules-empty` before anything is read.
 */
export const scan = async (request: ScanRequest): Promise<ScanResult> => {
  const started = performance.now();
  const setup = { rules: request.rules, limits: request.limits, inlineAllows: request.suppression.inline, allowlists: request.suppression.allowlists };
  const silence = createSilencer(request.suppression, new Set(request.rules.map((rule) => rule.id)));
  const engine = createEngine(setup);
  const collector = createCollector();
  const listed = await listSource(request.source, request.limits);
  let files = 0;
  let bytes = 0;
  await runPool<Batch, BatchResult>({
    batches: batchesOf(listed.items, request.limits),
    bytesOf: (batch) => batch.reduce((sum, item) => sum + bytesOf(item), 0),
    runHere: engine.scanBatch,
    onResult: (result) => {
      collector.add(result);
      files += result.files;
      bytes += result.bytes;
      request.onProgress?.({ files, bytes });
    },
    ...(request.worker === undefined ? {} : { worker: { file: request.worker, setup } }),
    ...(request.threads === undefined ? {} : { threads: request.threads }),
    ...(request.signal === undefined ? {} : { signal: request.signal }),
  });
  const collected = collector.finish();
  const silenced = silence(collected.findings);
  const problems: Problem[] = [...listed.problems, ...collected.problems, ...silenced.problems];
  if (collected.files === 0) problems.push({ code: 'nothing-scanned', path: '', message: 'nothing was read: no file with text was found', incomplete: true });
  return {
    findings: silenced.kept,
    suppressed: [...collected.suppressed, ...silenced.suppressed],
    problems,
    filesScanned: collected.files,
    bytesScanned: collected.bytes,
    durationMs: Math.round(performance.now() - started),
  };
};
