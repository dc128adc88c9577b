import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { parentPort } from 'node:worker_threads';
import { loadProviderSettings } from '../shared/config/provider-settings.ts';
import { loadSettings } from '../shared/config/settings.ts';
import { AppError } from '../shared/model/app-error.ts';
import type { Place } from '../shared/model/finding.ts';
import type { ProviderSettings } from '../shared/model/provider-settings.ts';
import type { ProviderId, SecretAddress } from '../shared/model/reference.ts';
import { applyPlans } from '../shared/move/apply-plans.ts';
import { backOf, type MoveContext, type SwapFiles, swapOnDisk } from '../shared/move/context.ts';
import { findLeft } from '../shared/move/find-left.ts';
import { createJournals } from '../shared/move/journal.ts';
import { withMoveLock } from '../shared/move/move-lock.ts';
import { type MovePlan, type PlanRequest, planMove } from '../shared/move/plan.ts';
import { costOfPlan } from '../shared/move/plan-cost.ts';
import { viewOf } from '../shared/move/plan-view.ts';
import { projectNameOf } from '../shared/move/project-name.ts';
import { createScanText, type ScanText } from '../shared/move/scan-text.ts';
import { digestOfSecret } from '../shared/move/secret-text.ts';
import { settleAll } from '../shared/move/settle-all.ts';
import { readState } from '../shared/move/swap-file.ts';
import { createAuditedOpen } from '../shared/resolve/open-audited.ts';
import { KNOWN_RULES, listRules } from '../shared/scan/rule-list.ts';
import { framesOf } from '../shared/text/trace.ts';
import { type AcceptedBaseline, acceptFindings } from './accepted-baseline.ts';
import { environmentOf } from './environment.ts';
import type { MoveError, MoveMessage, MoveOrder, MoveReply, MoveTask, MoveWish, PlanReply, SettleReply, SwapAnswer, SwapOrder } from './move-protocol.ts';
import { whoAsks } from './who.ts';

const send = (message: MoveMessage): void => parentPort?.postMessage(message);

const toError = (error: unknown): MoveError => {
  if (error instanceof AppError) return { code: error.code, message: error.message, hint: error.hint };
  // The message of a bug may quote a value.
  return { code: 'bug', message: `${error instanceof Error ? error.name : typeof error} ${framesOf(error, 1)[0] ?? ''}`, hint: '' };
};

/** For a secret that a failed move left, and that may be the only place of its value. */
const RECOVERY_DAYS = 7;

const HOW = { finished: 'finished', undone: 'undone', left: 'left as it is, with the secret in the store' } as const;

const covers = ({ startLine, startColumn, endLine, endColumn }: Place, line: number, column: number): boolean =>
  (startLine < line || (startLine === line && startColumn <= column)) && (line < endLine || (line === endLine && column <= endColumn));

interface Planned {
  readonly plan: MovePlan;
  readonly request: PlanRequest;
  readonly context: MoveContext;
}

