import { basename, join } from 'node:path';
import { commands, env, l10n, ProgressLocation, type TextDocument, Uri, window, workspace } from 'vscode';
import { PROVIDER_IDS, type ProviderId } from '../shared/model/reference.ts';
import { parseReference } from '../shared/references/parse.ts';
import { swapInDocument } from './document-swap.ts';
import type { MoveReply, MoveTask, MoveWish, PlanReply } from './move-protocol.ts';
import { askName, askProvider, askShape, BACK, titleOf } from './move-questions.ts';
import { MoveFailed, type MoveThread, startMoveThread } from './move-thread.ts';
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
/** Days for which a value that was moved is accepted in the baseline. */
const ROTATE_WITHIN_DAYS = 30;

const explain = (error: unknown): string => {
  if (!(error instanceof MoveFailed)) return error instanceof Error ? error.name : l10n.t('unknown error');
  return error.hint === '' ? error.message : `${error.message}. ${error.hint}`;
};

/** Saves the document, so that the file holds what is seen. False: it has no file, or can't be saved. */
const isOnDisk = async (document: TextDocument): Promise<boolean> => {
  if (document.uri.scheme !== 'file') {
    void window.showWarningMessage(l10n.t('Save the file first: values are moved out of files.'));
    return false;
  }
  if (!document.isDirty || (await document.save())) return true;
  void window.showWarningMessage(l10n.t('The file can not be saved, so nothing was moved.'));
  return false;
};

/** The folder that a file's paths and configuration count from. */
const folderOf = (uri: Uri): { readonly root: string; readonly path: string } => {
  const folder = workspace.getWorkspaceFolder(uri);
  if (folder === undefined) return { root: join(uri.fsPath, '..'), path: basename(uri.fsPath) };
  const base = folder.uri.path.endsWith('/') ? folder.uri.path : `${folder.uri.path}/`;
  return { root: folder.uri.fsPath, path: uri.path.slice(base.length) };
};

