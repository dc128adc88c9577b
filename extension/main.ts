/** Entry of the extension where Node runs it: desktop, remote, WSL, containers, Codespaces. */
import { join } from 'node:path';
import { type ExtensionContext, window } from 'vscode';
import { createAcceptInBaseline } from './accept-in-baseline.ts';
import { registerInterruptedMoves } from './interrupted-moves.ts';
import { createKnownSecrets } from './known-secrets.ts';
import { registerMove } from './register-move.ts';
import { registerRotation } from './rotation.ts';
import { registerRunResolved } from './run-resolved.ts';
import { registerSecretCommands } from './secret-commands.ts';
import type { SecretGroups } from './secret-groups.ts';
import { createSecretsTree } from './secrets-tree.ts';
import { type Api, start } from './start.ts';
import { createStoreAccess } from './store-access.ts';
import type { StoresModule } from './stores-api.ts';
import { createThreadScanner } from './thread-scanner.ts';
import { registerWorkspaceScan } from './workspace-scan.ts';

export const activate = (context: ExtensionContext): Api & { readonly secretGroups: () => SecretGroups | undefined } => {
  const started = process.cpuUsage();
  const dist = join(context.extensionPath, 'dist');
  const known = createKnownSecrets(context);
  const access = createStoreAccess((settings) => (require(join(dist, 'stores.js')) as StoresModule).createStores(settings, known));
  const api = start(context, createThreadScanner(join(dist, 'worker.js')), access, { known, accept: createAcceptInBaseline(dist) });
  const tree = createSecretsTree(access, dist);
  context.subscriptions.push(
    registerWorkspaceScan(dist),
    tree,
    window.registerTreeDataProvider('watertight.secrets', tree),
    registerSecretCommands(access, tree),
    registerMove(dist, access, tree, known),
    registerInterruptedMoves(dist, access),
    registerRotation(access),
    registerRunResolved(access),
  );
  const { user, system } = process.cpuUsage(started);
  return { ...api, activationMs: (user + system) / 1000, secretGroups: tree.groups };
};
