// As a user: the view of secrets, deleting and restoring, showing a value in a view that is saved nowhere.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { loadTs } from '../../../scripts/load-ts.mjs';

const value = ['not', 'to', 'be', 'kept', '4711'].join('-');

let arn;
export const files = () => ({ '.env': `STRIPE=${arn}#key\nOTHER=${arn.replace('stripe', 'missing')}\n` });
export const open = '.env';

export const prepare = async () => {
  const { startSecretsManager } = await loadTs('test/fakes/secrets-manager.ts');
  const server = await startSecretsManager();
  arn = server.put('prod/api/stripe', JSON.stringify({ key: value }));
  server.put('prod/api/unused', 'x');
  return {
    server,
    window: {
      env: { AWS_ACCESS_KEY_ID: 'test', AWS_SECRET_ACCESS_KEY: 'test' },
      settings: { 'watertight.provider': 'aws', 'watertight.aws.endpoint': server.url, 'watertight.aws.region': 'eu-west-1' },
    },
    stop: server.close,
  };
};

/** Every file below a folder that holds a text. */
const holding = (folder, text) =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => {
    const path = join(folder, name);
    return statSync(path).isFile() && readFileSync(path).includes(text);
  });

const viewOf = (page) => page.locator('.pane-body .monaco-list').first();

// A view that is refreshed between two questions takes the focus from the second one: each test goes on when the view shows what it has done.
export const tests = {
  'the view shows what is stored, unused and missing': async ({ page, screenshot }) => {
    await page.locator('.activitybar').getByRole('tab', { name: 'Watertight' }).click();
    const view = viewOf(page);
    await view.getByText('Drifting').waitFor();
    for (const name of ['Unused', 'Drifting']) await view.getByText(name, { exact: true }).click();
    await view.getByText('prod/api/missing').waitFor();
    await view.getByText('prod/api/unused').first().waitFor();
    await screenshot('tree');
    assert.ok(!(await page.locator('body').textContent()).includes(value));
  },
  'a secret is deleted after a question, and restored': async ({ page, commandOn, server, screenshot }) => {
    await commandOn('Watertight: Delete Secret', 'prod/api/unused');
    await page.locator('.monaco-dialog-box').getByRole('button', { name: 'Delete' }).waitFor();
    await screenshot('delete');
    await page.locator('.monaco-dialog-box').getByRole('button', { name: 'Delete' }).click();
    await page.waitForFunction(() => document.body.textContent.includes('deleted for good on'));
    assert.equal(server.valueOf('prod/api/unused'), null);
    await viewOf(page).getByText('deleted on').first().waitFor();
    await commandOn('Watertight: Restore Secret', 'prod/api/unused');
    await page.waitForFunction(() => document.body.textContent.includes('is back'));
    assert.equal(server.valueOf('prod/api/unused'), 'x');
    await viewOf(page).getByText('deleted on').first().waitFor({ state: 'detached' });
  },
  'a secret that its store does not rotate gets a new value by hand, and keeps its other keys': async ({ page, command, commandOn, server, screenshot }) => {
    server.put('prod/api/two', JSON.stringify({ one: 'first', two: 'second' }));
    await command('Watertight: Refresh Secrets');
    await viewOf(page).getByText('prod/api/two').first().waitFor();
    await commandOn('Watertight: Store a New Value', 'prod/api/two');
    const input = page.locator('.quick-input-widget');
    await input.getByText('Which key?').or(input.getByPlaceholder('Which key?')).first().waitFor();
    await page.keyboard.type('two');
    await page.keyboard.press('Enter');
    await input.getByText('Issue a new value').waitFor();
    await page.keyboard.type('third');
    await screenshot('new-value');
    assert.ok(!(await page.locator('body').textContent()).includes('third'));
    await page.keyboard.press('Enter');
    await page.waitForFunction(() => document.body.textContent.includes('has a new value'));
    assert.equal(server.valueOf('prod/api/two'), '{"one":"first","two":"third"}');
  },
  'a value is shown after a question, and stands in no file afterwards': async ({ page, command, screenshot, userData }) => {
    await page
      .locator('.monaco-editor .view-line', { hasText: 'STRIPE' })
      .first()
      .click({ position: { x: 300, y: 8 } });
    await command('Watertight: Show the Value of the Reference');
    await page.locator('.monaco-dialog-box').getByRole('button', { name: 'Show' }).click();
    await page.locator('.monaco-editor .view-line', { hasText: value }).first().waitFor();
    await screenshot('value');
    await page.waitForTimeout(1500);
    assert.deepEqual(holding(userData, value), []);
  },
};
