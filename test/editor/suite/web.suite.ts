import assert from 'node:assert/strict';
import { commands, extensions, languages, workspace } from 'vscode';
import { runWithMocha, until } from './mocha-run.ts';

const password = ['hunter', '2', 'hunter', '2'].join('');

/** The extension runs in the host of the browser, these tests beside it in Node's. */
export const run = () =>
  runWithMocha(() => {
    describe('in a browser', () => {
      it('runs without Node', () => assert.equal(extensions.getExtension('watertight.watertight'), undefined));

      it('marks the exact value', async () => {
        const document = await workspace.openTextDocument({ language: 'dotenv', content: `A=1\nDB_PASSWORD=${password}\n` });
        const [problem] = await until('a problem', () => languages.getDiagnostics(document.uri).length > 0 && languages.getDiagnostics(document.uri));
        assert.ok(problem);
        assert.equal(document.getText(problem.range), password);
      });

      it('has no commands that need a disk', async () => {
        const known = await commands.getCommands(true);
        assert.ok(known.includes('watertight.explain'));
        assert.ok(!known.includes('watertight.scanWorkspace'));
      });
    });
  });
