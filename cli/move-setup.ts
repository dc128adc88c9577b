import { statSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';
import type { ProviderOverrides } from '../shared/config/provider-settings.ts';
import { loadSettings, type Settings } from '../shared/config/settings.ts';
import type { ProviderSettings } from '../shared/model/provider-settings.ts';
import { PROVIDER_IDS, type ProviderId } from '../shared/model/reference.ts';
import type { NameConvention } from '../shared/model/scan-config.ts';
import type { MoveContext } from '../shared/move/context.ts';
import type { MoveWishes } from '../shared/move/file-plan.ts';
import type { Journals, MoveJournal } from '../shared/move/journal.ts';
import type { MovePlace } from '../shared/move/plan.ts';
import { projectNameOf } from '../shared/move/project-name.ts';
import { createScanText, type ScanSettings } from '../shared/move/scan-text.ts';
import { KNOWN_RULES } from '../shared/scan/rule-list.ts';
import { openStores } from './store.ts';

/** Options of `watertight move`, as commander gives them. */
export interface MoveOptions {
  readonly yes?: true;
  readonly dryRun?: true;
  readonly format: 'pretty' | 'json';
  readonly aws?: true;
  readonly ssm?: true;
  readonly vault?: true;
  readonly azure?: true;
  readonly local?: true;
  readonly name?: string;
  readonly prefix?: string;
  readonly env?: string;
  readonly service?: string;
  readonly onePerKey?: true;
  readonly update?: true;
  readonly force?: true;
  readonly region?: string;
  readonly profile?: string;
  readonly kmsKey?: string;
  readonly tag?: Readonly<Record<string, string>>;
  readonly exclude?: readonly string[];
  readonly config?: string | boolean;
  readonly baseline?: string | boolean;
  readonly inline: boolean;
  readonly quiet?: true;
  readonly color: boolean;
}

/** `path:12` or `path`. A file that is really named so wins. */
export const parsePlace = (place: string): MovePlace => {
  const match = /^(.+):(\d{1,9})$/.exec(place);
  if (match === null || statSync(place, { throwIfNoEntry: false }) !== undefined) return { path: place };
  return { path: match[1] ?? place, line: Number(match[2]) };
};

/** What of the store the command line says. The rest is decided as for every other command. */
export const overridesOf = (options: MoveOptions): ProviderOverrides => {
  const provider = PROVIDER_IDS.find((id) => options[id] === true);
  const { region, profile } = options;
  return { ...(provider === undefined ? {} : { provider }), ...(region === undefined ? {} : { region }), ...(profile === undefined ? {} : { profile }) };
};

export const wishesOf = (options: MoveOptions, provider: ProviderId, { aws }: ProviderSettings, naming: NameConvention): MoveWishes => {
  const { kmsKey, tag } = options;
  const environment = options.env ?? naming.environment;
  const service = options.service ?? naming.service;
  const isAws = provider === 'aws' || provider === 'ssm';
  return {
    provider,
    ...(isAws && aws.region !== undefined ? { region: aws.region } : {}),
    ...(isAws && aws.profile !== undefined ? { profile: aws.profile } : {}),
    ...(kmsKey === undefined ? {} : { kmsKey }),
    ...(tag === undefined ? {} : { tags: tag }),
    ...(options.name === undefined ? {} : { name: options.name }),
    prefix: options.prefix ?? naming.prefix ?? projectNameOf(process.cwd()),
    ...(environment === null ? {} : { environment }),
    ...(service === null ? {} : { service }),
    onePerKey: options.onePerKey === true,
    update: options.update === true,
    force: options.force === true,
  };
};

export const scanSettingsOf = (cwd: string, { config, baseline, ignoreFiles, today, pathExists }: Settings, options: MoveOptions): ScanSettings => ({
  cwd,
  env: process.env,
  config,
  baseline,
  ignoreFiles,
  today,
  pathExists,
  exclude: options.exclude ?? [],
  inlineAllows: options.inline,
});

/** How the folder of an interrupted move is scanned: nothing is silenced, since what was being moved is known. */
const bareSettingsOf = (root: string): ScanSettings => {
  const options = { root, baseline: false } as const;
  const load = (): Settings => {
    try {
      return loadSettings(options, KNOWN_RULES);
    } catch {
      return loadSettings({ ...options, config: false }, KNOWN_RULES);
    }
  };
  const { config, today } = load();
  return { cwd: root, env: process.env, config: { ...config, allowlists: [] }, today, inlineAllows: false };
};

export const contextFor =
  (journals: Journals, signal: AbortSignal) =>
  async ({ root, store }: MoveJournal): Promise<MoveContext> => {
    const { provider, region, profile } = store;
    const open = openStores('move', { provider, ...(region === undefined ? {} : { region }), ...(profile === undefined ? {} : { profile }) });
    return { root, provider: await open(provider), open, journals, scanText: createScanText(bareSettingsOf(root)), signal, wait };
  };
