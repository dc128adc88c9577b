import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { replaceFile } from '../../shared/files/replace-file.ts';
import { AppError, EXIT_CLEAN } from '../../shared/model/app-error.ts';
import { plural } from '../../shared/report/by-path.ts';
import { acceptFindings, acceptForDetectSecrets } from '../../shared/scan/accept.ts';
import type { Streams } from '../run.ts';
import { type SourceOptions, scanFrom } from '../scan-from.ts';

export interface BaselineOptions extends SourceOptions {
  readonly output?: string;
  readonly format: 'watertight' | 'detect-secrets';
  readonly reason?: string;
  readonly expires?: string;
}

const readIfThere = (file: string): string | undefined => {
  try {
    return readFileSync(file, 'utf8');
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw new AppError('baseline-invalid', `can't be read: ${file}`, 'Check its permissions.', { cause });
  }
};

/** Which paths a scan saw whole, so that entries of other paths are left as they are. */
const coverageOf = (paths: readonly string[], options: SourceOptions): ((path: string) => boolean) => {
  const isPartial = [options.staged, options.diff, options.commits, options.history, options.shard, options.stdinPath, options.tracked, options.exclude].some(
    (option) => option !== undefined,
  );
  if (isPartial) return () => false;
  const roots = paths
    .map((path) =>
      path
        .replaceAll('\\', '/')
        .replace(/^(?:\.\/)+/, '')
        .replace(/\/+$/, ''),
    )
    .filter((path) => path !== '.' && path !== '');
  return roots.length < paths.length || roots.length === 0 ? () => true : (path) => roots.some((root) => path === root || path.startsWith(`${root}/`));
};

/** `watertight baseline`: accepts exactly what is found now. Dates and reasons of entries that still stand for something are kept. */
export const baseline = async (streams: Streams, version: string, paths: readonly string[], options: BaselineOptions): Promise<number> => {
  const { report, settings } = await scanFrom(streams, version, paths, { ...options, baseline: false });
  const incomplete = report.problems.find((problem) => problem.incomplete);
  if (incomplete !== undefined)
    throw new AppError(
      'incomplete',
      `nothing was written, because not everything was scanned: ${incomplete.path} ${incomplete.message}`,
      'Mend that first: a baseline of part of the files would drop the rest.',
    );
  const isOurs = options.format === 'watertight';
  const named = typeof options.baseline === 'string' ? options.baseline : settings.config.baseline;
  const file = options.output ?? (isOurs ? (named ?? '.watertight-baseline.json') : '.secrets.baseline');
  const text = readIfThere(file);
  const previous = text === undefined ? undefined : { file, text };
  const written = isOurs
    ? acceptFindings(report.findings, previous, randomBytes(16).toString('hex'), {
        ...(options.reason === undefined ? {} : { reason: options.reason }),
        ...(options.expires === undefined ? {} : { expires: options.expires }),
        today: settings.today,
        pathExists: settings.pathExists,
        isCovered: coverageOf(paths, options),
      })
    : acceptForDetectSecrets(report.findings, previous, new Date().toISOString());
  await replaceFile(file, written, 'the baseline');
  if (options.quiet !== true) streams.err.write(`${plural(report.findings.length, 'finding')} accepted in ${file}\n`);
  return EXIT_CLEAN;
};
