import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { loadProviderSettings } from '../../shared/config/provider-settings.ts';
import { loadSettings, type Settings } from '../../shared/config/settings.ts';
import { AppError, EXIT_CLEAN, EXIT_FINDINGS, exitStatusOf } from '../../shared/model/app-error.ts';
import type { OpenProvider } from '../../shared/model/provider.ts';
import { applyPlans, type FileResult } from '../../shared/move/apply-plans.ts';
import type { MoveWishes } from '../../shared/move/file-plan.ts';
import { findLeft } from '../../shared/move/find-left.ts';
import { createJournals, type Journals } from '../../shared/move/journal.ts';
import { withMoveLock } from '../../shared/move/move-lock.ts';
import { type MovePlan, type PlanRequest, planMove } from '../../shared/move/plan.ts';
import { viewOf } from '../../shared/move/plan-view.ts';
import { createScanText } from '../../shared/move/scan-text.ts';
import { type SettledAll, settleAll } from '../../shared/move/settle-all.ts';
import { KNOWN_RULES, listRules } from '../../shared/scan/rule-list.ts';
import { forLog, toInertJson } from '../../shared/text/neutralise.ts';
import { onInterrupt } from '../interrupt.ts';
import { contextFor, type MoveOptions, overridesOf, parsePlace, scanSettingsOf, wishesOf } from '../move-setup.ts';
import { paintFor } from '../paint.ts';
import { createProgress } from '../progress.ts';
import { askYes, canAsk } from '../prompt.ts';
import { type Streams, writeAll } from '../run.ts';
import { openStores } from '../store.ts';
import { moveJson } from './move-json.ts';
import { planText, resultText, settledLines } from './move-text.ts';

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

/** What a command line asks for, made ready. */
interface Job {
  readonly streams: Streams;
  readonly options: MoveOptions;
  readonly signal: AbortSignal;
  readonly settings: Settings;
  readonly folder: string;
  readonly journals: Journals;
  readonly open: OpenProvider;
  readonly request: PlanRequest;
  readonly before: SettledAll;
}

interface Planned {
  readonly request: PlanRequest;
  readonly plan: MovePlan;
}

const note = ({ streams, options }: Pick<Job, 'streams' | 'options'>, text: string): void => {
  if (options.quiet !== true && options.format === 'pretty') streams.err.write(`${forLog(text)}\n`);
};

const prepare = async (streams: Streams, given: readonly string[], options: MoveOptions, signal: AbortSignal): Promise<Job> => {
  const cwd = process.cwd();
  const overrides = overridesOf(options);
  const providers = loadProviderSettings(process.env, overrides);
  const provider = providers.defaultProvider;
  const settings = loadSettings({ root: cwd, config: fileOption(options.config), baseline: fileOption(options.baseline) }, KNOWN_RULES);
  const folder = join(providers.local.home, 'moves');
  const journals = createJournals(folder);
  const before = await settleOpen(folder, journals, options, signal);
  for (const line of settledLines(before)) note({ streams, options }, line);
  const open = openStores('move', overrides);
  const scanning = scanSettingsOf(cwd, settings, options);
  const request: PlanRequest = {
    places: given.map(parsePlace),
    settings: scanning,
    tree: { worker: new URL('./worker.js', import.meta.url), signal },
    wishes: wishesOf(options, provider, providers, settings.config.naming),
    scanText: createScanText(scanning),
    provider: await open(provider),
  };
  return { streams, options, signal, settings, folder, journals, open, request, before };
};

const planWith = async ({ streams, options, request }: Job, more: Partial<MoveWishes> = {}): Promise<Planned> => {
  const progress = createProgress(streams.err, options.quiet !== true && options.format === 'pretty');
  const complete = { ...request, wishes: { ...request.wishes, ...more }, tree: { ...request.tree, onProgress: progress.update } };
  const plan = await planMove(complete).finally(progress.stop);
  if (complete.wishes.name !== undefined && plan.files.length > 1)
    throw new AppError(
      'usage',
      `--name is for one file, and ${plan.files.length} have something to move`,
      'Name the file, or leave the names to the convention.',
    );
  return { request: complete, plan };
};