const inProgress = <Result>(title: string, work: (onStop: (stop: () => void) => void) => Promise<Result>): Thenable<Result> =>
  window.withProgress({ location: ProgressLocation.Notification, title, cancellable: true }, (_progress, token) =>
    work((stop) => token.onCancellationRequested(stop)),
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

/** The questions: store, name, shape. Undefined: it was left. */
const askAll = async (request: MoveRequest, thread: MoveThread, { settings }: MoveWorld, title: string): Promise<Answers | undefined> => {
  const machine = settings();
  const usual = PROVIDER_IDS.find((id) => id === machine.provider) ?? 'aws';
  let provider = request.provider;
  for (;;) {
    if (provider === undefined) {
      const chosen = await askProvider(title, usual, machine);
      if (chosen === undefined || chosen === BACK) return undefined;
      provider = chosen;
    }
    const store = provider;
    const wishFor = (name: string | undefined): MoveWish => ({
      provider: store,
      ...(name === undefined ? {} : { name }),
      onePerKey: false,
      update: request.existing !== undefined,
    });
    const first = await inProgress(l10n.t('Looking at {0}', titleOf(store)), () => thread.plan(wishFor(request.existing)));
    const obstacle = obstacleOf(first);
    if (obstacle !== undefined) throw new MoveFailed({ code: 'usage', message: obstacle, hint: '' });
    const proposed = first.file?.secrets[0]?.name ?? '';
    const isName = (text: string): string | undefined =>
      parseReference(text, { assume: store }) === undefined ? l10n.t('This can not be the name of a secret.') : undefined;
    const name = request.existing ?? (await askName(title, proposed, isName));
    if (name === undefined) return undefined;
    if (name === BACK) {
      provider = undefined;
      continue;
    }
    const wish = name === proposed ? wishFor(request.existing) : wishFor(name);
    let plan = name === proposed ? first : await inProgress(l10n.t('Looking at {0}', titleOf(store)), () => thread.plan(wish));
    const exists = plan.file?.problem?.code === 'secret-exists';
    if (exists) plan = await thread.plan({ ...wish, update: true });
    if (plan.file?.problem != null) throw new MoveFailed(plan.file.problem);
    const shape = await askShape(title, plan, !exists && request.existing === undefined);
    if (shape === undefined) return undefined;
    if (shape === BACK) continue;
    return { wish: { ...wish, ...shape, update: wish.update || exists }, plan };
  }
};

/** Plans with what was answered and applies; once more when the text has changed meanwhile, since planning finds the value again. */
const carryOut = async (document: TextDocument, thread: MoveThread, wish: MoveWish): Promise<MoveReply> => {
  for (let tries = 1; ; tries++) {
    try {
      if (document.isDirty && !(await document.save())) throw new MoveFailed({ code: 'usage', message: l10n.t('the file can not be saved'), hint: '' });
      const plan = await thread.plan(wish);
      const obstacle = obstacleOf(plan);
      if (obstacle !== undefined) throw new MoveFailed({ code: 'usage', message: obstacle, hint: '' });
      if (plan.file?.problem != null) throw new MoveFailed(plan.file.problem);
      return await thread.apply();
    } catch (error) {
      if (tries === TRIES || !(error instanceof MoveFailed) || error.code !== 'conflict') throw error;
    }
  }
};

/** The one message afterwards: what holds the old value still, and what can be done about it. */
const tellLeftovers = async (reply: MoveReply, thread: MoveThread, document: TextDocument): Promise<void> => {
  const places = [
    reply.tracked ? l10n.t('the git history') : '',
    l10n.t('the Local History and the undo stack of this editor'),
    ...reply.leftIn.slice(0, 3),
    reply.leftIn.length > 3 ? l10n.t('{0} more files', reply.leftIn.length - 3) : '',
  ].filter((place) => place !== '');
  const id = reply.secrets[0]?.id ?? '';
  const name = parseReference(id)?.name ?? id;
  const message = l10n.t('Moved to {0}. The old value is still in {1}. Rotate it if anyone could have seen it.', name, places.join(', '));
  const [rotate, accept, copy, history] = [
    l10n.t('Rotate'),
    l10n.t('Add to Baseline until Rotated'),
    l10n.t('Copy the Line for Your App'),
    l10n.t('Keep out of Local History'),
  ];
  const answer = await window.showInformationMessage(message, rotate, ...(reply.tracked ? [accept] : []), copy, history);
  if (answer === copy) await env.clipboard.writeText(`watertight run --env-file ${basename(document.uri.fsPath)} -- `);
  if (answer === rotate) {
    const page = reply.rotate[0];
    if (page === undefined) await commands.executeCommand('watertight.rotateSecret');
    else await env.openExternal(Uri.parse(page));
  }
  if (answer === accept) {
    const until = new Date(Date.now() + ROTATE_WITHIN_DAYS * 86_400_000).toISOString().slice(0, 10);
    const file = await thread.accept(until);
    window.setStatusBarMessage(l10n.t('Accepted until {0} in {1}', until, file), 8000);
  }
  if (answer === history) await commands.executeCommand('workbench.action.openSettings', 'workbench.localHistory.exclude');
};

/** Moves values out of a file, from the first question to the message at the end. Gives what was done; undefined when it was not. */
export const moveValues = async (request: MoveRequest, world: MoveWorld): Promise<MoveReply | undefined> => {
  if (!workspace.isTrusted) {
    const trust = l10n.t('Manage Trust');
    const answer = await window.showWarningMessage(l10n.t('Values are moved in trusted workspaces only.'), trust);
    if (answer === trust) await commands.executeCommand('workbench.trust.manage');
    return undefined;
  }
  const document = await workspace.openTextDocument(request.uri);
  if (!(await isOnDisk(document))) return undefined;
  const task: MoveTask = {
    kind: 'move',
    ...folderOf(request.uri),
    ...(request.line === undefined ? {} : { line: request.line }),
    settings: world.settings(),
    kmsKey: world.kmsKey(),
    salt: await world.salt(),
  };
  const own = document.uri.fsPath;
  const thread = startMoveThread(world.bundles, task, (order) => swapInDocument(order, order.file === own ? document.uri : undefined));
  try {
    const title = request.line === undefined ? l10n.t('Move all secrets of {0}', basename(own)) : l10n.t('Move to a secret store');
    const answers = await askAll(request, thread, world, title);
    if (answers === undefined) {
      void thread.end();
      return undefined;
    }
    const reply = await inProgress(l10n.t('Moving to {0}', titleOf(answers.wish.provider)), (onStop) => {
      onStop(thread.stop);
      return carryOut(document, thread, answers.wish);
    });
    world.moved(request, reply);
    void tellLeftovers(reply, thread, document).finally(thread.end);
    return reply;
  } catch (error) {
    void thread.end();
    void window.showErrorMessage(l10n.t('Nothing was moved: {0}', explain(error)));
    return undefined;
  }
};
