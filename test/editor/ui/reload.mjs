// As a user: the window is reloaded while a value is on its way into the store. Nothing is lost, and the next window offers to settle it.
import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { prepareStore } from '../rig/store.mjs';
import { until } from '../rig/until.mjs';

const password = ['hunter', '2', 'hunter', '2'].join('');

export const files = { '.env': `NODE_ENV=production\nDB_PASSWORD=${password}\n` };
export const open = '.env';
export const prepare = prepareStore;

const journals = (home) => (existsSync(join(home, 'moves')) ? readdirSync(join(home, 'moves')).filter((name) => name.endsWith('.json')) : []);

export const tests = {
  'the window is reloaded while the store is asked': async ({ page, quickFixes, choose, server, home, workspace }) => {
    await page.locator('.monaco-editor .squiggly-error, .monaco-editor .squiggly-warning').first().waitFor({ state: 'attached' });
    await quickFixes('DB_PASSWORD');
    await choose('Move to AWS Secrets Manager');
    const input = page.locator('.quick-input-widget');
    await input.getByText('Name of the secret').waitFor();
    await page.keyboard.press('Enter');
    await input.getByText('Move into one JSON secret').waitFor();
    server.fault({ kind: 'slow', operations: ['CreateSecret'], delayMs: 60_000 });
    await page.keyboard.press('Enter');
    await until('the store is asked', () => (server.calls.CreateSecret ?? 0) > 0);
    assert.equal(journals(home).length, 1);
    await page.reload();
    await page.locator('.monaco-workbench').waitFor();
    server.heal();
    assert.ok(readFileSync(join(workspace, '.env'), 'utf8').includes(password));
  },
  'the next window offers to settle it, and it is settled': async ({ page, server, home, workspace, screenshot }) => {
    const button = page.locator('.notifications-toasts').getByRole('button', { name: 'Finish or Undo It' }).first();
    await button.waitFor();
    await screenshot('reload-1-offer');
    await button.click();
    await until('it is settled', () => journals(home).length === 0);
    await page.locator('.notifications-toasts').getByText('was settled').first().waitFor();
    await screenshot('reload-2-settled');
    const text = readFileSync(join(workspace, '.env'), 'utf8');
    const stored = server.names().map((name) => server.valueOf(name));
    if (text.includes(password)) assert.deepEqual(stored, []);
    else assert.deepEqual(stored, [JSON.stringify({ DB_PASSWORD: password })]);
  },
};
