import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { commands, extensions, languages, workspace } from 'vscode';
import { runWithMocha, until } from './mocha-run.ts';

const password = ['hunter', '2', 'hunter', '2'].join('');

interface Manifest {
  readonly contributes: {
    readonly commands: readonly { readonly command: string; readonly enablement?: string }[];
    readonly views: { readonly watertight: readonly { readonly when?: string }[] };
    readonly walkthroughs: readonly { readonly when?: string }[];
  };
}

/** Set by the browser's build alone. */
const HIDDEN = /(?:^|&& )!watertight\.browser$/;

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

      it('offers no command that it does not have, and no view or walkthrough that would lead to one', async () => {
        const known = await commands.getCommands(true);
        const { contributes } = JSON.parse(readFileSync(join(process.env['WATERTIGHT_ROOT'] ?? '', 'extension/package.json'), 'utf8')) as Manifest;
        const missing = contributes.commands.filter(({ command }) => !known.includes(command));
        assert.ok(missing.length > 10);
        for (const { command, enablement = '' } of missing) assert.match(enablement, HIDDEN, command);
        for (const { when = '' } of [...contributes.views.watertight, ...contributes.walkthroughs]) assert.match(when, HIDDEN);
      });
    });
  });
