/** Entry of the extension in a browser: it scans and explains. Its host of extensions is a worker already, so the detector runs in it. */
import type { ExtensionContext } from 'vscode';
import { toReply } from './finding-view.ts';
import { createPlainScanner } from './plain-scanner.ts';
import { type Api, start } from './start.ts';

export const activate = (context: ExtensionContext): Api => {
  let scanner: ReturnType<typeof createPlainScanner> | undefined;
  return start(context, {
    scan: async ({ path, text }) => {
      scanner ??= createPlainScanner();
      return toReply(scanner(path, text));
    },
    reload: () => {},
    dispose: () => {},
  });
};
