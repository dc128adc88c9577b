import assert from 'node:assert/strict';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { commands, Range, type TextDocument, WorkspaceEdit, window, workspace } from 'vscode';
import { runWithMocha, until } from './mocha-run.ts';
import { api, said, waitForMessage } from './move-driver.ts';
import { actionsAt, open, problemsIn, problemsOf, root, runCli, write } from './workspace-files.ts';

const other = ['q8Wz', '3NvT', '5yKb', '1MxR'].join('');
const random = ['x7Kp', '9vQz', 'R4mW', 's2Lt'].join('');

const OURS = '.watertight-baseline.json';
const read = (name: string): string => readFileSync(join(root(), name), 'utf8');
const findingsByCli = (path: string): number => JSON.parse(runCli(['scan', '--format', 'json', path])).findings.length;

/** Chooses the quick fix for the first problem of a document. */
const allowFirst = async (document: TextDocument): Promise<void> => {
  const [problem] = problemsOf(document.uri);
  assert.ok(problem);
  const action = (await actionsAt(document, problem.range)).find(({ title }) => title === 'Allow this finding');
  assert.ok(action?.command);
  await commands.executeCommand(action.command.command, ...(action.command.arguments ?? []));
};

export const run = () =>
  runWithMocha(() => {
    describe('a finding where the language has no comments', () => {
      afterEach(async () => {
        for (const name of [OURS, 'watertight.toml', 'ci', '.secrets.baseline']) rmSync(join(root(), name), { recursive: true, force: true });
        await commands.executeCommand('notifications.clearAll');
      });

      it('is offered the same quick fixes', async () => {
        const document = await open('a/a.json', `{ "password": "${random}" }\n`);
        const [problem] = await problemsIn(document, 1);
        assert.ok(problem);
        assert.deepEqual(
          (await actionsAt(document, problem.range)).map((action) => action.title),
          ['Move to AWS Secrets Manager…', 'Move to…', 'Add to a secret as a key…', 'Copy `aws` command', 'Allow this finding', 'Why is this flagged?'],
        );
      });

      for (const [name, text] of [
        ['settings.json', `{ "password": "${random}" }\n`],
        ['prod.tfvars.json', `{ "db_password": "${random}" }\n`],
        ['events.jsonl', `{"a":1}\n{"password":"${random}"}\n`],
        ['users.csv', `url\npostgres://me:${random}@db.internal/app\n`],
        ['ci.log', `2026-11-20T10:00:00.0000000Z DB_PASSWORD=${random}\n`],
        ['notes.txt', `DB_PASSWORD=${random}\n`],
      ] as const)
        it(`is accepted in the baseline: ${name}`, async () => {
          const document = await open(`b/${name}`, text);
          await problemsIn(document, 1);
          assert.equal(findingsByCli(`b/${name}`), 1);
          await allowFirst(document);
          await problemsIn(document, 0);
          assert.equal(document.getText(), text);
          assert.ok(!read(OURS).includes(random));
          assert.equal(JSON.parse(read(OURS)).entries.length, 2);
          assert.equal(findingsByCli(`b/${name}`), 0);
        });

      it('is added to what is accepted already, and another value of the same key is a new finding', async () => {
        const first = await open('c/a.json', `{ "password": "${random}" }\n`);
        await problemsIn(first, 1);
        await allowFirst(first);
        await problemsIn(first, 0);
        const before = read(OURS);
        const second = await open('c/b.json', `{ "password": "${other}", "token": "${random}" }\n`);
        await problemsIn(second, 2);
        await allowFirst(second);
        await problemsIn(second, 1);
        const after = read(OURS);
        for (const line of before.split('\n')) assert.ok(after.includes(line), line);
        const change = new WorkspaceEdit();
        change.insert(first.uri, first.positionAt(first.getText().indexOf(random)), 'other-');
        await workspace.applyEdit(change);
        await problemsIn(first, 1);
      });

      it('is accepted where the configuration says, also when that file is still to be made', async () => {
        write('ci/readme', '');
        write('watertight.toml', 'baseline = "ci/accepted.json"\n');
        const document = await open('d/a.json', `{ "password": "${random}" }\n`);
        await problemsIn(document, 1);
        await allowFirst(document);
        await problemsIn(document, 0);
        assert.ok(!existsSync(join(root(), OURS)));
        assert.ok(existsSync(join(root(), 'ci/accepted.json')));
        assert.equal(findingsByCli('d/a.json'), 0);
      });

      it("is accepted in detect-secrets' baseline where that is the one in use", async () => {
        write('e/old.json', `{ "password": "${other}" }\n`);
        runCli(['baseline', '--format', 'detect-secrets', 'e/old.json']);
        const document = await open('e/a.json', `{ "password": "${random}" }\n`);
        await problemsIn(document, 1);
        await allowFirst(document);
        await problemsIn(document, 0);
        assert.ok(!existsSync(join(root(), OURS)));
        assert.deepEqual(Object.keys(JSON.parse(read('.secrets.baseline')).results).sort(), ['e/a.json', 'e/old.json']);
        assert.equal(findingsByCli('e'), 0);
      });

      it('stays when the baseline can not be read, or is open and not saved, and the message says so', async () => {
        const document = await open('f/a.json', `{ "password": "${random}" }\n`);
        await problemsIn(document, 1);
        write(OURS, '{ "version": 2 }\n');
        let before = await said();
        await allowFirst(document);
        await waitForMessage(/The baseline was left as it is: .*the version must be 1/, before);
        assert.equal(read(OURS), '{ "version": 2 }\n');
        rmSync(join(root(), OURS));
        const baseline = await open(OURS, '{ "version": 1, "salt": "0123456789abcdef", "entries": ["end"] }\n');
        const change = new WorkspaceEdit();
        change.insert(baseline.uri, baseline.lineAt(0).range.start, ' ');
        await workspace.applyEdit(change);
        await until('the document is not saved', () => baseline.isDirty);
        before = await said();
        await allowFirst(document);
        await waitForMessage(/it is open and not saved/, before);
        await commands.executeCommand('workbench.action.files.revert');
        await commands.executeCommand('workbench.action.closeActiveEditor');
      });

      it('is allowed by the command at the cursor too', async () => {
        const document = await open('g/a.json', `{ "password": "${random}" }\n`);
        const [problem] = await problemsIn(document, 1);
        assert.ok(problem);
        await window.showTextDocument(document, { selection: problem.range });
        await commands.executeCommand('watertight.allow');
        await problemsIn(document, 0);
      });

      it('has no baseline where it has no folder, and the message says so', async () => {
        const document = await workspace.openTextDocument({ language: 'json', content: `{ "password": "${random}" }\n` });
        await problemsIn(document, 1);
        const titles = (await actionsAt(document, new Range(0, 15, 0, 16))).map(({ title }) => title);
        assert.ok(titles.length > 0 && !titles.includes('Allow this finding'), titles.join());
        const before = await said();
        await commands.executeCommand('watertight.allow', document.uri, (await api()).findingsOf(document.uri)[0], document.version);
        await waitForMessage(/no place for a comment here/, before);
      });
    });
  });
