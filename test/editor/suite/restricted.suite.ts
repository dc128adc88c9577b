import assert from 'node:assert/strict';
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import {
  type CompletionList,
  ConfigurationTarget,
  commands,
  type DebugConfiguration,
  type DocumentLink,
  debug,
  extensions,
  type Hover,
  type InlayHint,
  Position,
  Range,
  type TextDocument,
  window,
  workspace,
} from 'vscode';
import { runWithMocha, until } from './mocha-run.ts';
import { api, password, said, startStore, waitForMessage } from './move-driver.ts';
import { actionsAt, open, problemsIn, problemsOf, root, runCli, write } from './workspace-files.ts';

const random = ['x7Kp', '9vQz', 'R4mW', 's2Lt'].join('');
const secret = ['not', 'to', 'be', 'seen', '0815'].join('-');

/** All that a repository can bring to have less found: each alone would silence the finding below. */
const SILENCERS: Readonly<Record<string, string>> = {
  'watertight.toml': '[scan]\nexclude = ["**"]\n[builtin]\ndisable = ["generic-credential"]\n[[allowlists]]\npaths = ["**"]\n',
  '.gitleaks.toml': '[allowlist]\npaths = [".*"]\n',
  '.gitleaksignore': '.env:generic-credential:1\n.env:generic-api-key:1\n',
  '.vscode/settings.json': JSON.stringify({ 'watertight.enable': false, 'watertight.minimumSeverity': 'critical', 'watertight.delay': 1e9 }),
};

