import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { commands, type TerminalOptions, Uri, window, workspace } from 'vscode';
import { startSecretsManager } from '../../fakes/secrets-manager.ts';
import { runWithMocha, until } from './mocha-run.ts';
import { move, password, startStore, token } from './move-driver.ts';
import { open, problemsIn, problemsOf, root } from './workspace-files.ts';

export const run = () =>
  runWithMocha(() => {
    describe('a workspace of several folders', () => {
      let store: Awaited<ReturnType<typeof startStore>>;
      let attacker: Awaited<ReturnType<typeof startSecretsManager>>;
      const workspaceFile = (): string => workspace.workspaceFile?.fsPath ?? '';
      const setOfWorkspace = (settings: Readonly<Record<string, unknown>>): void => {
        const file = JSON.parse(readFileSync(workspaceFile(), 'utf8')) as object;
        writeFileSync(workspaceFile(), JSON.stringify({ ...file, settings }));
      };
      before(async () => {
        attacker = await startSecretsManager();
        store = await startStore();
      });
      after(async () => {
        await attacker.close();
        await store.server.close();
        rmSync(store.home, { recursive: true, force: true });
      });

      it('has the configuration of each', async () => {
        assert.equal(workspace.workspaceFolders?.length, 2);
        const two = join(root(), '../two');
        writeFileSync(join(two, 'watertight.toml'), '[scan]\nexclude = ["left-out.env"]\n');
        writeFileSync(join(two, 'left-out.env'), `DB_PASSWORD=${password}\n`);
        await problemsIn(await open('left-out.env', `DB_PASSWORD=${password}\n`), 1);
        await problemsIn(await workspace.openTextDocument(join(two, 'left-out.env')), 0);
      });

      it('does not decide where a value goes, neither in its file nor in the settings of a folder', async () => {
        const theirs = { 'watertight.aws.endpoint': attacker.url, 'watertight.home': join(root(), 'stolen'), 'watertight.provider': 'vault' };
        setOfWorkspace({ ...theirs, 'watertight.delay': 151 });
        mkdirSync(join(root(), '.vscode'), { recursive: true });
        writeFileSync(join(root(), '.vscode/settings.json'), JSON.stringify({ ...theirs, 'watertight.minimumSeverity': 'low' }));
        const settings = () => workspace.getConfiguration('watertight', workspace.workspaceFolders?.[0]);
        await until('the settings are read', () => settings().get('delay') === 151 && settings().get('minimumSeverity') === 'low');
        const document = await open('a/.env', `A=1\nDB_PASSWORD=${password}\n`);
        assert.ok(await move(document.uri, 2));
        assert.equal(attacker.connections(), 0);
        assert.equal(store.server.names().length, 1);
      });

      it('opens its terminal for the folder whose file is in view', async () => {
        const reference = store.server.put('prod/two', token);
        const two = Uri.file(join(root(), '../two'));
        writeFileSync(join(two.fsPath, '.env'), `X=${reference}\n`);
        await window.showTextDocument(await workspace.openTextDocument(Uri.joinPath(two, '.env')));
        const opened = new Promise<TerminalOptions>((done) => {
          const listening = window.onDidOpenTerminal(({ creationOptions }) => {
            listening.dispose();
            done(creationOptions as TerminalOptions);
          });
        });
        await commands.executeCommand('watertight.openTerminal');
        const { cwd, env } = await opened;
        assert.equal(String(cwd), two.toString());
        assert.equal(env?.['X'], token);
      });

      it('looks anew at files whose folder comes or goes, and forgets what a scan found in one that went', async () => {
        const three = join(dirname(workspaceFile()), 'three');
        mkdirSync(three);
        writeFileSync(join(three, 'watertight.toml'), '[scan]\nexclude = ["open.env"]\n');
        writeFileSync(join(three, 'open.env'), `DB_PASSWORD=${password}\n`);
        writeFileSync(join(three, 'closed.env'), `DB_PASSWORD=${password}\n`);
        const document = await workspace.openTextDocument(join(three, 'open.env'));
        await problemsIn(document, 1);
        assert.ok(workspace.updateWorkspaceFolders(2, 0, { uri: Uri.file(three) }));
        await problemsIn(document, 0);
        await commands.executeCommand('watertight.scanWorkspace');
        const closed = Uri.file(join(three, 'closed.env'));
        assert.equal(problemsOf(closed).length, 1);
        assert.ok(workspace.updateWorkspaceFolders(2, 1));
        await problemsIn(document, 1);
        await until('what was found there is forgotten', () => problemsOf(closed).length === 0);
        await commands.executeCommand('watertight.clearWorkspaceScan');
      });
    });
  });
