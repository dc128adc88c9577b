import assert from 'node:assert/strict';
import { chmodSync, readFileSync, renameSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { ConfigurationTarget, commands, Position, type TextDocument, Uri, WorkspaceEdit, window, workspace } from 'vscode';
import { formsOf } from '../../../shared/text/forms.ts';
import type { Fault } from '../../fakes/aws-json.ts';
import { runWithMocha, until } from './mocha-run.ts';
import { accepting, move, moveWhile, password, said, startStore, token, waitForMessage } from './move-driver.ts';
import { configure, open, root, write } from './workspace-files.ts';

const TEXT = `NODE_ENV=production\nDB_PASSWORD=${password}\nAPI_TOKEN=${token}\n`;

const insert = async (document: TextDocument, line: number, text: string): Promise<void> => {
  const edit = new WorkspaceEdit();
  edit.insert(document.uri, new Position(line, 0), text);
  assert.ok(await workspace.applyEdit(edit));
};
const setting = (name: string, value: unknown) => workspace.getConfiguration().update(name, value, ConfigurationTarget.Global);
const onDisk = (document: TextDocument): string => readFileSync(document.uri.fsPath, 'utf8');

export const run = () =>
  runWithMocha(() => {
    describe('a move', () => {
      let store: Awaited<ReturnType<typeof startStore>>;
      let count = 0;
      let saidBefore = '';
      /** A folder of its own for each, so that each secret has a name of its own. */
      const fresh = (text = TEXT, name = '.env'): Promise<TextDocument> => open(`f${count}/${name}`, text);
      const secretOf = () => store.server.names().filter((name) => name.includes(`f${count}`));
      const storedNow = (): unknown => JSON.parse(store.server.valueOf(secretOf()[0] ?? '') ?? 'null');

      before(async () => {
        store = await startStore();
      });
      beforeEach(async () => {
        count += 1;
        store.server.heal();
        await commands.executeCommand('notifications.clearAll');
        saidBefore = await said();
      });
      after(async () => {
        await commands.executeCommand('workbench.action.closeAllEditors');
        store.server.heal();
        await store.server.close();
        rmSync(store.home, { recursive: true, force: true });
      });

      /** Nothing moved: file and store are as before, no journal is open, and a message says why, without the value. */
      const assertUntouched = async (document: TextDocument, message: RegExp): Promise<void> => {
        const text = await waitForMessage(message, saidBefore);
        for (const form of formsOf(password, 8)) assert.ok(!text.includes(form), 'a value in a message');
        assert.equal(onDisk(document), TEXT);
        assert.equal(document.getText(), TEXT);
        assert.deepEqual(secretOf(), []);
        assert.deepEqual(store.journals(), []);
      };
      const assertMoved = (document: TextDocument): void => {
        assert.ok(!onDisk(document).includes(password));
        assert.match(onDisk(document), /^DB_PASSWORD="?arn:aws:secretsmanager:/m);
        assert.equal(document.getText(), onDisk(document).replace(/^\ufeff/, ''));
        assert.deepEqual(storedNow(), { DB_PASSWORD: password });
        assert.deepEqual(store.journals(), []);
      };

      const faults: readonly (readonly [string, Fault, RegExp])[] = [
        ['denies it', { kind: 'deny', operations: ['CreateSecret'] }, /Nothing was moved: .*denies this/],
        ['denies to look', { kind: 'deny', operations: ['GetSecretValue'] }, /Nothing was moved: /],
        ['throttles', { kind: 'throttle' }, /Nothing was moved: /],
        ['has forgotten who asks', { kind: 'expired' }, /Nothing was moved: /],
        ['never answers', { kind: 'hang', operations: ['CreateSecret'] }, /Nothing was moved: |could not be undone/],
        ['breaks off', { kind: 'drop', operations: ['CreateSecret'] }, /Nothing was moved: /],
        ['is behind a broken proxy', { kind: 'unavailable' }, /Nothing was moved: /],
        ['quotes the value in its error', { kind: 'echo', operations: ['CreateSecret'] }, /Nothing was moved: /],
      ];
      for (const [name, fault, message] of faults)
        it(`changes nothing where the store ${name}`, async () => {
          const document = await fresh();
          store.server.fault(fault);
          assert.equal(await move(document.uri, 2), undefined);
          await assertUntouched(document, message);
        });

      it('changes nothing where the store is down', async () => {
        const document = await fresh();
        await configure({ 'aws.endpoint': 'http://127.0.0.1:9' });
        assert.equal(await move(document.uri, 2), undefined);
        await configure({ 'aws.endpoint': store.server.url });
        await assertUntouched(document, /Nothing was moved: /);
      });

      it('waits for a slow store', async () => {
        const document = await fresh();
        store.server.fault({ kind: 'slow', delayMs: 400 });
        assert.ok(await move(document.uri, 2));
        assertMoved(document);
      });

      it('takes back what was stored where it can not be read back', async () => {
        const document = await fresh();
        const moved = await moveWhile(store.server, document.uri, 2, async () => store.server.fault({ kind: 'deny', operations: ['GetSecretValue'] }));
        assert.equal(moved, undefined);
        await assertUntouched(document, /Nothing was moved: /);
      });

      it('goes on where the text is edited elsewhere meanwhile, and keeps what was typed', async () => {
        const document = await fresh();
        assert.ok(await moveWhile(store.server, document.uri, 2, () => insert(document, 0, 'FIRST=1\nSECOND=2\n')));
        assertMoved(document);
        assert.match(onDisk(document), /^FIRST=1\nSECOND=2\nNODE_ENV=production\nDB_PASSWORD=/);
        assert.equal(store.server.names().filter((name) => name.includes(`f${count}`)).length, 1);
      });

      it('goes on where text is typed on both sides of the value', async () => {
        const document = await fresh();
        const type = async () => {
          await insert(document, 0, 'FIRST=1\n');
          await insert(document, 4, 'LAST=1\n');
        };
        assert.ok(await moveWhile(store.server, document.uri, 2, type));
        assertMoved(document);
        assert.match(onDisk(document), /^FIRST=1\n[\s\S]*LAST=1\n$/);
      });

      it('goes on where another program wrote the file meanwhile', async () => {
        const document = await fresh();
        const other = async () => {
          write(`f${count}/.env`, `OTHER=1\n${TEXT}`);
          await until('the editor shows it', () => document.getText().startsWith('OTHER'));
        };
        assert.ok(await moveWhile(store.server, document.uri, 2, other));
        assertMoved(document);
        assert.match(onDisk(document), /^OTHER=1\n/);
      });

      it('moves of a line the value that was meant, and no other', async () => {
        const document = await fresh(`{ "password": "${password}", "api": { "token": "${token}" } }\n`, 'settings.json');
        const column = document.getText().indexOf(token) + 1;
        assert.ok(await accepting('watertight.move', { uri: document.uri, line: 1, column, provider: 'aws' }));
        assert.ok(onDisk(document).includes(password));
        assert.ok(!onDisk(document).includes(token));
        assert.deepEqual(Object.values(storedNow() as object), [token]);
      });

      it('moves the value that was meant, wherever its line is by then', async () => {
        const document = await fresh();
        const moving = move(document.uri, 2);
        await insert(document, 0, 'A=1\n');
        assert.ok(await moving);
        assertMoved(document);
        assert.ok(onDisk(document).includes(token));
      });

      for (const [what, make] of [
        ['changed', (text: string) => text.replace(password, `${password}-new`)],
        ['removed', (text: string) => text.replace(/DB_PASSWORD=.*\n/, '')],
      ] as const)
        it(`leaves no orphan where the value is ${what} meanwhile`, async () => {
          const document = await fresh();
          const edit = new WorkspaceEdit();
          const change = async () => {
            const line = document.lineAt(1).rangeIncludingLineBreak;
            edit.replace(document.uri, line, make(document.getText(line)));
            assert.ok(await workspace.applyEdit(edit));
          };
          assert.equal(await moveWhile(store.server, document.uri, 2, change), undefined);
          await waitForMessage(/not in the file any more/, saidBefore);
          assert.equal(document.getText(), make(TEXT));
          assert.deepEqual(secretOf(), []);
          assert.deepEqual(store.journals(), []);
        });

      it('edits its own document when another tab is in view', async () => {
        const document = await fresh();
        let other: TextDocument | undefined;
        const moved = await moveWhile(store.server, document.uri, 2, async () => {
          other = await open(`f${count}/other/.env`, TEXT);
        });
        assert.ok(moved);
        assertMoved(document);
        assert.equal(other?.getText(), TEXT);
        assert.equal(window.activeTextEditor?.document, other);
      });

      it('edits a file that was closed meanwhile', async () => {
        const document = await fresh();
        assert.ok(await moveWhile(store.server, document.uri, 2, async () => commands.executeCommand('workbench.action.closeAllEditors')));
        assertMoved(await workspace.openTextDocument(document.uri));
      });

      for (const [what, change] of [
        ['renamed', (path: string) => renameSync(path, `${path}.old`)],
        ['deleted', (path: string) => rmSync(path)],
      ] as const)
        it(`says where the value is when the file is ${what} meanwhile`, async () => {
          const document = await fresh();
          assert.equal(await moveWhile(store.server, document.uri, 2, async () => change(document.uri.fsPath)), undefined);
          const text = await waitForMessage(/not there any more/, saidBefore);
          assert.match(text, /The store has the value by now/);
          assert.deepEqual(storedNow(), { DB_PASSWORD: password });
          assert.deepEqual(store.journals(), []);
        });

      it('stores nothing of a file that is read-only', async () => {
        const document = await fresh();
        chmodSync(document.uri.fsPath, 0o444);
        assert.equal(await move(document.uri, 2), undefined);
        await assertUntouched(document, /read-only/);
      });

      it('takes all back where the file becomes read-only meanwhile', async () => {
        const document = await fresh();
        const lock = async () => {
          await setting('files.readonlyInclude', { [`**/f${count}/**`]: true });
          await new Promise((done) => setTimeout(done, 200));
        };
        const moved = await moveWhile(store.server, document.uri, 2, lock);
        await setting('files.readonlyInclude', undefined);
        // Where this window lets it be saved all the same, it is moved; else it is as it was. Nothing in between.
        if (moved !== undefined) return assertMoved(document);
        await assertUntouched(document, /read-only/);
      });

      it('is content with what saving does to a file', async () => {
        await setting('files.insertFinalNewline', true);
        await setting('files.trimTrailingWhitespace', true);
        const document = await fresh(`A=1   \nDB_PASSWORD=${password}`);
        assert.ok(await move(document.uri, 2));
        await setting('files.insertFinalNewline', undefined);
        await setting('files.trimTrailingWhitespace', undefined);
        assertMoved(document);
        assert.match(onDisk(document), /^A=1\nDB_PASSWORD=.*\n$/);
      });

      it('is content with files that save themselves', async () => {
        await setting('files.autoSave', 'afterDelay');
        await setting('files.autoSaveDelay', 100);
        const document = await fresh();
        const type = async () => {
          await insert(document, 0, 'TYPED=1\n');
          await until('it is saved', () => !document.isDirty);
        };
        const moved = await moveWhile(store.server, document.uri, 2, type);
        await setting('files.autoSave', 'off');
        assert.ok(moved);
        assertMoved(document);
        assert.match(onDisk(document), /^TYPED=1\n/);
      });

      const shapes: readonly (readonly [string, Buffer, Buffer])[] = [
        ['line ends of Windows', Buffer.from(TEXT.replaceAll('\n', '\r\n')), Buffer.from('NODE_ENV=production\r\nDB_PASSWORD=')],
        ['a byte order mark', Buffer.from(`\ufeff${TEXT}`), Buffer.from('\ufeffNODE_ENV=production\nDB_PASSWORD=')],
        ['mixed line ends', Buffer.from(TEXT.replace('\n', '\r\n')), Buffer.from('NODE_ENV=production\r\nDB_PASSWORD=')],
        ['UTF-16', Buffer.from(`\ufeff${TEXT}`, 'utf16le'), Buffer.from('\ufeffNODE_ENV=production\nDB_PASSWORD=', 'utf16le')],
        ['bytes that are no UTF-8', Buffer.from(`# caf\xe9\n${TEXT}`, 'latin1'), Buffer.from('# caf\xe9\nNODE_ENV=production\nDB_PASSWORD=', 'latin1')],
      ];
      for (const [what, bytes, begin] of shapes)
        it(`keeps ${what}`, async () => {
          const path = write(`f${count}/.env`, '');
          await workspace.fs.writeFile(Uri.file(path), bytes);
          const line = bytes.includes('caf') ? 3 : 2;
          assert.ok(await move(Uri.file(path), line));
          const now = readFileSync(path);
          assert.deepEqual(now.subarray(0, begin.length), begin);
          assert.ok(!now.includes(password) && !now.includes(Buffer.from(password, 'utf16le')));
          assert.deepEqual(storedNow(), { DB_PASSWORD: password });
        });

      it('follows a link to the file', async () => {
        const path = write(`f${count}/real.env`, TEXT);
        symlinkSync(path, join(root(), `f${count}`, '.env'));
        const document = await workspace.openTextDocument(join(root(), `f${count}`, '.env'));
        await window.showTextDocument(document);
        assert.ok(await move(document.uri, 2));
        assertMoved(document);
      });

      it('asks that a text without a file be saved first', async () => {
        const document = await workspace.openTextDocument({ content: TEXT, language: 'dotenv' });
        assert.equal(await move(document.uri, 2), undefined);
        await waitForMessage(/Save the file first/, saidBefore);
      });
    });
  });
