import { realpathSync } from 'node:fs';
import { basename, join, sep } from 'node:path';
import { commands, l10n, ProgressLocation, type TextDocument, Uri, window, workspace } from 'vscode';
import { PROVIDER_IDS, type ProviderId } from '../shared/model/reference.ts';
import { parseReference } from '../shared/references/parse.ts';
import { createDocumentSwap } from './document-swap.ts';
import { trackLine } from './line-tracker.ts';
import { tellFailure, tellInterrupted, tellMoved } from './move-messages.ts';
import type { MoveReply, MoveTask, MoveWish, PlanReply } from './move-protocol.ts';
import { askName, askProvider, askShape, BACK } from './move-questions.ts';
import { LEFT, MoveFailed, type MoveThread, startMoveThread } from './move-thread.ts';
import { warn } from './say.ts';
import { titleOf } from './store-titles.ts';
import type { StoreSettings } from './stores-api.ts';

/** What a quick fix asks for. */
export interface MoveRequest {
  readonly uri: Uri;
  /** 1-based; absent: all values of the file. */
  readonly line?: number;
  /** Where to; absent: the first question. */
  readonly provider?: ProviderId;
  /** A secret that exists: no name is asked for, and keys are added to it. */
  readonly existing?: string;
}

/** What the flow needs of the extension. */
export interface MoveWorld {
  readonly bundles: string;
  readonly settings: () => StoreSettings;
  readonly kmsKey: () => string;
  readonly salt: () => Promise<string>;
  /** After something was moved: caches and views are refreshed. */
  readonly moved: (request: MoveRequest, reply: MoveReply) => void;
}

/** A text that changes while its values are stored is planned again, so often. */
const TRIES = 3;

const failed = (message: string): MoveFailed => new MoveFailed({ code: 'usage', message, hint: '' });

/** Saves the document, so that the file holds what is seen. False: it has no file, or can't be saved. */
const isOnDisk = async (document: TextDocument): Promise<boolean> => {
  if (document.uri.scheme !== 'file') {
    void warn(l10n.t('Save the file first: values are moved out of files.'));
    return false;
  }
  if (!document.isDirty || (await document.save())) return true;
  void warn(l10n.t('The file can not be saved, so nothing was moved. Is it read-only, or newer on the disk?'));
  return false;
};

/** The folder that a file's paths and configuration count from. */
const folderOf = (uri: Uri): { readonly root: string; readonly path: string } => {
  const folder = workspace.getWorkspaceFolder(uri);
  if (folder === undefined) return { root: join(uri.fsPath, '..'), path: basename(uri.fsPath) };
  const base = folder.uri.path.endsWith('/') ? folder.uri.path : `${folder.uri.path}/`;
  return { root: folder.uri.fsPath, path: uri.path.slice(base.length) };
};

/** A path behind links as the URI that the editor knows it by. */
const uriOf = (file: string, root: string, own: Uri): Uri => {
  try {
    if (file === realpathSync(own.fsPath)) return own;
    const real = realpathSync(root) + sep;
    return file.startsWith(real) ? Uri.file(join(root, file.slice(real.length))) : Uri.file(file);
  } catch {
    return file === own.fsPath ? own : Uri.file(file);
  }
};

/** `work` says what the person's wish to stop calls. */
const inProgress = <Result>(title: string, work: (onStop: (stop: () => void) => void) => Promise<Result>): Thenable<Result> =>
  window.withProgress({ location: ProgressLocation.Notification, title, cancellable: true }, (progress, token) =>
    work((stop) =>
      token.onCancellationRequested(() => {
        progress.report({ message: l10n.t('stopping') });
        stop();
      }),
    ),
  );

/** What a plan can't do, for the person. Undefined: it can be applied. */
const obstacleOf = ({ file, unmovable }: PlanReply): string | undefined => {
  if (unmovable !== null) return unmovable;
  if (file === null) return l10n.t('there is nothing to move: is the value still there?');
  if (file.values.length > 0) return undefined;
  return [...file.byHand.map(({ why }) => why), ...file.instructions][0] ?? l10n.t('nothing in this file can be moved');
};

interface Answers {
  readonly wish: MoveWish;
  readonly plan: PlanReply;
}

/** A move that a person is asked about. */
interface Asked {
  readonly request: MoveRequest;
  readonly thread: MoveThread;
  readonly world: MoveWorld;
  readonly title: string;
  /** Where the value stands now. */
  readonly place: () => Pick<MoveWish, 'line'>;
}

