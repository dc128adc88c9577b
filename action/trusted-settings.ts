import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, isAbsolute, join, relative, resolve, sep } from 'node:path';
import { CONFIG_FILES } from '../shared/config/load.ts';
import { loadSettings, type Settings } from '../shared/config/settings.ts';
import { BASELINE_FILES, IGNORE_FILES } from '../shared/config/side-files.ts';
import { readFilesOf } from '../shared/scan/change.ts';
import { KNOWN_RULES } from '../shared/scan/rule-list.ts';
import type { Inputs } from './inputs.ts';
import type { Run } from './scan-event.ts';

const USUAL: readonly string[] = [...CONFIG_FILES, ...BASELINE_FILES, ...IGNORE_FILES];

/** A path below the workspace, as git writes it; undefined for one outside, which no pull request can change. */
const inWorkspace = (workspace: string, file: string): string | undefined => {
  const path = relative(workspace, resolve(workspace, file));
  return path === '' || path.startsWith('..') || isAbsolute(path) ? undefined : path.split(sep).join('/');
};

const currentText = (workspace: string, path: string): Uint8Array | undefined => {
  try {
    return readFileSync(join(workspace, path));
  } catch {
    return undefined;
  }
};

const isSame = (a: Uint8Array | undefined, b: Uint8Array | undefined): boolean => (a === undefined || b === undefined ? a === b : Buffer.compare(a, b) === 0);

export interface TrustedSettings {
  readonly settings: Settings;
  /** Files that are other in the workspace: what they say there is not in force. */
  readonly passedOver: readonly string[];
}

/**
 * Configuration, baseline and ignore files as the base of a change holds them, so that a pull request from anyone can't silence what is
 * found in it. The files are laid into a folder of their own and read as ever; what lies outside the workspace is read where it is.
 * Without a base there is nothing to trust: then no file is in force.
 */
export const loadTrusted = async (inputs: Inputs, { workspace, env }: Run, base: string | undefined): Promise<TrustedSettings> => {
  const named = [inputs.config, inputs.baseline].map((file) => (file === undefined ? undefined : inWorkspace(workspace, file)));
  const wanted = new Set([...USUAL, ...named.filter((path) => path !== undefined)]);
  const folder = mkdtempSync(join(tmpdir(), 'watertight-base-'));
  try {
    const held = new Map<string, Uint8Array>();
    const take = async (isWanted: (path: string) => boolean): Promise<void> => {
      if (base === undefined) return;
      for (const [path, bytes] of await readFilesOf(workspace, env, base, isWanted)) {
        if (path.split('/').includes('..')) continue;
        held.set(path, bytes);
        mkdirSync(dirname(join(folder, path)), { recursive: true });
        writeFileSync(join(folder, path), bytes);
      }
    };
    // other TOML files may be extended by a configuration
    await take((path) => wanted.has(path) || path.endsWith('.toml'));
    const fileOf = (file: string | undefined): string | false | undefined => {
      const path = file === undefined ? undefined : inWorkspace(workspace, file);
      if (path === undefined) return file === undefined ? undefined : resolve(workspace, file);
      return held.has(path) ? path : false;
    };
    const config = fileOf(inputs.config);
    const inFile = loadSettings({ root: folder, config, baseline: false }, KNOWN_RULES).config.baseline;
    const baselinePath = inputs.baseline === undefined && inFile !== null ? inWorkspace(workspace, inFile) : undefined;
    if (baselinePath !== undefined) {
      wanted.add(baselinePath);
      await take((path) => path === baselinePath);
    }
    const settings = loadSettings({ root: folder, config, baseline: fileOf(inputs.baseline) }, KNOWN_RULES);
    const passedOver = [...wanted].filter((path) => !isSame(held.get(path), currentText(workspace, path))).sort();
    return { settings: { ...settings, pathExists: (path) => existsSync(resolve(workspace, path)) }, passedOver };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
};
