/** Entry of the extension where Node runs it: desktop, remote, WSL, containers, Codespaces. */
import { join } from 'node:path';
import type { ExtensionContext } from 'vscode';
import { type Api, start } from './start.ts';
import { createThreadScanner } from './thread-scanner.ts';
import { registerWorkspaceScan } from './workspace-scan.ts';

export const activate = (context: ExtensionContext): Api => {
  const dist = join(context.extensionPath, 'dist');
  const api = start(context, createThreadScanner(join(dist, 'worker.js')));
  context.subscriptions.push(registerWorkspaceScan(dist));
  return api;
};
