import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import type { ScanConfig } from '../model/scan-config.ts';
import { defaultConfig } from './default-config.ts';
import type { KnownRules } from './known-rules.ts';
import { loadConfig } from './load.ts';
import { loadBaseline, loadIgnoreFiles, type NamedText } from './side-files.ts';

/** What a face asks for; the rest comes from files in the root. */
export interface SettingsOptions {
  /** Absolute: the folder that is scanned from. Configuration and baseline are looked for there. */
  readonly root: string;
  /** A configuration file; `false`: none. */
  readonly config?: string | false | undefined;
  /** A baseline; `false`: none. */
  readonly baseline?: string | false | undefined;
}

/** Everything that files say about a scan. */
export interface Settings {
  readonly config: ScanConfig;
  readonly baseline: NamedText | undefined;
  readonly ignoreFiles: readonly NamedText[];
  /** `YYYY-MM-DD`. */
  readonly today: string;
  /** Whether a path, relative to the root, exists. */
  readonly pathExists: (path: string) => boolean;
}

/**
 * Reads configuration, baseline and ignore files.
 * @throws AppError `config-invalid`, `rules-empty`, `baseline-invalid`, `path-missing`
 */
export const loadSettings = ({ root, config: given, baseline }: SettingsOptions, known: KnownRules): Settings => {
  const config = given === false ? defaultConfig(known) : loadConfig({ root, ...(given === undefined ? {} : { given }) }, known);
  return {
    config,
    baseline: baseline === false ? undefined : loadBaseline(root, baseline ?? config.baseline ?? undefined, baseline !== undefined),
    ignoreFiles: loadIgnoreFiles(root),
    today: new Date().toISOString().slice(0, 10),
    pathExists: (path) => existsSync(resolve(root, path)),
  };
};