/** The questions: store, name, shape. Undefined: it was left. */
const askAll = async ({ request, thread, world, title, place }: Asked): Promise<Answers | undefined> => {
  const machine = world.settings();
  const usual = PROVIDER_IDS.find((id) => id === machine.provider) ?? 'aws';
  let provider = request.provider;
  for (;;) {
    if (provider === undefined) {
      const chosen = await askProvider(title, usual, machine);
      if (chosen === undefined || chosen === BACK) return undefined;
      provider = chosen;
    }
    const store = provider;
    const wishFor = (name: string | undefined, update = request.existing !== undefined): MoveWish => ({
      provider: store,
      ...place(),
      ...(name === undefined ? {} : { name }),
      onePerKey: false,
      update,
    });
    const planOf = (wish: MoveWish): Thenable<PlanReply> =>
      inProgress(l10n.t('Looking at {0}', titleOf(store)), (onStop) => {
        onStop(thread.leave);
        return thread.plan(wish);
      });
    const first = await planOf(wishFor(request.existing));
    tellInterrupted(first.interrupted);
    const obstacle = obstacleOf(first);
    if (obstacle !== undefined) throw failed(obstacle);
    const proposed = first.file?.secrets[0]?.name ?? '';
    const isName = (text: string): string | undefined =>
      parseReference(text, { assume: store }) === undefined ? l10n.t('This can not be the name of a secret.') : undefined;
    const name = request.existing ?? (await askName(title, proposed, isName));
    if (name === undefined) return undefined;
    if (name === BACK) {
      provider = undefined;
      continue;
    }
    const chosen = name === proposed ? request.existing : name;
    let plan = name === proposed ? first : await planOf(wishFor(chosen));
    const exists = plan.file?.problem?.code === 'secret-exists';
    if (exists) plan = await planOf(wishFor(chosen, true));
    if (plan.file?.problem != null) throw new MoveFailed(plan.file.problem);
    const shape = await askShape(title, plan, !exists && request.existing === undefined);
    if (shape === undefined) return undefined;
    if (shape === BACK) continue;
    return { wish: { ...wishFor(chosen), ...shape, update: exists || request.existing !== undefined }, plan };
  }
};

/** Plans with what was answered and applies; once more when the text has changed meanwhile, since planning finds the value again. */
const carryOut = async (document: TextDocument, { thread, place }: Asked, wish: MoveWish, isStopped: () => boolean): Promise<MoveReply> => {
  for (let tries = 1; ; tries++) {
    try {
      if (document.isDirty && !document.isClosed && !(await document.save())) throw failed(l10n.t('the file can not be saved'));
      const plan = await thread.plan({ ...wish, ...place() });
      const obstacle = obstacleOf(plan);
      if (obstacle !== undefined) throw failed(obstacle);
      if (plan.file?.problem != null) throw new MoveFailed(plan.file.problem);
      return await thread.apply();
    } catch (error) {
      const mayTryAgain = tries < TRIES && !isStopped() && error instanceof MoveFailed && error.code === 'conflict' && error.kept.length === 0;
      if (!mayTryAgain) throw error;
    }
  }
};

const askForTrust = async (): Promise<undefined> => {
  const trust = l10n.t('Manage Trust');
  const answer = await warn(l10n.t('Values are moved in trusted workspaces only.'), trust);
  if (answer === trust) await commands.executeCommand('workbench.trust.manage');
};

/** Moves values out of a file, from the first question to the message at the end. Gives what was done; undefined when it was not. */
export const moveValues = async (request: MoveRequest, world: MoveWorld): Promise<MoveReply | undefined> => {
  if (!workspace.isTrusted) return askForTrust();
  const document = await workspace.openTextDocument(request.uri);
  const tracker = request.line === undefined ? undefined : trackLine(document, request.line);
  try {
    if (!(await isOnDisk(document))) return undefined;
    const task: MoveTask = { kind: 'move', ...folderOf(request.uri), settings: world.settings(), kmsKey: world.kmsKey(), salt: await world.salt() };
    const swap = createDocumentSwap((file) => uriOf(file, task.root, document.uri));
    const thread = startMoveThread(world.bundles, task, swap);
    const title = request.line === undefined ? l10n.t('Move all secrets of {0}', basename(document.uri.fsPath)) : l10n.t('Move to a secret store');
    const asked: Asked = { request, thread, world, title, place: () => (tracker === undefined ? {} : { line: tracker.line() }) };
    try {
      const answers = await askAll(asked);
      if (answers === undefined) {
        void thread.end();
        return undefined;
      }
      let isStopped = false;
      const reply = await inProgress(l10n.t('Moving to {0}', titleOf(answers.wish.provider)), (onStop) => {
        onStop(() => {
          isStopped = true;
          thread.stop();
        });
        return carryOut(document, asked, answers.wish, () => isStopped);
      });
      world.moved(request, reply);
      void tellMoved(reply, thread, document).finally(thread.end);
      return reply;
    } catch (error) {
      if (error instanceof MoveFailed && error.code === LEFT) return undefined;
      void tellFailure(error, thread).finally(thread.end);
      return undefined;
    }
  } finally {
    tracker?.stop();
  }
};
