// As a user: a finding in a file that has no comments is accepted in the baseline, and the message can take it back.
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const token = ['x7Kp', '9vQz', 'R4mW', 's2Lt'].join('');

export const files = { 'config.json': `{\n  "name": "app",\n  "password": "${token}"\n}\n` };
export const open = 'config.json';

const squiggle = '.monaco-editor .squiggly-error, .monaco-editor .squiggly-warning';

const allow = async ({ page, quickFixes, choose }) => {
  await page.locator(squiggle).first().waitFor({ state: 'attached' });
  await quickFixes('password');
  await choose('Allow this finding');
  await page.locator(squiggle).first().waitFor({ state: 'detached' });
};

export const tests = {
  'the squiggle goes, and the message says which file everyone scans with': async (window) => {
    await allow(window);
    await window.page.locator('.notifications-toasts').getByText('Accepted in .watertight-baseline.json').first().waitFor();
    await window.screenshot('allow-1-accepted');
    const text = readFileSync(join(window.workspace, '.watertight-baseline.json'), 'utf8');
    assert.match(text, /"path":"config\.json","rule":"generic-credential"/);
    assert.ok(!text.includes(token));
  },
  'its button takes it back': async ({ page, workspace, screenshot }) => {
    await page.locator('.notifications-toasts').getByRole('button', { name: 'Undo' }).first().click();
    await page.locator(squiggle).first().waitFor({ state: 'attached' });
    await screenshot('allow-2-undone');
    assert.ok(!existsSync(join(workspace, '.watertight-baseline.json')));
  },
  'its other button shows the baseline': async (window) => {
    await allow(window);
    await window.page.locator('.notifications-toasts').getByRole('button', { name: 'Show' }).first().click();
    await window.page.locator('.monaco-editor .view-line', { hasText: '"salt"' }).first().waitFor();
    await window.screenshot('allow-3-baseline');
  },
};
