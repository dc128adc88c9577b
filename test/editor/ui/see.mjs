// As a user: the squiggle, the Problems view, the menu of quick fixes, the comment in the file.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { until } from '../rig/until.mjs';

const password = ['hunter', '2', 'hunter', '2'].join('');

export const files = { '.env': `NODE_ENV=production\nDB_PASSWORD=${password}\n` };
export const open = '.env';

export const tests = {
  'a squiggle stands under the value': async ({ page, screenshot }) => {
    await page.locator('.monaco-editor .squiggly-error, .monaco-editor .squiggly-warning').first().waitFor({ state: 'attached' });
    await screenshot('squiggle');
  },
  'the Problems view names the key and hides the value': async ({ page, screenshot }) => {
    await page.keyboard.press('Control+Shift+M');
    const panel = page.locator('.markers-panel');
    await panel.getByText('DB_PASSWORD').first().waitFor();
    assert.ok(!(await panel.textContent()).includes(password));
    await screenshot('problems');
  },
  'a quick fix allows the finding, and the file on disk has the comment': async ({ page, workspace, quickFixes, choose, screenshot }) => {
    await quickFixes('DB_PASSWORD');
    await screenshot('quick-fixes');
    await choose('Allow this finding');
    await page.locator('.monaco-editor .view-line', { hasText: 'watertight:allow' }).first().waitFor();
    await page.locator('.monaco-editor .squiggly-error, .monaco-editor .squiggly-warning').first().waitFor({ state: 'detached' });
    await page.keyboard.press('Control+S');
    const text = () => readFileSync(join(workspace, '.env'), 'utf8');
    await until('it is saved', () => text().includes('watertight:allow'));
    assert.match(text(), /^NODE_ENV=production\n# watertight:allow generic-credential\nDB_PASSWORD=/);
  },
};
