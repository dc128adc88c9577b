import assert from 'node:assert/strict';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CodeActionKind, commands, DiagnosticSeverity, extensions, Range, Uri, WorkspaceEdit, workspace } from 'vscode';
import { runWithMocha, until } from './mocha-run.ts';
import { actionsAt, configure, open, problemsIn, problemsOf, root, runCli, write } from './workspace-files.ts';

/** Put together here, so that no file of the repository holds a secret. */
const password = ['hunter', '2', 'hunter', '2'].join('');
const random = ['x7Kp', '9vQz', 'R4mW', 's2Lt'].join('');
const stripe = ['sk', 'live', 'a1B2c3D4e5F6g7H8i9J0k1L2'].join('_');

export const run = () =>
  runWithMocha(() => {
    describe('findings while typing', () => {
      it('marks the exact value, and nothing else', async () => {
        const document = await open('a/.env', `# settings\nDB_PASSWORD=${password}\nNODE_ENV=production\nPASSWORD_MIN_LENGTH=12\n`);
        const [problem] = await problemsIn(document, 1);
        assert.ok(problem);
        assert.equal(document.getText(problem.range), password);
        assert.match(problem.message, /DB_PASSWORD/);
        assert.ok(!problem.message.includes(password));
        assert.equal(typeof problem.code === 'object' ? problem.code.value : problem.code, 'generic-credential');
      });

      it('follows the text: typed, changed, taken out, undone', async () => {
        const document = await open('b/.env', 'A=1\n');
        const edit = async (range: Range, text: string) => {
          const change = new WorkspaceEdit();
          change.replace(document.uri, range, text);
          assert.ok(await workspace.applyEdit(change));
        };
        await edit(new Range(1, 0, 1, 0), `API_SECRET=${password}\n`);
        const [first] = await problemsIn(document, 1);
        assert.equal(first?.range.start.line, 1);
        await edit(new Range(0, 0, 0, 0), '# one more line\n');
        await until('the problem moved down', () => problemsOf(document.uri)[0]?.range.start.line === 2);
        await edit(new Range(2, 0, 3, 0), '');
        await problemsIn(document, 0);
        await commands.executeCommand('undo');
        await problemsIn(document, 1);
      });

      it('is as loud as it is sure', async () => {
        const document = await open('c/.env.example', 'DB_PASSWORD=postgres\nDB_USER=postgres\n');
        const other = await open('c/app.ts', `export const key = '${stripe}';\n`);
        assert.equal((await problemsIn(other, 1))[0]?.severity, DiagnosticSeverity.Error);
        for (const problem of problemsOf(document.uri)) assert.equal(problem.severity, DiagnosticSeverity.Information);
      });

      it('scans texts without a file by their language', async () => {
        const document = await workspace.openTextDocument({ language: 'yaml', content: `db:\n  password: ${random}\n` });
        await problemsIn(document, 1);
      });

      it('takes a text without a name for a .env file when it looks like one', async () => {
        const pasted = await workspace.openTextDocument({ language: 'plaintext', content: `# mine\nNODE_ENV=production\nDB_PASSWORD=${password}\n` });
        await problemsIn(pasted, 1);
        const prose = await workspace.openTextDocument({ language: 'plaintext', content: `Dear all,\nthe setting is\nDB_PASSWORD=${password}\nBye\n` });
        await problemsIn(prose, 0);
      });

      it('leaves references alone', async () => {
        const document = await open(
          'd/.env',
          `A_SECRET=arn:aws:secretsmanager:eu-west-1:111122223333:secret:app-AbCdEf\nDB_PASSWORD=\${DB}\nX_TOKEN=local://app#x\nY_SECRET=${password}\n`,
        );
        const [problem] = await problemsIn(document, 1);
        assert.equal(problem?.range.start.line, 3);
      });

      it('honours comments and the configuration of the folder, also when it changes', async () => {
        const document = await open('e/.env', `# watertight:allow a test\nA_SECRET=${password}\nB_SECRET=${password}x\n`);
        await problemsIn(document, 1);
        const config = write('watertight.toml', '[scan]\nexclude = ["e/**"]\n');
        await problemsIn(document, 0);
        writeFileSync(config, '[scan]\nexclude = []\n');
        await problemsIn(document, 1);
      });

      it('says the same as the command line, byte for byte', async () => {
        const text = `export A_TOKEN='${stripe}'\r\nDB_PASSWORD="${password}" # prod\r\nURL=postgres://me:${password}@db.internal/app\r\nemoji_password=pässwörd-${password}😀\r\n`;
        const document = await open('f/.env', text);
        const extension = await extensions.getExtension('watertight.watertight')?.activate();
        await until('findings', () => problemsOf(document.uri).length > 0);
        await extension.settled();
        const told = toldByCommandLine('f/.env');
        assert.ok(told.length >= 3);
        assert.deepEqual(extension.findingsOf(document.uri).map(comparable), told);
      });
    });

    describe('findings after many edits', () => {
      /** Numbers that look random and are the same each time. */
      const createRandom =
        (seed: number) =>
        (below: number): number => {
          seed = (seed * 48271) % 2147483647;
          return seed % below;
        };

      it('are what a fresh scan finds, though only changes are told', async () => {
        await configure({ delay: 0 });
        const random_ = createRandom(20261120);
        const lines = Array.from({ length: 60 }, (_, i) => (i % 5 === 0 ? `DB_${i}_PASSWORD=${password}${i}` : `SETTING_${i}=on`));
        const document = await open('k/.env', `${lines.join('\n')}\n`);
        const extension = await extensions.getExtension('watertight.watertight')?.activate();
        const pieces = ['\n', 'x', `A_TOKEN=${random}\n`, '# watertight:allow\n', '\n\n# note\n', `=${password}`, ''];
        for (let round = 0; round < 8; round++) {
          for (let i = 0; i < 6; i++) {
            const from = random_(document.lineCount);
            const start = document.lineAt(from).range.end;
            const change = new WorkspaceEdit();
            if (random_(4) === 0) change.delete(document.uri, new Range(from, 0, Math.min(document.lineCount - 1, from + random_(3)), random_(4)));
            else change.insert(document.uri, random_(2) === 0 ? start : new Range(from, 0, from, 0).start, pieces[random_(pieces.length)] ?? '');
            assert.ok(await workspace.applyEdit(change));
            // Sometimes the next edit comes while a scan is under way.
            await new Promise((done) => setTimeout(done, random_(3) * 15));
          }
          if (random_(3) === 0) await commands.executeCommand('undo');
          await document.save();
          await new Promise((done) => setTimeout(done, 50));
          await extension.settled();
          const told = toldByCommandLine('k/.env');
          assert.ok(told.length > 0);
          assert.deepEqual(extension.findingsOf(document.uri).map(comparable), told, `round ${round}`);
          const shown = problemsOf(document.uri).map(({ range }) => [range.start.line + 1, range.start.character + 1]);
          assert.deepEqual(
            shown,
            told.map(({ startLine, startColumn }) => [startLine, startColumn]),
          );
        }
        await configure({ delay: undefined });
      });

      it('follow settings, though the text is the same', async () => {
        const document = await open('l/.env', `A_SECRET=${password}\n`);
        await problemsIn(document, 1);
        await configure({ enable: false });
        await problemsIn(document, 0);
        await configure({ enable: undefined });
        await problemsIn(document, 1);
        await configure({ minimumSeverity: 'critical' });
        await problemsIn(document, 0);
        await configure({ minimumSeverity: undefined });
        await problemsIn(document, 1);
      });
    });

    describe('the manifest', () => {
      it('is shown in words', () => {
        const { displayName, contributes } = extensions.getExtension('watertight.watertight')!.packageJSON as {
          displayName: string;
          contributes: { commands: { title: string }[]; viewsWelcome: { contents: string }[] };
        };
        assert.equal(displayName, 'Watertight');
        assert.equal(contributes.commands[0]?.title, 'Scan Workspace');
        assert.ok(!JSON.stringify(contributes).match(/"%[\w.-]+%"/));
      });
    });

    describe('quick fixes', () => {
      it('allow a finding with a comment of the language, in the right file, and undo', async () => {
        const document = await open('h/app.py', `  TOKEN = "${stripe}"\n`);
        const [problem] = await problemsIn(document, 1);
        assert.ok(problem);
        const actions = await actionsAt(document, problem.range);
        assert.deepEqual(
          actions.map((action) => action.kind?.value),
          actions.map(() => CodeActionKind.QuickFix.value),
        );
        const allow = actions.find((action) => action.title === 'Allow this finding');
        assert.ok(allow?.command);
        await open('h/other.env', 'A=1\n'); // another file is active meanwhile
        await commands.executeCommand(allow.command.command, ...(allow.command.arguments ?? []));
        assert.equal(document.getText().split('\n')[0], '  # watertight:allow stripe-secret-key');
        await problemsIn(document, 0);
      });

      it('refuse to edit a text that has changed', async () => {
        const document = await open('i/.env', `A_SECRET=${password}\n`);
        const [problem] = await problemsIn(document, 1);
        assert.ok(problem);
        const allow = (await actionsAt(document, problem.range)).find((action) => action.title === 'Allow this finding');
        const change = new WorkspaceEdit();
        change.insert(document.uri, problem.range.start, 'x');
        await workspace.applyEdit(change);
        const before = document.getText();
        await commands.executeCommand(allow?.command?.command ?? '', ...(allow?.command?.arguments ?? []));
        assert.equal(document.getText(), before);
      });
    });

    describe('the scan of the workspace', () => {
      it('shows what is in files that are not open', async () => {
        write('deep/er/.env.production', `A_SECRET=${password}\n`);
        const said = await commands.executeCommand<string>('watertight.scanWorkspace');
        assert.match(said, /files scanned/);
        const uri = Uri.file(join(root(), 'deep/er/.env.production'));
        assert.equal(problemsOf(uri).length, 1);
        await commands.executeCommand('watertight.clearWorkspaceScan');
        assert.equal(problemsOf(uri).length, 0);
      });

      it('keeps what it found true: of files that are closed, changed elsewhere, deleted', async () => {
        const names = ['kept/open.env', 'kept/changed.env', 'kept/deleted.env'];
        const [opened, changed, deleted] = names.map((name) => Uri.file(write(name, `A_SECRET=${password}\n`)));
        assert.ok(opened && changed && deleted);
        await commands.executeCommand('watertight.scanWorkspace');
        for (const uri of [opened, changed, deleted]) assert.equal(problemsOf(uri).length, 1);
        const isOpen = () => workspace.textDocuments.some(({ uri }) => uri.toString() === opened.toString());
        await commands.executeCommand('vscode.open', opened); // as a user: what the API opens stays open for minutes
        await until('it is open', isOpen);
        await until('it has its problem as an open file', () => problemsOf(opened).length === 1);
        await commands.executeCommand('workbench.action.closeActiveEditor');
        writeFileSync(changed.fsPath, 'A=1\n');
        rmSync(deleted.fsPath);
        await until('the changed file has no problem any more', () => problemsOf(changed).length === 0);
        await until('the deleted file has none', () => problemsOf(deleted).length === 0);
        await until('it is closed', () => !isOpen());
        await until('the closed file has one', () => problemsOf(opened).length === 1);
        await commands.executeCommand('watertight.clearWorkspaceScan');
      });

      it('follows a file and a folder that are renamed in the editor', async () => {
        const [file, inFolder] = ['moved/a.env', 'moved/folder/b.env'].map((name) => Uri.file(write(name, `A_SECRET=${password}\n`)));
        const [newFile, newFolder] = ['moved/new.env', 'moved/elsewhere'].map((name) => Uri.file(join(root(), name)));
        assert.ok(file && inFolder && newFile && newFolder);
        await commands.executeCommand('watertight.scanWorkspace');
        for (const uri of [file, inFolder]) assert.equal(problemsOf(uri).length, 1);
        const rename = new WorkspaceEdit();
        rename.renameFile(file, newFile);
        rename.renameFile(Uri.joinPath(inFolder, '..'), newFolder);
        assert.ok(await workspace.applyEdit(rename));
        for (const uri of [newFile, Uri.joinPath(newFolder, 'b.env')]) await until('the new name has the problem', () => problemsOf(uri).length === 1);
        for (const uri of [file, inFolder]) await until('the old name has none', () => problemsOf(uri).length === 0);
        await commands.executeCommand('watertight.clearWorkspaceScan');
      });

      it('follows settings: the least severity at once, and what is open where nothing is followed', async () => {
        const uri = Uri.file(write('severity/a.env', `A_SECRET=${password}\n`));
        await commands.executeCommand('watertight.scanWorkspace');
        await configure({ minimumSeverity: 'critical' });
        await until('it is not critical', () => problemsOf(uri).length === 0);
        await configure({ minimumSeverity: undefined });
        await until('it is shown again', () => problemsOf(uri).length === 1);
        await configure({ enable: false });
        const document = await workspace.openTextDocument(uri);
        assert.equal((await problemsIn(document, 1)).length, 1);
        await configure({ enable: undefined });
        await problemsIn(document, 1);
        await commands.executeCommand('watertight.clearWorkspaceScan');
      });

      it('shows what is in a log that is open, and too long to be followed', async () => {
        const text = `${'2026-11-20T10:00:00.0000000Z all is well\n'.repeat(500_000)}2026-11-20T10:00:00.0000000Z DB_PASSWORD=${password}\n`;
        const document = await workspace.openTextDocument(write('long/ci.log', text));
        await commands.executeCommand('watertight.scanLogFile', document.uri);
        assert.equal(problemsOf(document.uri)[0]?.range.start.line, 500_000);
      });

      it('shows what is in a log also when it was opened and closed again', async () => {
        const uri = Uri.file(write('closed/ci.log', `2026-11-20T10:00:00.0000000Z DB_PASSWORD=${password}\n`));
        const isShown = (): boolean => workspace.textDocuments.some((each) => each.uri.toString() === uri.toString());
        await commands.executeCommand('watertight.scanLogFile', uri);
        assert.equal(problemsOf(uri).length, 1);
        await commands.executeCommand('vscode.open', uri);
        await until('it is open', isShown);
        await commands.executeCommand('workbench.action.closeActiveEditor');
        await until('it is closed', () => !isShown());
        await until('its problem is there still', () => problemsOf(uri).length === 1);
      });

      it('reads a log of more than 50 MB, which the editor does not open', async () => {
        const file = write(
          'big/ci.log',
          `${'2026-11-20T10:00:00.0000000Z all is well\n'.repeat(1_300_000)}2026-11-20T10:00:00.0000000Z DB_PASSWORD=${password}\n`,
        );
        await commands.executeCommand('watertight.scanLogFile', Uri.file(file));
        const [problem] = problemsOf(Uri.file(file));
        assert.equal(problem?.range.start.line, 1_300_000);
      });
    });
  });

/** A finding, as the editor or as a report has it, by what both say. */
const comparable = (finding: Record<string, unknown>): Record<string, unknown> => {
  const { ruleId, fingerprint, redacted, severity, confidence, key } = finding;
  const { startLine, startColumn, endLine, endColumn } = (finding['place'] ?? finding) as Record<string, unknown>;
  return { ruleId, fingerprint, redacted, severity, confidence, key, startLine, startColumn, endLine, endColumn };
};

const toldByCommandLine = (path: string): Record<string, unknown>[] =>
  (JSON.parse(runCli(['scan', '--format', 'json', path])) as { findings: Record<string, unknown>[] }).findings.map(comparable);
