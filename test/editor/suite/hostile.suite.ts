import assert from 'node:assert/strict';
import { readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import {
  type CodeAction,
  type CompletionList,
  commands,
  type DocumentLink,
  debug,
  type Hover,
  type InlayHint,
  languages,
  type MarkdownString,
  Position,
  Range,
  type TextDocument,
  window,
  workspace,
} from 'vscode';
import { formsOf } from '../../../shared/text/forms.ts';
import { startSecretsManager } from '../../fakes/secrets-manager.ts';
import { runWithMocha, until } from './mocha-run.ts';
import { accepting, api, move, password, said, startStore, waitForMessage } from './move-driver.ts';
import { open, problemsIn, problemsOf, root, write } from './workspace-files.ts';

const LINK = '[Sign in](command:workbench.action.closeAllEditors) $(bug) <img src=x onerror=alert(1)>';

const hoversAt = (document: TextDocument, position: Position) => commands.executeCommand<Hover[]>('vscode.executeHoverProvider', document.uri, position);

/** Text files below a folder, but VS Code's own Local History. */
const textsBelow = (folder: string): { path: string; text: string }[] =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => !/(?:^|\/)History\//.test(name) && statSync(join(folder, name), { throwIfNoEntry: false })?.isFile() === true)
    .map((path) => ({ path, text: readFileSync(join(folder, path), 'latin1') }));

export const run = () =>
  runWithMocha(() => {
    describe('a hostile workspace', () => {
      let store: Awaited<ReturnType<typeof startStore>>;
      let attacker: Awaited<ReturnType<typeof startSecretsManager>>;
      before(async () => {
        attacker = await startSecretsManager();
        store = await startStore();
        const { contributes } = require(`${process.env['WATERTIGHT_ROOT']}/extension/package.json`) as {
          contributes: { configuration: { properties: Record<string, unknown> } };
        };
        const names = Object.keys(contributes.configuration.properties);
        const theirs = (name: string): unknown =>
          /endpoint|address|Url/.test(name)
            ? attacker.url
            : /provider/.test(name)
              ? 'vault'
              : /home/.test(name)
                ? join(root(), 'stolen')
                : /profile|kms|region/i.test(name)
                  ? 'attacker'
                  : undefined;
        const settings = Object.fromEntries(names.flatMap((name) => (theirs(name) === undefined ? [] : [[name, theirs(name)]])));
        assert.ok(Object.keys(settings).length >= 8);
        write('.vscode/settings.json', JSON.stringify({ ...settings, 'watertight.delay': 152 }));
        write('package.json', JSON.stringify({ name: LINK }));
        write('watertight.toml', `[scan]\n"${LINK}" = true\n`);
        await until('the settings are read', () => workspace.getConfiguration('watertight').get('delay') === 152);
      });
      after(async () => {
        await attacker.close();
        await store.server.close();
        rmSync(store.home, { recursive: true, force: true });
      });

      it('does not decide where a value goes', async () => {
        write('watertight.toml', '');
        assert.equal(workspace.getConfiguration('watertight').get('aws.endpoint'), store.server.url);
        write('.env', '');
        const document = await open('a/.env', `AWS_ENDPOINT_URL=${attacker.url}\nVAULT_ADDR=${attacker.url}\nDB_PASSWORD=${password}\n`);
        const reply = await move(document.uri, 3);
        assert.ok(reply);
        assert.equal(attacker.connections(), 0);
        assert.ok(!readdirSync(root()).includes('stolen'));
        for (const { id } of reply.secrets) assert.match(id, /^arn:aws:secretsmanager:eu-west-1:\d{12}:secret:[\w/.+=@-]+$/);
      });

      it('does not decide who is asked when a program is debugged', async () => {
        const reference = store.server.put('prod/x', 'not-to-be-seen-0815');
        write('.env', `AWS_ENDPOINT_URL_SECRETS_MANAGER=${attacker.url}\nAWS_ENDPOINT_URL=${attacker.url}\nX=${reference}\n`);
        await debug.startDebugging(workspace.workspaceFolders?.[0], {
          type: 'probe',
          name: 'app',
          request: 'launch',
          env: { AWS_ENDPOINT_URL: attacker.url, HTTPS_PROXY: attacker.url },
        });
        assert.equal(attacker.connections(), 0);
        write('.env', '');
      });

      it('can not act through names of files in messages', async () => {
        const before = await said();
        const document = await open('b/[x](command:workbench.action.quit) $(bug).env', `DB_PASSWORD=${password}\n`);
        const other = write('b/[y](command:workbench.action.quit).txt', `the password is ${password}\n`);
        assert.ok(await move(document.uri, 1));
        const message = await waitForMessage(/The old value is still in/, before);
        assert.ok(!/\]\(|\$\(/.test(message), message);
        rmSync(other);
      });

      it('can not act through titles of its own rules in problems', async () => {
        const document = await open('k/.env', `DB_PASSWORD=${password}\n`);
        await problemsIn(document, 1);
        const title = `${LINK}\\u202e${'long '.repeat(2000)}`;
        write('watertight.toml', `[[rules]]\nid = "own"\ntitle = "${title}"\npattern = '(?P<secret>${password})'\nkeywords = ["hunter"]\n`);
        const message = await until('its rule is in force', () => problemsOf(document.uri).find(({ message: text }) => text.includes('Sign in'))?.message);
        assert.ok(!/\]\(|\$\(|\u202e/.test(message) && message.length < 1000, message.slice(0, 1000));
        write('watertight.toml', '');
      });

      it('can not act through what the store says', async () => {
        await fetch(store.server.url, {
          method: 'POST',
          headers: {
            'x-amz-target': 'secretsmanager.CreateSecret',
            authorization: 'AWS4-HMAC-SHA256 Credential=test/20260101/eu-west-1/secretsmanager/aws4_request, SignedHeaders=host, Signature=0',
          },
          body: JSON.stringify({ Name: 'prod/evil', SecretString: JSON.stringify({ [LINK]: 'x' }), Description: LINK, ClientRequestToken: 'x'.repeat(32) }),
        });
        const document = await open('c/.env', 'A=aws-sm://prod/evil?region=eu-west-1\n');
        const markdown = (await hoversAt(document, new Position(0, 12))).flatMap(({ contents }) => contents).map((each) => each as MarkdownString);
        assert.ok(markdown.some(({ value }) => value.includes('evil')));
        for (const { value, isTrusted, supportHtml } of markdown) {
          assert.ok(!supportHtml);
          // One part may run a command: the one that asks before it shows a value. It holds no word of the store or of the file.
          if (isTrusted) {
            assert.deepEqual(isTrusted, { enabledCommands: ['watertight.revealValue'] });
            assert.match(value, /^\[Show the Value…\]\(command:watertight\.revealValue\?[\w%.-]+ "Asks first"\)$/);
          } else assert.ok(!/\]\(command:/.test(value), value);
        }
      });
    });

    describe('a value', () => {
      it('stands in nothing that the extension shows, says or keeps', async () => {
        const canary = ['ca', 'nary', 'x7Kp9vQz', '0815'].join('');
        const forms = formsOf(canary, 8);
        const clean = (what: string, text: string): void => {
          for (const form of forms) assert.ok(!text.includes(form), `the value is in ${what}`);
        };
        const store = await startStore();
        write('.vscode/settings.json', '{}');
        const arn = store.server.put('prod/canary', JSON.stringify({ KEY: canary }));
        const document = await open('canary/.env', `DB_PASSWORD=${canary}\nSTRIPE=${arn}\nURL=postgres://admin:${canary}@db.example.com/app\n`);
        await problemsIn(document, 2);
        clean('a problem', JSON.stringify(languages.getDiagnostics(document.uri)));
        clean('the findings', JSON.stringify((await api()).findingsOf(document.uri)));
        const actions = await commands.executeCommand<CodeAction[]>('vscode.executeCodeActionProvider', document.uri, new Range(0, 13, 0, 14));
        assert.ok(actions.length >= 5);
        clean('a quick fix', JSON.stringify(actions));
        for (let line = 0; line < 3; line++)
          for (const character of [3, 14, 30]) clean('a hover', JSON.stringify(await hoversAt(document, new Position(line, character))));
        const everything = new Range(0, 0, 4, 0);
        clean('a hint', JSON.stringify(await commands.executeCommand<InlayHint[]>('vscode.executeInlayHintProvider', document.uri, everything)));
        clean('a link', JSON.stringify(await commands.executeCommand<DocumentLink[]>('vscode.executeLinkProvider', document.uri)));
        const key = await open('canary/more.env', `A=${arn}#\n`);
        const list = await commands.executeCommand<CompletionList>('vscode.executeCompletionItemProvider', key.uri, key.lineAt(0).range.end, '#');
        assert.ok(list.items.some(({ label }) => label === 'KEY'));
        // Words of open documents are VS Code's own proposals.
        clean('a completion', JSON.stringify(list.items.filter(({ label }) => label === 'KEY')));
        await commands.executeCommand('watertight.scanWorkspace');
        clean('a problem of the scan', JSON.stringify(languages.getDiagnostics()));
        await commands.executeCommand('watertight.refreshSecrets');
        await commands.executeCommand('watertight.copyCommand', {}, (await api()).findingsOf(document.uri)[0]);
        store.server.fault({ kind: 'echo', operations: ['CreateSecret'], times: 4 });
        assert.equal(await move(document.uri, 1), undefined);
        store.server.heal();
        assert.ok(await accepting('watertight.moveAll', document.uri));
        assert.equal(window.activeTextEditor?.document, key);
        await new Promise((done) => setTimeout(done, 500));
        clean('a message', await said());
        const state = (await api()).logs.fsPath.replace(/\/logs\/.*$/, '');
        assert.match(state, /data$/);
        for (const { path, text } of textsBelow(state)) clean(path, text);
        for (const { path, text } of textsBelow(join(store.home, 'moves'))) clean(path, text);
        await store.server.close();
        rmSync(store.home, { recursive: true, force: true });
      });
    });
  });
