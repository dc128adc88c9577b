import type { Streams } from '../run.ts';
import { type SourceOptions, scanFrom } from '../scan-from.ts';

export interface BaselineOptions extends SourceOptions {
  readonly output?: string;
  readonly format: 'watertight' | 'detect-secrets';
}

/** `watertight baseline`. */
export const baseline = async (streams: Streams, version: string, paths: readonly string[], options: BaselineOptions): Promise<number> => {
  const report = await scanFrom(streams, version, paths, options);
  return report.findings.length;
};
