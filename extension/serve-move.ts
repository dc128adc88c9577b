import { createHash, randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parentPort } from 'node:worker_threads';
import { loadProviderSettings } from '../shared/config/provider-settings.ts';
import { loadSettings } from '../shared/config/settings.ts';
import { AppError } from '../shared/model/app-error.ts';
import type { ProviderSettings } from '../shared/model/provider-settings.ts';
import type { ProviderId } from '../shared/model/reference.ts';
import { applyPlans } from '../shared/move/apply-plans.ts';
import type { MoveContext, SwapFile } from '../shared/move/context.ts';
import { findLeft } from '../shared/move/find-left.ts';
import { createJournals } from '../shared/move/journal.ts';
import { withMoveLock } from '../shared/move/move-lock.ts';
import { type MovePlan, type PlanRequest, planMove } from '../shared/move/plan.ts';
import { costOfPlan } from '../shared/move/plan-cost.ts';
import { viewOf } from '../shared/move/plan-view.ts';
import { projectNameOf } from '../shared/move/project-name.ts';
import { createScanText } from '../shared/move/scan-text.ts';
import { digestOfSecret } from '../shared/move/secret-text.ts';
import { settleAll } from '../shared/move/settle-all.ts';
import { swapFile } from '../shared/move/swap-file.ts';
import { createOpenProvider } from '../shared/resolve/open-provider.ts';
import { acceptFindings } from '../shared/scan/accept.ts';
import { KNOWN_RULES, listRules } from '../shared/scan/rule-list.ts';
import { framesOf } from '../shared/text/trace.ts';
import { environmentOf } from './environment.ts';
import type { MoveError, MoveMessage, MoveOrder, MoveReply, MoveTask, MoveWish, PlanReply } from './move-protocol.ts';

const send = (message: MoveMessage): void => parentPort?.postMessage(message);

const toError = (error: unknown): MoveError => {
  if (error instanceof AppError) return { code: error.code, message: error.message, hint: error.hint };
  // The message of a bug may quote a value.
  return { code: 'bug', message: `${error instanceof Error ? error.name : typeof error} ${framesOf(error, 1)[0] ?? ''}`, hint: '' };
};

const wait = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

interface Planned {
  readonly plan: MovePlan;
  readonly request: PlanRequest;
  readonly context: MoveContext;
}

