import { basename } from 'node:path';
import { l10n, type TextDocument, type Uri } from 'vscode';
import type { ProviderId } from '../shared/model/reference.ts';
import { parseReference } from '../shared/references/parse.ts';
import { inProgress } from './in-progress.ts';
import { tellInterrupted } from './move-messages.ts';
import type { MoveReply, MoveWish, PlanReply } from './move-protocol.ts';
import { askName, askShape, askStore, BACK, type ChosenStore, type Heading, placeOf } from './move-questions.ts';
import { MoveFailed, type MoveThread } from './move-thread.ts';
import { titleOf } from './store-titles.ts';
import type { StoreSettings } from './stores-api.ts';

/** What a quick fix asks for. */
export interface MoveRequest {
  readonly uri: Uri;
  /** 1-based; absent: all values of the file. */
  readonly line?: number;
  /** 1-based: the value there, if there is one; absent: all values of the line. */
  readonly column?: number;
  /** Where to; absent: the first question. */
  readonly provider?: ProviderId;
  /** A secret that exists: no name is asked for, and keys are added to it. */
  readonly existing?: string;
  /** The key under which that secret holds the value; null: the value is the whole secret. Absent: it is called as the value is. */
  readonly key?: string | null;
}

/** What the flow needs of the extension. */
export interface MoveWorld {
  readonly bundles: string;
  readonly settings: () => StoreSettings;
  readonly usual: () => ProviderId;
  readonly kmsKey: () => string;
  /** Profiles that the files of AWS name. */
  readonly profiles: () => readonly string[];
  /** From now on, for everything that asks AWS. */
  readonly useProfile: (name: string) => Promise<void>;
  readonly salt: () => Promise<string>;
  /** After something was moved: caches and views are refreshed. */
  readonly moved: (request: MoveRequest, reply: MoveReply) => void;
}

const failed = (message: string): MoveFailed => new MoveFailed({ code: 'usage', message, hint: '' });

/** What a plan can't do, for the person. Undefined: it can be applied. */
export const obstacleOf = ({ file, unmovable }: PlanReply): MoveFailed | undefined => {
  if (unmovable !== null) return failed(unmovable);
  if (file === null) return failed(l10n.t('there is nothing to move: is the value still there?'));
  if (file.values.length > 0) return undefined;
  const [why = l10n.t('nothing in this file can be moved')] = file.byHand.map((each) => each.why);
  return new MoveFailed({ code: 'usage', message: why, hint: '', instructions: file.instructions });
};

/** Problems that another name solves. */
const OF_THE_NAME = new Set(['secret-exists', 'secret-deleted']);

/** What was answered. */
export interface Answers {
  readonly wish: MoveWish;
  readonly plan: PlanReply;
}

/** A move that a person is asked about. */
export interface Asked {
  readonly request: MoveRequest;
  readonly document: TextDocument;
  readonly thread: MoveThread;
  readonly world: MoveWorld;
  /** Where the value stands now. */
  readonly place: () => Pick<MoveWish, 'line' | 'column'>;
}

/** "Move DB_PASSWORD to AWS Secrets Manager". */
const headingOf = ({ document }: Asked, plan: PlanReply, provider: ProviderId): string => {
  const names = [...new Set((plan.file?.values ?? []).map(({ variable }) => variable))];
  const what = names.length === 1 ? names[0] : l10n.t('{0} secrets of {1}', names.length, basename(document.uri.fsPath));
  return l10n.t('Move {0} to {1}', what ?? '', titleOf(provider));
};

/** Name and shape, in a store that is chosen. `BACK`: another store. Undefined: it was left. */
const askIn = async (asked: Asked, { provider, profile }: ChosenStore, stepsBefore: number): Promise<Answers | typeof BACK | undefined> => {
  const { request, thread, world, place } = asked;
  const settings = { ...world.settings(), ...(profile === undefined ? {} : { awsProfile: profile }) };
  const isExisting = request.existing !== undefined;
  const wishFor = (name: string | undefined, update = isExisting): MoveWish => ({
    provider,
    ...(profile === undefined ? {} : { profile }),
    ...place(),
    ...(name === undefined ? {} : { name }),
    ...(isExisting && request.key !== undefined ? { key: request.key } : {}),
    onePerKey: false,
    update,
  });
  const planOf = (wish: MoveWish): Thenable<PlanReply> =>
    inProgress(l10n.t('Looking at {0}', titleOf(provider)), (onStop) => {
      onStop(thread.leave);
      return thread.plan(wish);
    });
  const first = await planOf(wishFor(request.existing));
  tellInterrupted(first.interrupted);
  const obstacle = obstacleOf(first);
  if (obstacle !== undefined) throw obstacle;
  const refusal = first.file?.problem ?? null;
  if (refusal !== null && (isExisting || !OF_THE_NAME.has(refusal.code))) throw new MoveFailed(refusal);
  const proposed = first.file?.secrets[0]?.name ?? '';
  const steps = stepsBefore + (isExisting ? 1 : 2);
  const heading = (step: number): Heading => ({ title: headingOf(asked, first, provider), step: stepsBefore + step, steps });
  const where = placeOf(provider, settings);
  const isName = (text: string): boolean => parseReference(text, { assume: provider }) !== undefined;
  let name = request.existing ?? proposed;
  let complaint: string | undefined;
  for (;;) {
    if (!isExisting) {
      const question = { provider, name, place: where, isName, ...(complaint === undefined ? {} : { complaint }) };
      const given = await askName(heading(1), question);
      if (given === undefined || given === BACK) return given;
      name = given;
    }
    const chosen = name === proposed ? request.existing : name;
    let plan = name === proposed ? first : await planOf(wishFor(chosen));
    const exists = plan.file?.problem?.code === 'secret-exists';
    if (exists) plan = await planOf(wishFor(chosen, true));
    const problem = plan.file?.problem ?? null;
    if (problem !== null) {
      if (isExisting || !OF_THE_NAME.has(problem.code)) throw new MoveFailed(problem);
      complaint = l10n.t('Choose another name: {0}', problem.message);
      continue;
    }
    complaint = undefined;
    const isThere = plan.file?.secrets.some(({ action }) => action !== 'create') === true;
    const shape = await askShape(heading(isExisting ? 1 : 2), where, plan, !isThere);
    if (shape === undefined) return undefined;
    if (shape === BACK && isExisting) return BACK;
    if (shape !== BACK) return { wish: { ...wishFor(chosen), ...shape, update: exists || isExisting }, plan };
  }
};

/** The questions: store, name, shape. Undefined: it was left. */
export const askAll = async (asked: Asked): Promise<Answers | undefined> => {
  const { request, world } = asked;
  let store: ChosenStore | undefined = request.provider === undefined ? undefined : { provider: request.provider };
  let stepsBefore = 0;
  for (;;) {
    if (store === undefined) {
      const machine = world.settings();
      stepsBefore = 1;
      const heading = { title: l10n.t('Move to a secret store'), step: 1, steps: 3 };
      const chosen = await askStore(heading, world.usual(), machine, world.profiles());
      if (chosen === undefined || chosen === BACK) return undefined;
      store = chosen;
    }
    const answers = await askIn(asked, store, stepsBefore);
    // Whoever leaves the questions has changed nothing.
    if (answers !== undefined && answers !== BACK && store.profile !== undefined) await world.useProfile(store.profile);
    if (answers !== BACK) return answers;
    if (request.existing !== undefined) return undefined;
    store = undefined;
  }
};
