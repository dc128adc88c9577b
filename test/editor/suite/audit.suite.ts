import assert from 'node:assert/strict';
import { existsSync, readFileSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { commands, debug, workspace } from 'vscode';
import type { AuditRecord } from '../../../shared/model/resolver.ts';
import { formsOf } from '../../../shared/text/forms.ts';
import { runWithMocha, until } from './mocha-run.ts';
import { move, password, said, startStore, token, waitForMessage } from './move-driver.ts';
import { configure, open, write } from './workspace-files.ts';

export const run = () =>
  runWithMocha(() => {
    describe('the audit log', () => {
      let store: Awaited<ReturnType<typeof startStore>>;
      let file: string;
      const records = (): AuditRecord[] =>
        existsSync(file)
          ? readFileSync(file, 'utf8')
              .split('\n')
              .filter((line) => line !== '')
              .map((line) => JSON.parse(line) as AuditRecord)
          : [];
      before(async () => {
        store = await startStore();
        file = join(store.home, 'audit.jsonl');
        process.env['WATERTIGHT_AUDIT_LOG'] = file;
        await configure({ 'references.check': false });
      });
      beforeEach(() => rmSync(file, { force: true }));
      after(async () => {
        process.env['WATERTIGHT_AUDIT_LOG'] = '';
        await configure({ 'references.check': undefined });
        await store.server.close();
        rmSync(store.home, { recursive: true, force: true });
      });

      it('has a record of each access of a move, and no value', async () => {
        const document = await open('a/.env', `DB_PASSWORD=${password}\nAPI_TOKEN=${token}\n`);
        const reply = await move(document.uri, 1);
        const id = reply?.secrets[0]?.id;
        assert.ok(id);
        const all = records();
        const created = all.find(({ operation }) => operation === 'create');
        assert.equal(created?.outcome, 'done');
        assert.match(created?.versionId ?? '', /^[\w-]{32,}$/);
        const name = created?.reference ?? '';
        assert.ok(id.includes(name.replace(/^[\w-]+:\/\//, '').replace(/[?#].*$/, '')), `${id} ${name}`);
        assert.ok(all.some(({ operation, outcome, reference }) => operation === 'get' && outcome === 'done' && (reference.includes(id) || reference === name)));
        for (const { who, identity, time } of all) {
          assert.match(who, /^(?:\S+ via )?the editor$/);
          assert.match(identity, /^aws /);
          assert.ok(Math.abs(Date.parse(time) - Date.now()) < 120_000);
        }
        const text = readFileSync(file, 'utf8');
        for (const value of [password, token]) for (const form of formsOf(value)) assert.ok(!text.includes(form));
        if (process.platform !== 'win32') assert.equal(statSync(file).mode & 0o777, 0o600);
      });

      it('has a record of what was refused', async () => {
        const document = await open('b/.env', `DB_PASSWORD=${password}\n`);
        store.server.fault({ kind: 'deny', operations: ['CreateSecret'], times: 4 });
        const before = await said();
        assert.equal(await move(document.uri, 1), undefined);
        await waitForMessage(/Nothing was moved/, before);
        store.server.heal();
        assert.deepEqual(
          records()
            .filter(({ operation }) => operation === 'create')
            .map(({ outcome, errorCode }) => [outcome, errorCode]),
          [['error', 'denied']],
        );
        await commands.executeCommand('notifications.clearAll');
      });

      it('has a record of each value that a program is given', async () => {
        const reference = store.server.put('prod/run', JSON.stringify({ KEY: token }));
        write('.env', `KEY=${reference}#KEY\n`);
        await debug.startDebugging(workspace.workspaceFolders?.[0], { type: 'probe', name: 'app', request: 'launch' });
        const [record] = await until('a record', () => records().length > 0 && records());
        assert.match(record?.reference ?? '', /prod\/run/);
        assert.match(record?.who ?? '', /the editor$/);
        assert.ok(!readFileSync(file, 'utf8').includes(token));
        write('.env', '');
      });

      it('can not be written: then nothing is moved and the store is not asked', async () => {
        process.env['WATERTIGHT_AUDIT_LOG'] = join(store.home, 'missing', 'audit.jsonl');
        const document = await open('c/.env', `DB_PASSWORD=${password}\n`);
        const [before, asked] = [await said(), store.server.connections()];
        assert.equal(await move(document.uri, 1), undefined);
        await waitForMessage(/Nothing was moved: the audit log can't be written/, before);
        assert.equal(document.getText(), `DB_PASSWORD=${password}\n`);
        assert.equal(store.server.connections(), asked);
        process.env['WATERTIGHT_AUDIT_LOG'] = file;
        await commands.executeCommand('notifications.clearAll');
      });
    });
  });
