import { statSync } from 'node:fs';
import { join } from 'node:path';
import { loadProviderSettings } from '../../shared/config/provider-settings.ts';
import { loadSettings, type Settings } from '../../shared/config/settings.ts';
import { AppError, exitStatusOf } from '../../shared/model/app-error.ts';
import type { ProviderSettings } from '../../shared/model/provider-settings.ts';
import { PROVIDER_IDS, type ProviderId } from '../../shared/model/reference.ts';
import type { NameConvention } from '../../shared/model/scan-config.ts';
import { applyPlans, type FileResult } from '../../shared/move/apply-plans.ts';
import type { MoveContext } from '../../shared/move/context.ts';
import type { MoveWishes } from '../../shared/move/file-plan.ts';
import { createJournals, type Journals, type MoveJournal } from '../../shared/move/journal.ts';
import { withMoveLock } from '../../shared/move/move-lock.ts';
import { type MovePlace, type MovePlan, type PlanRequest, planMove } from '../../shared/move/plan.ts';
import { costOfPlan } from '../../shared/move/plan-cost.ts';
import { viewOf } from '../../shared/move/plan-view.ts';
import { projectNameOf } from '../../shared/move/project-name.ts';
import { createScanText, type ScanSettings } from '../../shared/move/scan-text.ts';
import { type SettledAll, settleAll } from '../../shared/move/settle-all.ts';
import { createOpenProvider } from '../../shared/resolve/open-provider.ts';
import { KNOWN_RULES, listRules } from '../../shared/scan/rule-list.ts';
import { forLog, toInertJson } from '../../shared/text/neutralise.ts';
import { onInterrupt } from '../interrupt.ts';
import { paintFor } from '../paint.ts';
import { createProgress } from '../progress.ts';
import { type Streams, writeAll } from '../run.ts';
import { planText, resultText, settledLines } from './move-text.ts';

export interface MoveOptions {
  readonly yes?: true;
  readonly dryRun?: true;
  readonly format: 'pretty' | 'json';
  readonly aws?: true;
  readonly ssm?: true;
  readonly vault?: true;
  readonly azure?: true;
  readonly local?: true;
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
const parsePlace = (place: string): MovePlace => {
  const match = /^(.+):(\d{1,9})$/.exec(place);
  if (match === null || statSync(place, { throwIfNoEntry: false }) !== undefined) return { path: place };
  return { path: match[1] ?? place, line: Number(match[2]) };
};

/** The store: what the command line says, else `WATERTIGHT_PROVIDER`, else AWS. */
const providerOf = (options: MoveOptions): ProviderId => {
  const wanted = PROVIDER_IDS.find((id) => options[id] === true);
  const usual = PROVIDER_IDS.find((id) => id === process.env['WATERTIGHT_PROVIDER']?.trim());
  return wanted ?? usual ?? 'aws';
};

const wishesOf = (options: MoveOptions, provider: ProviderId, { aws }: ProviderSettings, naming: NameConvention): MoveWishes => {
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
    prefix: options.prefix ?? naming.prefix ?? projectNameOf(process.cwd()),
    ...(environment === null ? {} : { environment }),
    ...(service === null ? {} : { service }),
    onePerKey: options.onePerKey === true,
    update: options.update === true,
    force: options.force === true,
  };
};