/** Writes the plan, or with `results` what became of it. */
const show = async (
  { streams, options, settings, request, before }: Job,
  plan: MovePlan,
  results: readonly FileResult[] | null,
  leftIn: readonly string[] = [],
): Promise<void> => {
  const paint = paintFor(streams.out, options.color);
  if (options.format === 'pretty' && results !== null) return writeAll(streams.out, resultText(results, plan, listRules(settings.config), leftIn, paint));
  const views = await Promise.all(plan.files.map((file) => viewOf(file, request.scanText)));
  const text = options.format === 'pretty' ? planText(views, plan, paint) : `${toInertJson(moveJson(views, plan, before, results, leftIn), 2)}\n`;
  return writeAll(streams.out, text);
};

/** Who said nothing of a store should know why it is this one. */
const usualStore = ({ options, request }: Job, plan: MovePlan): string | null =>
  request.wishes.provider === 'local' && options.local !== true && (process.env['WATERTIGHT_PROVIDER'] ?? '').trim() === '' && isMovable(plan)
    ? 'watertight: no AWS region or profile is set, so the store is the encrypted one of this machine (--aws, --ssm, --vault or --azure for another)'
    : null;

const isMovable = ({ files }: MovePlan): boolean => files.some(({ values, problem }) => values.length > 0 && problem === null);

/** Shows the plan, and asks; undefined where nothing is to be done. */
const agree = async (job: Job): Promise<Planned | undefined> => {
  const { streams, options, request } = job;
  const isAsking = options.yes !== true && options.dryRun !== true && canAsk(streams);
  const isPretty = options.format === 'pretty';
  let planned = await planWith(job);
  if (isPretty) await show(job, planned.plan, null);
  const why = usualStore(job, planned.plan);
  if (why !== null) note(job, why);
  const exists = planned.plan.files.some(({ problem }) => problem?.code === 'secret-exists');
  if (isAsking && exists && !request.wishes.update && !request.wishes.force && (await askYes(streams, 'Add the keys to the secrets that exist?'))) {
    planned = await planWith(job, { update: true });
    if (isPretty) await show(job, planned.plan, null);
  }
  const isAgreed = options.yes === true || !isMovable(planned.plan) || (isAsking && (await askYes(streams, 'Move them?')));
  if (options.dryRun !== true && isAgreed) return planned;
  if (!isPretty) await show(job, planned.plan, null);
  if (options.dryRun !== true) note(job, `watertight: nothing was changed.${isAsking ? '' : ' Move it with --yes.'}`);
  return undefined;
};

const apply = async (job: Job, { request, plan }: Planned): Promise<readonly FileResult[]> => {
  const {
    streams,
    signal,
    folder,
    journals,
    open,
    request: { settings, scanText },
  } = job;
  if (!isMovable(plan)) return plan.files.filter(({ problem }) => problem !== null).map((file) => ({ plan: file, moved: null, error: file.problem }));
  const onFile = (path: string, index: number): void => {
    if (streams.err.isTTY && plan.files.length > 1) note(job, `moving ${index + 1} of ${plan.files.length}: ${path}`);
  };
  const provider = await open(request.wishes.provider);
  return withMoveLock(folder, signal, () => applyPlans(plan, request, { root: settings.cwd, provider, open, journals, scanText, signal, wait }, onFile));
};

const run = async (streams: Streams, given: readonly string[], options: MoveOptions, signal: AbortSignal): Promise<number> => {
  const job = await prepare(streams, given, options, signal);
  const planned = await agree(job);
  if (planned === undefined || signal.aborted) return EXIT_CLEAN;
  const results = await apply(job, planned);
  const moved = results.filter((result) => result.moved !== null).flatMap(({ plan }) => plan.values.map(({ target }) => target.value));
  const { cwd, env } = job.request.settings;
  const leftIn = signal.aborted ? [] : await findLeft(cwd, env, moved);
  if (options.format === 'json' || results.length > 0) await show(job, planned.plan, results, leftIn);
  return statusOf(planned.plan, job.before, results);
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
  if (isLeft) return EXIT_FINDINGS;
  return plan.problems.some(({ incomplete, code }) => incomplete && code !== 'nothing-scanned') ? 5 : 0;
};
