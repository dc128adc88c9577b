/** Entry of the extension where Node runs it: desktop, remote, WSL, containers, Codespaces. */
import { join } from 'node:path';
import type { ExtensionContext } from 'vscode';
import { type Api, start } from './start.ts';
import { createStoreAccess } from './store-access.ts';
import type { StoresModule } from './stores-api.ts';
import { createThreadScanner } from './thread-scanner.ts';
import { registerWorkspaceScan } from './workspace-scan.ts';

export const activate = (context: ExtensionContext): Api => {
  const dist = join(context.extensionPath, 'dist');
  const access = createStoreAccess(() => require(join(dist, 'stores.js')) as StoresModule);
  const api = start(context, createThreadScanner(join(dist, 'worker.js')), access);
  context.subscriptions.push(registerWorkspaceScan(dist));
  return api;
};
