import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { commands, Disposable, l10n, ProgressLocation, window, workspace } from 'vscode';
import { dataFolderOf, thisHost } from '../shared/config/user-folders.ts';
import { isLocked } from '../shared/files/lock-file.ts';
import { tellFailure, tellInterrupted } from './move-messages.ts';
import type { SettleReply } from './move-protocol.ts';
import { startMoveThread } from './move-thread.ts';
import { plain, tell } from './say.ts';
import type { StoreAccess } from './store-access.ts';

/** After the window has come up. */
const LOOK_AFTER_MS = 3000;
/** While somebody moves something, what is open is his. */
const LOOK_AGAIN_MS = 10_000;

/** Journals of moves, one file each; none where the folder is not there. */
const openJournals = async (home: string): Promise<number> => {
  const names = await readdir(join(home, 'moves')).catch(() => []);
  return names.filter((name) => name.endsWith('.json')).length;
};

/** A move that was interrupted, because a window or a process was ended in it, is found when the next window opens, and settled on demand. */
export const registerInterruptedMoves = (bundles: string, access: StoreAccess): Disposable => {
  const homeNow = (): string => access.settings().home || process.env['WATERTIGHT_HOME'] || join(dataFolderOf(process.env, thisHost()), 'watertight');
  const settle = async (): Promise<SettleReply | undefined> => {
    if (!workspace.isTrusted) return undefined;
    const root = workspace.workspaceFolders?.[0]?.uri.fsPath ?? homeNow();
    const thread = startMoveThread(bundles, { kind: 'move', root, path: '', settings: access.settings(), kmsKey: '', salt: '' }, () => {
      throw new Error('what was interrupted is settled on the disk');
    });
    try {
      const title = l10n.t('Settling an interrupted move');
      const reply = await window.withProgress({ location: ProgressLocation.Window, title }, thread.settle);
      tellInterrupted(reply);
      return reply;
    } catch (error) {
      void tellFailure(error, thread);
      return undefined;
    } finally {
      void thread.end();
    }
  };
  const look = async (): Promise<void> => {
    if (!workspace.isTrusted || (await openJournals(homeNow())) === 0) return;
    if (isLocked(join(homeNow(), 'moves', 'lock'))) {
      timer = setTimeout(() => void look(), LOOK_AGAIN_MS);
      return;
    }
    const now = l10n.t('Finish or Undo It');
    const message = l10n.t('A move of a secret was interrupted. Its value is still where it was, or in the store, or in both.');
    if ((await tell(plain(message), now)) === now) await settle();
  };
  let timer = setTimeout(() => void look(), LOOK_AFTER_MS);
  return Disposable.from(new Disposable(() => clearTimeout(timer)), commands.registerCommand('watertight.settleMoves', settle));
};