export const run = () =>
  runWithMocha(() => {
    describe('a workspace that is not trusted', () => {
      let store: Awaited<ReturnType<typeof startStore>>;
      let reference: string;
      before(async () => {
        assert.equal(workspace.isTrusted, false);
        store = await startStore();
        reference = store.server.put('prod/api/db', JSON.stringify({ DB_PASSWORD: secret }));
      });
      after(async () => {
        await store.server.close();
        rmSync(store.home, { recursive: true, force: true });
      });
      afterEach(() => commands.executeCommand('notifications.clearAll'));

      it('is scanned, with the built-in rules: nothing that it brings to silence them is read', async () => {
        const text = `DB_PASSWORD=${password}\n`;
        write('.env', text);
        runCli(['baseline', '.env']);
        assert.equal(JSON.parse(readFileSync(join(root(), '.watertight-baseline.json'), 'utf8')).entries.length, 2);
        for (const [name, content] of Object.entries(SILENCERS)) write(name, content);
        await until('the settings are read', () => workspace.getConfiguration('watertight').inspect('enable')?.workspaceValue === false, 3000).catch(() => {});
        const document = await open('.env', text);
        await problemsIn(document, 1);
        await commands.executeCommand('watertight.scanWorkspace');
        assert.equal(problemsOf(document.uri).length, 1);
        assert.equal((await api()).findingsOf(document.uri).length, 1);
        const config = workspace.getConfiguration('watertight');
        assert.deepEqual([config.get('enable'), config.get('minimumSeverity'), config.get('delay')], [true, 'info', 150]);
      });

      it('can hold no setting that decides where a value goes', () => {
        const manifest = require(`${process.env['WATERTIGHT_ROOT']}/extension/package.json`) as {
          capabilities: { untrustedWorkspaces: { restrictedConfigurations: string[] } };
          contributes: { configuration: { properties: Record<string, { scope?: string }> } };
        };
        const settings = Object.entries(manifest.contributes.configuration.properties);
        const { restrictedConfigurations } = manifest.capabilities.untrustedWorkspaces;
        assert.ok(settings.length > 2);
        for (const [name, { scope }] of settings) {
          assert.ok(scope !== undefined, `${name} has a scope`);
          if (/endpoint|profile|region|kms|provider|vault|store|home|prefix/i.test(name)) assert.match(scope, /^machine/, name);
          // A workspace can set it, so one that is not trusted must not.
          if (!scope.startsWith('machine')) assert.ok(restrictedConfigurations.includes(name), name);
        }
      });

      it('has no value moved out of it', async () => {
        const document = await open('move/.env', `DB_PASSWORD=${password}\n`);
        await problemsIn(document, 1);
        const request = { uri: document.uri, line: 1, provider: 'aws' };
        for (const [command, argument] of [
          ['watertight.move', request],
          ['watertight.moveInto', request],
          ['watertight.moveAll', document.uri],
        ] as const) {
          const before = await said();
          const moving = commands.executeCommand(command, argument);
          await waitForMessage(/Values are moved in trusted workspaces only/, before);
          await commands.executeCommand('notifications.clearAll');
          assert.equal(await moving, undefined, command);
        }
        assert.equal(await commands.executeCommand('watertight.settleMoves'), undefined);
        assert.equal(document.getText(), `DB_PASSWORD=${password}\n`);
        assert.deepEqual([store.server.connections(), store.journals()], [0, []]);
      });

      it('has nothing accepted in a baseline, which would not be read', async () => {
        const document = await open('allow/a.json', `{ "password": "${random}" }\n`);
        const [problem] = await problemsIn(document, 1);
        assert.ok(problem);
        const titles = (await actionsAt(document, problem.range)).map(({ title }) => title);
        assert.ok(titles.length > 0 && !titles.includes('Allow this finding'), titles.join());
        const before = await said();
        await commands.executeCommand('watertight.allow', document.uri, (await api()).findingsOf(document.uri)[0], document.version);
        await waitForMessage(/a folder on disk that is trusted/, before);
      });

      const inReference = async (): Promise<TextDocument> => {
        const document = await open('know/.env', `DB_PASSWORD=${reference}#DB_PASSWORD\nOTHER=${reference}#\n`);
        await window.showTextDocument(document, { selection: new Range(0, 40, 0, 40) });
        return document;
      };

      it('has no reference looked up: neither for a hover, a hint, a proposal, a link, a problem nor the view', async () => {
        const { uri } = await inReference();
        const hovers = await commands.executeCommand<Hover[]>('vscode.executeHoverProvider', uri, new Position(0, 40));
        const hints = await commands.executeCommand<InlayHint[]>('vscode.executeInlayHintProvider', uri, new Range(0, 0, 2, 0));
        const list = await commands.executeCommand<CompletionList>('vscode.executeCompletionItemProvider', uri, new Position(1, reference.length + 7), '#');
        await commands.executeCommand<DocumentLink[]>('vscode.executeLinkProvider', uri);
        await commands.executeCommand('watertight.refreshSecrets');
        await new Promise((done) => setTimeout(done, 800)); // problems of references wait half a second
        const shown = JSON.stringify([hovers, hints, list.items.map(({ label }) => label)]);
        assert.ok(!shown.includes(secret) && !shown.includes('AWSCURRENT'), shown);
        assert.equal(store.server.connections(), 0);
      });

      for (const [command, message] of [
        ['watertight.revealValue', /Stores are closed in a workspace that is not trusted/],
        ['watertight.createSecret', /Stores are closed/],
        ['watertight.rotateSecret', /Stores are closed/],
        ['watertight.deleteSecret', /Stores are closed/],
        ['watertight.restoreSecret', /Stores are closed/],
        ['watertight.openTerminal', /References are resolved in trusted folders only/],
      ] as const)
        it(`refuses ${command}`, async () => {
          await inReference();
          write('.env', `DB_PASSWORD=${reference}#DB_PASSWORD\n`);
          const terminals = window.terminals.length;
          const before = await said();
          void commands.executeCommand(command);
          await waitForMessage(message, before);
          assert.equal(window.terminals.length, terminals);
          assert.ok(workspace.textDocuments.every(({ uri }) => uri.scheme !== 'watertight-value'));
          assert.equal(store.server.connections(), 0);
        });

      it('opens no terminal of the profile that resolves references', async () => {
        write('.env', `DB_PASSWORD=${reference}#DB_PASSWORD\n`);
        const profile = workspace.getConfiguration('terminal.integrated.defaultProfile');
        const before = await said();
        await profile.update('linux', 'Watertight: values resolved', ConfigurationTarget.Global);
        void commands.executeCommand('workbench.action.terminal.new');
        await waitForMessage(/References are resolved in trusted folders only/, before);
        await profile.update('linux', undefined, ConfigurationTarget.Global);
        assert.equal(store.server.connections(), 0);
      });

      it('copies no reference out of the store', async () => {
        await commands.executeCommand('watertight.copyReference');
        assert.equal(store.server.connections(), 0);
      });

      it('gives a program that is debugged no value', async () => {
        const { seen } = (await extensions.getExtension('watertight-tests.probe')!.activate()) as { seen: DebugConfiguration[] };
        write('.env', `DB_PASSWORD=${reference}#DB_PASSWORD\n`);
        // VS Code asks for trust before it debugs; whoever debugs without asking gets what stands there.
        void debug.startDebugging(workspace.workspaceFolders?.[0], { type: 'probe', name: 'app', request: 'launch', env: { OWN: `${reference}#DB_PASSWORD` } });
        await new Promise((done) => setTimeout(done, 1500));
        assert.ok(!JSON.stringify(seen).includes(secret));
        assert.equal(store.server.connections(), 0);
      });
    });
  });
