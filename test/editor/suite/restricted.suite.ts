import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { commands, languages, workspace } from 'vscode';
import { runWithMocha, until } from './mocha-run.ts';

const password = ['hunter', '2', 'hunter', '2'].join('');

export const run = () =>
  runWithMocha(() => {
    describe('a workspace that is not trusted', () => {
      it('is scanned, with the built-in rules: what it brings to silence them is not read', async () => {
        assert.equal(workspace.isTrusted, false);
        const root = workspace.workspaceFolders?.[0]?.uri.fsPath ?? '';
        writeFileSync(join(root, 'watertight.toml'), '[scan]\nexclude = ["**"]\n');
        writeFileSync(join(root, '.env'), `DB_PASSWORD=${password}\n`);
        const document = await workspace.openTextDocument(join(root, '.env'));
        await until('a problem', () => languages.getDiagnostics(document.uri).length === 1);
        await commands.executeCommand('watertight.scanWorkspace');
        assert.equal(languages.getDiagnostics(document.uri).length, 1);
      });

      it('can hold no setting that decides where a value goes', () => {
        const manifest = require(`${process.env['WATERTIGHT_ROOT']}/extension/package.json`) as {
          contributes: { configuration: { properties: Record<string, { scope?: string }> } };
        };
        const settings = Object.entries(manifest.contributes.configuration.properties);
        assert.ok(settings.length > 2);
        for (const [name, { scope }] of settings) {
          assert.ok(scope !== undefined, `${name} has a scope`);
          if (/endpoint|profile|region|kms|provider|vault|store|home|prefix/i.test(name)) assert.match(scope, /^machine/, name);
        }
      });
    });
  });