/** One move, on a thread of its own: plans as often as asked, applies once. Values stay on this thread; the editor puts contents in place. */
export const serveMove = (task: MoveTask): void => {
  const { root, path, line, settings: machine, kmsKey } = task;
  const env = environmentOf(machine);
  const stop = new AbortController();
  let planned: Planned | undefined;
  let answerSwap: ((answer: { readonly error: MoveError | null; readonly onDisk: boolean }) => void) | undefined;

  const providersOf = (provider: ProviderId, region?: string, profile?: string): ProviderSettings =>
    loadProviderSettings(env, { provider, ...(region === undefined ? {} : { region }), ...(profile === undefined ? {} : { profile }) });

  /** The editor's document takes the content; where it can't, because it shows another text than the file holds, the disk does. */
  const swap: SwapFile = async ({ before, after, edits }, id) => {
    if (before.bytes === null || after === null) return swapFile(before, after, id);
    const answered = new Promise<{ readonly error: MoveError | null; readonly onDisk: boolean }>((resolve) => {
      answerSwap = resolve;
    });
    send({ swap: { file: before.file, before: before.bytes, after, edits } });
    const { error, onDisk } = await answered;
    if (error !== null) throw new AppError('conflict', error.message, error.hint);
    return onDisk ? swapFile(before, after, id) : undefined;
  };

  const plan = async (wish: MoveWish): Promise<PlanReply> => {
    const providers = providersOf(wish.provider);
    const settings = loadSettings({ root }, KNOWN_RULES);
    const scanning = { ...settings, cwd: root, env, exclude: [], inlineAllows: true };
    const journals = createJournals(join(providers.local.home, 'moves'));
    const folder = join(providers.local.home, 'moves');
    const scanText = createScanText(scanning);
    const open = createOpenProvider(providers);
    const provider = await open(wish.provider);
    const settled = (await journals.isClear())
      ? []
      : (
          await withMoveLock(folder, stop.signal, () =>
            settleAll(journals, async ({ root: of, store }) => {
              const other = createOpenProvider(providersOf(store.provider, store.region, store.profile));
              return { root: of, provider: await other(store.provider), open: other, journals, scanText, wait };
            }),
          )
        ).settled;
    const isAws = wish.provider === 'aws' || wish.provider === 'ssm';
    const request: PlanRequest = {
      places: [{ path, ...(line === undefined ? {} : { line }) }],
      settings: scanning,
      tree: { threads: 1 },
      wishes: {
        provider: wish.provider,
        ...(isAws && providers.aws.region !== undefined ? { region: providers.aws.region } : {}),
        ...(isAws && providers.aws.profile !== undefined ? { profile: providers.aws.profile } : {}),
        ...(isAws && kmsKey !== '' ? { kmsKey } : {}),
        ...(wish.name === undefined ? {} : { name: wish.name }),
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
    return {
      file: file === undefined ? null : await viewOf(file, scanText),
      unmovable: made.unmovable[0]?.why ?? null,
      cost: costOfPlan(made),
      tracked: made.tracked.has(path),
      settled: settled.map(({ path: moved, how }) => `${moved}: ${how}`),
    };
  };

  const apply = async (): Promise<MoveReply> => {
    if (planned === undefined) throw new AppError('bug', 'nothing was planned');
    const { plan: made, request, context } = planned;
    const folder = join(providersOf(request.wishes.provider).local.home, 'moves');
    const [result] = await withMoveLock(folder, stop.signal, () => applyPlans(made, request, context));
    if (result?.error != null) throw result.error;
    if (result?.moved == null) throw new AppError('conflict', 'there was nothing to move', 'Scan the file again.');
    const { moved, plan: of } = result;
    const rules = new Map(listRules(request.settings.config).map((rule) => [rule.id, rule.rotate] as const));
    const rotate = new Set(of.values.flatMap(({ target }) => rules.get(target.finding.ruleId) ?? []));
    return {
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
      known: of.values.map(({ target, secret }) => ({
        digest: digestOfSecret(task.salt, target.value),
        provider: request.wishes.provider,
        name: of.secrets[secret]?.address.id ?? '',
      })),
    };
  };

  /** Accepts what was moved in the baseline, since history still has it, until it is rotated. */
  const accept = async (until: string): Promise<string> => {
    const findings = planned?.plan.files[0]?.values.flatMap(({ target }) => target.findings) ?? [];
    const { baseline, today, pathExists } = loadSettings({ root }, KNOWN_RULES);
    const file = baseline?.file ?? '.watertight-baseline.json';
    const known = baseline === undefined ? undefined : { file, text: readFileSync(join(root, file), 'utf8') };
    const salt = createHash('sha256').update(randomBytes(32)).digest('hex').slice(0, 32);
    const text = acceptFindings(findings, known, salt, {
      reason: 'moved to a store; to be rotated',
      expires: until,
      today,
      pathExists,
      isCovered: () => false,
    });
    await writeFile(join(root, file), text);
    return file;
  };

  parentPort?.on('message', async (order: MoveOrder) => {
    try {
      if ('plan' in order) send({ planned: await plan(order.plan) });
      else if ('apply' in order) send({ moved: await apply() });
      else if ('accept' in order) send({ accepted: await accept(order.accept.until) });
      else if ('swapped' in order) answerSwap?.(order.swapped);
      else stop.abort();
    } catch (error) {
      send({ failed: toError(error) });
    }
  });
};
