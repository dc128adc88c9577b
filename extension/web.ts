/** Entry of the extension in a browser: it scans and explains. Its host of extensions is a worker already, so the detector runs in it. */
import { commands, type ExtensionContext } from 'vscode';
import type { TextScanner } from '../shared/scan/text-scanner.ts';
import { toReply } from './finding-view.ts';
import { createKeptTexts } from './kept-texts.ts';
import { createPlainScanner } from './plain-scanner.ts';
import type { ScanTask } from './scanner.ts';
import { type Api, start } from './start.ts';
import { createStoreAccess } from './store-access.ts';

export const activate = (context: ExtensionContext): Api => {
  // What needs a disk or a store is not offered.
  void commands.executeCommand('setContext', 'watertight.browser', true);
  let plain: TextScanner | undefined;
  const texts = createKeptTexts((_folder, path, text) => {
    plain ??= createPlainScanner();
    return toReply(plain(path, text));
  });
  const scanner = { scan: async (task: ScanTask) => texts.scan(task), reload: texts.forgetReplies, forget: texts.forget, dispose: () => {} };
  return start(context, scanner, createStoreAccess(undefined), undefined);
};
