import { realpathSync } from 'node:fs';
import { basename, join, sep } from 'node:path';
import { commands, l10n, type TextDocument, Uri, workspace } from 'vscode';
import { createDocumentSwap } from './document-swap.ts';
import { inProgress } from './in-progress.ts';
import { trackLine } from './line-tracker.ts';
import { type Asked, askAll, type MoveRequest, type MoveWorld, obstacleOf } from './move-answers.ts';
import { tellFailure, tellMoved } from './move-messages.ts';
import type { MoveReply, MoveTask, MoveWish } from './move-protocol.ts';
import { LEFT, MoveFailed, startMoveThread } from './move-thread.ts';
import { warn } from './say.ts';
import { titleOf } from './store-titles.ts';

/** A text that changes while its values are stored is planned again, so often. */
const TRIES = 3;

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

/** Plans with what was answered and applies; once more when the text has changed meanwhile, since planning finds the value again. */
const carryOut = async (document: TextDocument, { thread, place }: Asked, wish: MoveWish, isStopped: () => boolean): Promise<MoveReply> => {
  for (let tries = 1; ; tries++) {
    try {
      if (document.isDirty && !document.isClosed && !(await document.save()))
        throw new MoveFailed({ code: 'usage', message: l10n.t('the file can not be saved'), hint: '' });
      const plan = await thread.plan({ ...wish, ...place() });
      const obstacle = obstacleOf(plan);
      if (obstacle !== undefined) throw obstacle;
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
    const { column } = request;
    const place = (): Pick<MoveWish, 'line' | 'column'> => (tracker === undefined ? {} : { line: tracker.line(), ...(column === undefined ? {} : { column }) });
    const asked: Asked = { request, document, thread, world, place };
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
      void tellMoved(reply, thread, document, task.root).finally(thread.end);
      return reply;
    } catch (error) {
      if (error instanceof MoveFailed && error.code === LEFT) return undefined;
      const again = (): void => void moveValues({ ...request, ...place() }, world);
      void tellFailure(error, thread, again).finally(thread.end);
      return undefined;
    }
  } finally {
    tracker?.stop();
  }
};
