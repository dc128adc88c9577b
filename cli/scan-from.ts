import type { Report } from '../shared/report/report.ts';
import type { SourceRequest } from '../shared/scan/list-source.ts';
import { builtInRules, toListedRules } from '../shared/scan/rule-list.ts';
import { DEFAULT_READ_LIMITS, scan as scanSource } from '../shared/scan/scan.ts';
import { NO_SUPPRESSION } from '../shared/scan/silence.ts';
import { createProgress } from './progress.ts';
import type { Streams } from './run.ts';

/** Options of every command that scans, as commander gives them. */
export interface SourceOptions {
  readonly staged?: true;
  readonly diff?: string;
  readonly commits?: string;
  readonly history?: true;
  readonly stdinPath?: string;
  readonly tracked?: true;
  readonly archives?: true;
  readonly exclude?: readonly string[];
  readonly maxFileSize?: number;
  readonly config?: string | false;
  readonly baseline?: string | false;
  readonly inline: boolean;
  readonly threads?: number;
  readonly quiet?: true;
  readonly color: boolean;
}

/** Scans what the options name. Progress goes to standard error. */
export const scanFrom = async (streams: Streams, version: string, paths: readonly string[], options: SourceOptions): Promise<Report> => {
  const progress = createProgress(streams.err, options.quiet !== true);
  const rules = builtInRules();
  const source: SourceRequest = { kind: 'paths', paths, trackedOnly: options.tracked === true, cwd: process.cwd(), env: process.env };
  try {
    const result = await scanSource({
      source,
      rules,
      limits: DEFAULT_READ_LIMITS,
      suppression: NO_SUPPRESSION,
      worker: new URL('./worker.js', import.meta.url),
      onProgress: progress.update,
      ...(options.threads === undefined ? {} : { threads: options.threads }),
    });
    return {
      version,
      summary: {
        filesScanned: result.filesScanned,
        bytesScanned: result.bytesScanned,
        rulesLoaded: rules.length,
        findings: result.findings.length,
        suppressed: result.suppressed.length,
        durationMs: result.durationMs,
      },
      findings: result.findings,
      suppressed: result.suppressed,
      problems: result.problems,
      rules: toListedRules(rules),
    };
  } finally {
    progress.stop();
  }
};
