import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import { commands, type DebugConfiguration, debug, extensions, type TerminalOptions, window, workspace } from 'vscode';
import { runWithMocha, until } from './mocha-run.ts';
import { said, startStore, waitForMessage } from './move-driver.ts';
import { configure, write } from './workspace-files.ts';

const value = ['not', 'to', 'be', 'seen', '4711'].join('-');

export const run = () =>
  runWithMocha(() => {
    describe('a program that is debugged', () => {
      let store: Awaited<ReturnType<typeof startStore>>;
      let reference: string;
      let seen: DebugConfiguration[];
      before(async () => {
        store = await startStore();
        reference = `${store.server.put('prod/api/db', JSON.stringify({ DB_PASSWORD: value }))}#DB_PASSWORD`;
        ({ seen } = (await extensions.getExtension('watertight-tests.probe')!.activate()) as { seen: DebugConfiguration[] });
      });
      beforeEach(() => {
        store.server.heal();
        write('.env', `NODE_ENV=production\nDB_PASSWORD=${reference}\nPLAIN=yes\n`);
      });
      after(async () => {
        await configure({ 'run.resolveReferences': undefined });
        await store.server.close();
        rmSync(store.home, { recursive: true, force: true });
      });
      const start = async (config: Partial<DebugConfiguration> = {}): Promise<DebugConfiguration> => {
        const count = seen.length;
        void debug.startDebugging(workspace.workspaceFolders?.[0], { type: 'probe', name: 'app', request: 'launch', ...config });
        return until('the debugger is started', () => seen[count]);
      };

      it('gets the values of references in the .env of its folder, and nothing else of it', async () => {
        assert.deepEqual((await start({ env: { OWN: '1' } }))['env'], { OWN: '1', DB_PASSWORD: value });
      });

      it('gets those of its own variables and of its envFile', async () => {
        write('.env', '');
        write('more.env', `FROM_FILE=${reference}\n`);
        const { env } = await start({ env: { OWN: reference }, envFile: `${workspace.workspaceFolders?.[0]?.uri.fsPath}/more.env` });
        assert.deepEqual(env, { OWN: value, FROM_FILE: value });
      });

      it('gets those of the folder that it runs in, also when that is named from the root', async () => {
        write('.env', '');
        write('service/.env', `OF_SERVICE=${reference}\n`);
        for (const cwd of ['service', `${workspace.workspaceFolders?.[0]?.uri.fsPath}/service`])
          assert.deepEqual((await start({ cwd }))['env'], { OF_SERVICE: value }, cwd);
      });

      it('gets them as a list where its debugger wants a list', async () => {
        const { environment } = await start({ type: 'cppdbg', environment: [{ name: 'OWN', value: '1' }] });
        assert.deepEqual(environment, [
          { name: 'OWN', value: '1' },
          { name: 'DB_PASSWORD', value },
        ]);
      });

      it('does not run in a terminal, which would show the values', async () => {
        assert.equal((await start({ console: 'integratedTerminal' }))['console'], 'internalConsole');
        write('.env', 'PLAIN=yes\n');
        assert.equal((await start({ console: 'integratedTerminal' }))['console'], 'integratedTerminal');
      });

      it('gets what stands there when the setting is off', async () => {
        await configure({ 'run.resolveReferences': false });
        assert.equal((await start())['env'], undefined);
        await configure({ 'run.resolveReferences': undefined });
      });

      it('has a terminal beside it that gets them too, with the rest of .env, and is not brought back in the next window', async () => {
        await commands.executeCommand('watertight.openTerminal');
        const options = window.terminals.map(({ creationOptions }) => creationOptions as TerminalOptions).find(({ env }) => env?.['DB_PASSWORD'] !== undefined);
        assert.deepEqual(options?.env, { ...(process.env['NODE_ENV'] === undefined ? { NODE_ENV: 'production' } : {}), PLAIN: 'yes', DB_PASSWORD: value });
        assert.equal(options?.isTransient, true);
        assert.match(options?.message ?? '', /DB_PASSWORD/);
        for (const terminal of window.terminals) terminal.dispose();
      });

      it('is not started when a reference can not be resolved, and the message says which', async () => {
        const before = await said();
        const count = seen.length;
        write('.env', `DB_PASSWORD=${reference.replace('prod/api/db', 'prod/api/missing')}\n`);
        void debug.startDebugging(workspace.workspaceFolders?.[0], { type: 'probe', name: 'app', request: 'launch' });
        const message = await waitForMessage(/The program was not started/, before);
        assert.match(message, /DB_PASSWORD/);
        assert.equal(seen.length, count);
        await commands.executeCommand('notifications.clearAll');
      });
    });
  });