/** One move, on a thread of its own: plans as often as asked, applies once. Values stay on this thread; the editor puts contents in place. */
export const serveMove = (task: MoveTask): void => {
  const { root, path, settings: machine, kmsKey } = task;
  const env = environmentOf(machine);
  const stop = new AbortController();
  let planned: Planned | undefined;
  /** What a failed move left in the store. */
  let kept: SecretAddress[] = [];
  let answerSwap: ((answer: SwapAnswer) => void) | undefined;
  /** Digests of the findings that the first plan for a line was for: later plans are for the same, wherever they stand by then. */
  let wanted: ReadonlySet<string> | undefined;

  const providersOf = (provider: ProviderId, region?: string, profile?: string): ProviderSettings =>
    loadProviderSettings(env, { provider, ...(region === undefined ? {} : { region }), ...(profile === undefined ? {} : { profile }) });

  /** The editor's documents take the contents; those that can't, because they show another text than the file holds, are swapped on the disk. */
  const swap: SwapFiles = async (swaps, id) => {
    const inEditor = swaps.filter(({ before, after }) => before.bytes !== null && after !== null);
    const order = async ({ before, after, edits }: (typeof swaps)[number]): Promise<SwapOrder> => {
      const { bytes: disk } = await readState(before.file);
      if (disk !== null && before.bytes !== null && after !== null) return { file: before.file, before: before.bytes, disk, after, edits };
      throw new AppError('conflict', `the file is not there any more: ${before.file}`, 'Was it renamed or deleted? Look for the value where it is now.');
    };
    const orders = await Promise.all(inEditor.map(order));
    const apart = swaps.filter((each) => !inEditor.includes(each));
    await swapOnDisk(apart, id);
    try {
      const answered = new Promise<SwapAnswer>((resolve) => {
        answerSwap = resolve;
      });
      send({ swap: orders });
      const { error, outcomes } = await answered;
      if (error !== null) throw new AppError('conflict', error.message, error.hint);
      const forDisk = inEditor.filter((_, at) => outcomes[at] === 'disk');
      await swapOnDisk(forDisk, id).catch(async (cause: unknown) => {
        await swap(backOf(inEditor.filter((each) => !forDisk.includes(each))), id);
        throw cause;
      });
      const more = new Set(inEditor.filter((_, at) => outcomes[at] === 'more'));
      return await Promise.all(swaps.map(async (each) => (more.has(each) ? ((await readState(each.before.file)).bytes ?? undefined) : undefined)));
    } catch (error) {
      await swapOnDisk(backOf(apart), id);
      throw error;
    }
  };

  /** Finishes or undoes what was interrupted. */
  const settle = async (providers: ProviderSettings, scanText: ScanText): Promise<SettleReply> => {
    const folder = join(providers.local.home, 'moves');
    const journals = createJournals(folder);
    if (await journals.isClear()) return { settled: [], open: [] };
    const { settled, open } = await withMoveLock(folder, stop.signal, () =>
      settleAll(journals, async ({ root: of, store }) => {
        const other = createAuditedOpen(providersOf(store.provider, store.region, store.profile), whoAsks());
        return { root: of, provider: await other(store.provider), open: other, journals, scanText, wait };
      }),
    );
    return {
      settled: settled.map(({ path: moved, how, secrets }) => `${moved}: ${HOW[how]} (${secrets.join(', ')})`),
      open: open.map(({ path: moved, journal, error }) => `${moved === '' ? journal : moved}: ${error.message}. ${error.hint}`),
    };
  };

  /** The value under the column, else all of the line; later the values that the first plan was for, wherever they are by then. */
  const placesNow = async ({ line, column }: MoveWish, scanText: ScanText): Promise<PlanRequest['places']> => {
    if (line === undefined) return [{ path }];
    const { bytes } = await readState(join(root, path));
    if (bytes === null) return [{ path, line }];
    const found = await scanText(path, bytes);
    const placesOf = (findings: typeof found) => findings.map(({ place }) => ({ path, line: place.startLine, column: place.startColumn }));
    if (wanted === undefined) {
      const here = column === undefined ? [] : found.filter(({ place }) => covers(place, line, column));
      return here.length === 0 ? [{ path, line }] : placesOf(here);
    }
    const same = found.filter(({ secret }) => wanted?.has(digestOfSecret(task.salt, secret)));
    const at = same.find(({ place }) => place.startLine === line) ?? same[0];
    if (at === undefined) throw new AppError('usage', `the value is not in the file any more: ${path}`, 'The file was left as it is.');
    return placesOf(same.filter(({ place }) => place.startLine === at.place.startLine));
  };

  const plan = async (wish: MoveWish): Promise<PlanReply> => {
    const providers = providersOf(wish.provider, undefined, wish.profile);
    const settings = loadSettings({ root }, KNOWN_RULES);
    const scanning = { ...settings, cwd: root, env, exclude: [], inlineAllows: true };
    const scanText = createScanText(scanning);
    const open = createAuditedOpen(providers, whoAsks());
    const provider = await open(wish.provider);
    const journals = createJournals(join(providers.local.home, 'moves'));
    const interrupted = await settle(providers, scanText);
    const isAws = wish.provider === 'aws' || wish.provider === 'ssm';
    const request: PlanRequest = {
      places: await placesNow(wish, scanText),
      settings: scanning,
      tree: { threads: 1 },
      wishes: {
        provider: wish.provider,
        ...(isAws && providers.aws.region !== undefined ? { region: providers.aws.region } : {}),
        ...(isAws && providers.aws.profile !== undefined ? { profile: providers.aws.profile } : {}),
        ...(isAws && kmsKey !== '' ? { kmsKey } : {}),
        ...(wish.name === undefined ? {} : { name: wish.name }),
        ...(wish.key === undefined ? {} : { key: wish.key }),
        prefix: projectNameOf(root),
        onePerKey: wish.onePerKey,
        update: wish.update,
        force: false,
      },
      scanText,
      provider,
    };
    const made = await planMove(request);
    planned = { plan: made, request, context: { root, provider, open, journals, scanText, wait, swap, signal: stop.signal } };
    const file = made.files[0];
    const findings = file === undefined ? [] : [...file.values.flatMap(({ target }) => target.findings), ...file.byHand.map(({ finding }) => finding)];
    if (findings.length > 0) wanted ??= new Set(findings.map(({ secret }) => digestOfSecret(task.salt, secret)));
    return {
      file: file === undefined ? null : await viewOf(file, scanText),
      unmovable: made.unmovable[0]?.why ?? null,
      cost: costOfPlan(made),
      tracked: made.tracked.has(path),
      interrupted,
    };
  };

  /** Secrets that were not there before and are now. Who may not look can't say. */
  const keptOf = async ({ files }: MovePlan, { provider }: MoveContext): Promise<SecretAddress[]> => {
    const made = files.flatMap(({ secrets }) => secrets.filter(({ mode }) => mode === 'create').map(({ address }) => address));
    const found = await Promise.all(made.map((address) => provider.getMetadata(address).catch(() => undefined)));
    return made.filter((_, at) => found[at]?.deletesAt === null);
  };
  const discard = async (): Promise<readonly string[]> => {
    for (const address of kept) await planned?.context.provider.delete(address, { recoveryDays: RECOVERY_DAYS });
    return kept.splice(0).map(({ id }) => id);
  };

  const apply = async (): Promise<MoveReply> => {
    if (planned === undefined) throw new AppError('bug', 'nothing was planned');
    const { plan: made, request, context } = planned;
    const folder = join(providersOf(request.wishes.provider).local.home, 'moves');
    const [result] = await withMoveLock(folder, stop.signal, () => applyPlans(made, request, context));
    if (result?.error != null) {
      kept = await keptOf(made, context);
      throw result.error;
    }
    if (result?.moved == null) throw new AppError('conflict', 'there was nothing to move', 'Scan the file again.');
    const { moved, plan: of } = result;
    const rules = new Map(listRules(request.settings.config).map((rule) => [rule.id, rule.rotate] as const));
    const rotate = new Set(of.values.flatMap(({ target }) => rules.get(target.finding.ruleId) ?? []));
    return {
      kind: moved.rewrite.kind,
      written: moved.written,
      secrets: moved.secrets,
      references: moved.references,
      instructions: moved.rewrite.instructions,
      leftIn: await findLeft(
        root,
        env,
        of.values.map(({ target }) => target.value),
      ),
      tracked: made.tracked.has(path),
      rotate: [...rotate],
      known: of.values.map(({ target, secret, key }) => ({
        digest: digestOfSecret(task.salt, target.value),
        provider: request.wishes.provider,
        name: of.secrets[secret]?.address.id ?? '',
        key,
      })),
    };
  };

  /** The baseline in which what was moved is accepted, since history still has it, until it is rotated. */
  const accept = (expires: string): AcceptedBaseline => {
    const findings = planned?.plan.files[0]?.values.flatMap(({ target }) => target.findings) ?? [];
    return acceptFindings(root, loadSettings({ root, baseline: false }, KNOWN_RULES), findings, { reason: 'moved to a store; to be rotated', expires });
  };

  parentPort?.on('message', async (order: MoveOrder) => {
    try {
      if ('plan' in order) send({ planned: await plan(order.plan) });
      else if ('apply' in order) send({ moved: await apply() });
      else if ('accept' in order) send({ accepted: accept(order.accept.until) });
      else if ('settle' in order) {
        const providers = loadProviderSettings(env);
        send({ settled: await settle(providers, createScanText({ ...loadSettings({ root }, KNOWN_RULES), cwd: root, env, exclude: [], inlineAllows: true })) });
      } else if ('discard' in order) send({ discarded: await discard() });
      else if ('swapped' in order) answerSwap?.(order.swapped);
      else stop.abort();
    } catch (error) {
      send({ failed: { ...toError(error), kept: kept.map(({ id }) => id) } });
    }
  });
};