const scanSettings = (cwd: string, { config, baseline, ignoreFiles, today, pathExists }: Settings, options: MoveOptions): ScanSettings => ({
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
const scanSettingsOf = (root: string): ScanSettings => {
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

const wait = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

const contextFor =
  (journals: Journals, signal: AbortSignal) =>
  async ({ root, store }: MoveJournal): Promise<MoveContext> => {
    const { provider, region, profile } = store;
    const open = createOpenProvider(
      loadProviderSettings(process.env, { provider, ...(region === undefined ? {} : { region }), ...(profile === undefined ? {} : { profile }) }),
    );
    return { root, provider: await open(provider), open, journals, scanText: createScanText(scanSettingsOf(root)), signal, wait };
  };

/** Whether a person is there to be asked. */
const canAsk = (streams: Streams): boolean => process.stdin.isTTY === true && streams.err.isTTY === true;

const ask = async (message: string): Promise<boolean> => {
  const { confirm, isCancel } = await import('@clack/prompts');
  const answer = await confirm({ message, initialValue: false, output: process.stderr });
  return !isCancel(answer) && answer;
};

const fileOption = (value: string | boolean | undefined): string | false | undefined => (value === true ? undefined : value);

/** `watertight move`. */
export const move = async (streams: Streams, given: readonly string[], options: MoveOptions): Promise<number> => {
  const interrupt = onInterrupt(() => streams.err.write('\nwatertight: stopping at the next safe point; press Ctrl-C again to end at once\n'));
  try {
    const status = await run(streams, given, options, interrupt.signal);
    return interrupt.status() ?? status;
  } catch (error) {
    const status = interrupt.status();
    if (status === undefined || !(error instanceof AppError)) throw error;
    streams.err.write(`${forLog(`watertight: ${error.message}`)}\n`);
    return status;
  } finally {
    interrupt.stop();
  }
};

const run = async (streams: Streams, given: readonly string[], options: MoveOptions, signal: AbortSignal): Promise<number> => {
  const cwd = process.cwd();
  const provider = providerOf(options);
  const { region, profile } = options;
  const providers = loadProviderSettings(process.env, {
    provider,
    ...(region === undefined ? {} : { region }),
    ...(profile === undefined ? {} : { profile }),
  });
  const settings = loadSettings({ root: cwd, config: fileOption(options.config), baseline: fileOption(options.baseline) }, KNOWN_RULES);
  const folder = join(providers.local.home, 'moves');
  const journals = createJournals(folder);
  const note = (text: string): void => {
    if (options.quiet !== true && options.format === 'pretty') streams.err.write(`${forLog(text)}\n`);
  };

  const before = await settleOpen(folder, journals, options, signal);
  for (const line of settledLines(before)) note(line);
  const asked = createOpenProvider(providers);
  const wishes = wishesOf(options, provider, providers, settings.config.naming);
  const scanning = scanSettings(cwd, settings, options);
  const scanText = createScanText(scanning);
  const progress = createProgress(streams.err, options.quiet !== true && options.format === 'pretty');
  const request: PlanRequest = {
    places: given.map(parsePlace),
    settings: scanning,
    tree: { worker: new URL('./worker.js', import.meta.url), onProgress: progress.update, signal },
    wishes,
    scanText,
    provider: undefined,
  };
  const planWith = async (more: Partial<MoveWishes>): Promise<{ request: PlanRequest; plan: MovePlan }> => {
    const complete = { ...request, wishes: { ...wishes, ...more }, provider: await asked(provider) };
    return { request: complete, plan: await planMove(complete).finally(progress.stop) };
  };
  let planned = await planWith({});
  const show = async (results: readonly FileResult[] | null): Promise<void> => {
    const views = await Promise.all(planned.plan.files.map((file) => viewOf(file, scanText)));
    const paint = paintFor(streams.out, options.color);
    if (options.format === 'json') {
      await writeAll(streams.out, `${toInertJson(toJson(views, planned.plan, before, results), 2)}\n`);
    } else if (results === null) {
      await writeAll(streams.out, planText(views, planned.plan, paint));
    } else {
      await writeAll(streams.out, resultText(results, planned.plan, listRules(settings.config), paint));
    }
  };
  const isMovable = (): boolean => planned.plan.files.some(({ values, problem }) => values.length > 0 && problem === null);
  const statusNow = (results: readonly FileResult[]): number => statusOf(planned.plan, before, results);

  if (options.format === 'pretty') await show(null);
  if (options.dryRun === true) {
    if (options.format === 'json') await show(null);
    return 0;
  }
  const needsUpdate = planned.plan.files.some(({ problem }) => problem?.code === 'secret-exists');
  if (needsUpdate && !wishes.update && !wishes.force && options.yes !== true && canAsk(streams) && (await ask('Add the keys to the secrets that exist?'))) {
    planned = await planWith({ update: true });
    if (options.format === 'pretty') await show(null);
  }
  if (isMovable() && options.yes !== true) {
    if (!canAsk(streams)) {
      if (options.format === 'json') await show(null);
      note('watertight: nothing was changed. Move it with --yes.');
      return 0;
    }
    if (!(await ask('Move them?'))) {
      note('watertight: nothing was changed.');
      return 0;
    }
  }
  if (signal.aborted) return 0;
  const results = isMovable()
    ? await withMoveLock(folder, signal, async () =>
        applyPlans(planned.plan, planned.request, { root: cwd, provider: await asked(provider), open: asked, journals, scanText, signal, wait }),
      )
    : planned.plan.files.filter(({ problem }) => problem !== null).map((plan): FileResult => ({ plan, moved: null, error: plan.problem }));
  if (options.format === 'json' || planned.plan.files.length > 0) await show(results);
  return statusNow(results);
};

/** Settles what is open; a dry run only looks. */
const settleOpen = async (folder: string, journals: Journals, options: MoveOptions, signal: AbortSignal): Promise<SettledAll> => {
  if (await journals.isClear()) return { settled: [], open: [] };
  if (options.dryRun !== true) return withMoveLock(folder, signal, () => settleAll(journals, contextFor(journals, signal)));
  const { open } = await journals.list();
  const error = new AppError('usage', 'it is under way, or was interrupted', 'Run watertight move without --dry-run: it settles that first.');
  return { settled: [], open: open.map(({ id, path, root }) => ({ path, root, journal: journals.fileOf(id), error })) };
};

const statusOf = (plan: MovePlan, before: SettledAll, results: readonly FileResult[]): number => {
  const failed = [...results.map(({ error }) => error), ...before.open.map(({ error }) => error)].find((error) => error !== null);
  if (failed !== undefined && failed !== null) return exitStatusOf(failed);
  const isLeft = plan.unmovable.length > 0 || plan.files.some(({ byHand }) => byHand.length > 0);
  if (isLeft) return 1;
  return plan.problems.some(({ incomplete, code }) => incomplete && code !== 'nothing-scanned') ? 5 : 0;
};

const toJson = (views: readonly Awaited<ReturnType<typeof viewOf>>[], plan: MovePlan, before: SettledAll, results: readonly FileResult[] | null) => ({
  schemaVersion: 1,
  applied: results !== null,
  settled: before.settled,
  open: before.open.map(({ path, root, journal, error }) => ({ path, root, journal, code: error.code, message: error.message, hint: error.hint })),
  files: views.map((view) => {
    const result = results?.find(({ plan: { file } }) => file.path === view.path);
    return {
      ...view,
      tracked: plan.tracked.has(view.path),
      moved: result?.moved == null ? null : { written: result.moved.written, secrets: result.moved.secrets, references: result.moved.references },
      error: result?.error == null ? null : { code: result.error.code, message: result.error.message, hint: result.error.hint },
    };
  }),
  unmovable: plan.unmovable.map(({ path, findings, why }) => ({ path, findings: findings.length, why })),
  cost: costOfPlan(plan),
  suppressed: plan.suppressed,
  problems: plan.problems,
});
