// As a user: what is said after a move out of a file that git tracks, and what its buttons do; a value that is copied leaves the clipboard by itself.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { prepareStore } from '../rig/store.mjs';
import { until } from '../rig/until.mjs';

const password = ['hunter', '2', 'hunter', '2'].join('');
const token = ['x7Kp', '9vQz', 'R4mW', 's2Lt'].join('');
const kept = ['not', 'to', 'be', 'kept', '4711'].join('-');

let arn;
let copiedAt;
export const files = () => ({
  '.env': `DB_PASSWORD=${password}\nAPI_TOKEN=${token}\nSTRIPE=${arn}\n`,
  'notes.txt': `the password is ${password}\n`,
  'package.json': '{ "name": "acme", "scripts": { "start": "node ." } }\n',
});
export const open = '.env';
export const prepare = async () => {
  const store = await prepareStore();
  arn = store.server.put('prod/api/stripe', kept);
  return store;
};

const clipboard = (page) => page.evaluate(() => navigator.clipboard.readText());
const accept = async (page) => {
  const input = page.locator('.quick-input-widget');
  await input.getByText('Name of the secret').waitFor();
  await page.keyboard.press('Enter');
  await input
    .getByText(/Move into/)
    .first()
    .waitFor();
  await page.keyboard.press('Enter');
};
const message = (page) => page.locator('.notifications-toasts .notification-list-item', { hasText: 'The old value is still in' }).first();

export const tests = {
  'a value is copied after a question, and the message says for how long': async ({ page, command }) => {
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    await page
      .locator('.monaco-editor .view-line', { hasText: 'STRIPE' })
      .first()
      .click({ position: { x: 300, y: 8 } });
    await command('Watertight: Show the Value of the Reference');
    copiedAt = Date.now();
    await page.locator('.monaco-dialog-box').getByRole('button', { name: 'Copy for 30 Seconds' }).click();
    await page.waitForFunction(() => document.body.textContent.includes('The clipboard is cleared in 30 seconds'));
    assert.equal(await clipboard(page), kept);
  },
  'the message names git, Local History and the other files': async ({ page, workspace, quickFixes, choose, screenshot }) => {
    const git = (...args) => execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@example.com', ...args], { cwd: workspace, stdio: 'ignore' });
    git('init');
    git('add', '.');
    git('commit', '-m', 'all');
    await quickFixes('DB_PASSWORD');
    await choose('Move to AWS');
    await accept(page);
    await message(page).waitFor();
    await screenshot('leftovers-1-tracked');
    const text = await message(page).textContent();
    for (const place of ['the git history', 'the Local History', 'notes.txt', 'Rotate', 'Add to Baseline until Rotated', 'Copy the Line for Your App'])
      assert.ok(text.includes(place), `${place} in ${text}`);
  },
  'it is accepted in the baseline until it is rotated': async ({ page, workspace }) => {
    await message(page).getByRole('button', { name: 'Add to Baseline until Rotated' }).click();
    const file = join(workspace, '.watertight-baseline.json');
    await until('there is a baseline', () => existsSync(file));
    const text = readFileSync(file, 'utf8');
    assert.match(text, /to be rotated/);
    assert.match(text, /20\d\d-\d\d-\d\d/);
    assert.ok(!text.includes(password));
    await page.locator('.notifications-toasts .notification-list-item', { hasText: 'Accepted until' }).getByRole('button', { name: 'Undo' }).click();
    await until('the baseline is gone again', () => !existsSync(file));
  },
  'a value that its store does not rotate is given anew': async ({ page, command, quickFixes, choose, server, screenshot }) => {
    await command('Notifications: Clear All Notifications');
    await quickFixes('API_TOKEN');
    await choose('Move to AWS');
    await accept(page);
    await message(page).getByRole('button', { name: 'Rotate', exact: true }).click();
    await page.locator('.notifications-toasts').getByRole('button', { name: 'Store a New Value…' }).click();
    const input = page.locator('.quick-input-widget');
    await input.getByPlaceholder('Which key?').or(input.getByText('Which key?')).first().waitFor();
    await page.keyboard.type('API_TOKEN');
    await page.keyboard.press('Enter');
    await input.getByText('Issue a new value').waitFor();
    await page.keyboard.type('issued-anew');
    await screenshot('leftovers-2-new-value');
    await page.keyboard.press('Enter');
    await page.waitForFunction(() => document.body.textContent.includes('has a new value'));
    const [name] = server.names().filter((each) => each.includes('acme/'));
    assert.deepEqual(JSON.parse(server.valueOf(name)), { DB_PASSWORD: password, API_TOKEN: 'issued-anew' });
  },
  'what was copied is gone from the clipboard after 30 seconds': async ({ page }) => {
    await until('the clipboard is empty', async () => (await clipboard(page)) === '');
    assert.ok(Date.now() - copiedAt >= 30_000);
  },
};
