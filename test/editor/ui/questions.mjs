// As a user: what is asked and said where a move can't go on as it is: a name that is taken, a store that refuses, a file that can't hold a reference.
import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { prepareStore } from '../rig/store.mjs';
import { until } from '../rig/until.mjs';

const password = ['hunter', '2', 'hunter', '2'].join('');
const stripe = ['sk', 'live', 'a1B2c3D4e5F6g7H8i9J0k1L2'].join('_');

export const files = { '.env': `NODE_ENV=production\nDB_PASSWORD=${password}\n`, 'app.py': `STRIPE = "${stripe}"\n` };
export const open = '.env';

export const prepare = async () => {
  const store = await prepareStore();
  const folder = mkdtempSync(join(tmpdir(), 'watertight-aws-'));
  const [config, credentials] = [join(folder, 'config'), join(folder, 'credentials')];
  writeFileSync(config, '[default]\n[profile staging]\n');
  writeFileSync(credentials, '[staging]\naws_access_key_id = test\naws_secret_access_key = test\n');
  store.server.put('acme/taken', JSON.stringify({ DB_PASSWORD: 'another value' }));
  const env = { ...store.env, AWS_CONFIG_FILE: config, AWS_SHARED_CREDENTIALS_FILE: credentials };
  const stop = async () => {
    rmSync(folder, { recursive: true, force: true });
    await store.stop();
  };
  return { ...store, window: { ...store.window, env }, stop };
};

const untouched = ({ workspace }) => assert.equal(readFileSync(join(workspace, '.env'), 'utf8'), files['.env']);
const widget = ({ page }) => page.locator('.quick-input-widget');
const toast = ({ page }, text, timeout) => page.locator('.notifications-toasts').getByText(text).first().waitFor({ timeout });

export const tests = {
  'the stores are offered with where they are, and the other profiles of AWS': async (story) => {
    await story.quickFixes('DB_PASSWORD');
    await story.choose('Move to…');
    await widget(story).getByText('eu-west-1, profile staging').first().waitFor();
    await story.screenshot('questions-1-stores');
    await story.page.keyboard.press('Escape');
    untouched(story);
  },
  'whoever leaves the questions has changed nothing, neither the profile of the machine': async (story) => {
    await story.quickFixes('DB_PASSWORD');
    await story.choose('Move to…');
    await widget(story).locator('input').first().fill('staging');
    await story.page.keyboard.press('Enter');
    await widget(story).getByText('Name of the secret').waitFor();
    await widget(story).getByText('profile staging').waitFor();
    await story.page.keyboard.press('Enter');
    await widget(story).getByText('Move into one JSON secret').waitFor();
    await story.page.keyboard.press('Escape');
    await widget(story).waitFor({ state: 'hidden' });
    untouched(story);
    for (const name of ['User/settings.json', 'Machine/settings.json']) assert.ok(!readFileSync(join(story.userData, name), 'utf8').includes('staging'), name);
    assert.deepEqual(story.server.names(), ['acme/taken']);
  },
  'a name that can not be is refused, and says which can': async (story) => {
    await story.quickFixes('DB_PASSWORD');
    await story.choose('Move to AWS');
    await widget(story).getByText('Name of the secret').waitFor();
    await story.page.keyboard.type('two words');
    await widget(story).getByText('Letters, digits and /_+=.@-').waitFor();
    await story.screenshot('questions-2-name');
  },
  'a name that is taken by another value is asked for again': async (story) => {
    await story.page.keyboard.press('Control+A');
    await story.page.keyboard.type('acme/taken');
    await story.page.keyboard.press('Enter');
    await widget(story).getByText('the secret holds other values for DB_PASSWORD').waitFor();
    await story.screenshot('questions-3-taken');
    assert.doesNotMatch(await widget(story).textContent(), /--(?:prefix|force)/);
    await story.page.keyboard.press('Escape');
    untouched(story);
  },
  'a store that refuses is told before anything is asked, with a way to try again': async (story) => {
    story.server.fault({ kind: 'deny' });
    await story.again(async (timeout) => {
      await story.quickFixes('DB_PASSWORD');
      await story.choose('Move to AWS');
      await toast(story, 'Nothing was moved', timeout);
    });
    await story.screenshot('questions-4-denied');
    untouched(story);
    story.server.heal();
    await story.page.locator('.notifications-toasts').getByRole('button', { name: 'Try Again' }).click();
    await widget(story).getByText('Name of the secret').waitFor();
    await story.page.keyboard.press('Escape');
  },
  'a move that is stopped while the store is asked changes nothing': async (story) => {
    const { page, server } = story;
    let answer;
    server.fault({ kind: 'slow', operations: ['CreateSecret'], times: 1, until: new Promise((done) => (answer = done)) });
    const names = server.names();
    const asked = server.calls.CreateSecret ?? 0;
    await story.command('Notifications: Clear All Notifications');
    await story.quickFixes('DB_PASSWORD');
    await story.choose('Move to AWS');
    await widget(story).getByText('Name of the secret').waitFor();
    await page.keyboard.press('Enter');
    await widget(story).getByText('Move into one JSON secret').waitFor();
    await page.keyboard.press('Enter');
    await until('the store is asked', () => (server.calls.CreateSecret ?? 0) > asked);
    const progress = page.locator('.notifications-toasts .notification-list-item', { hasText: 'Moving to AWS Secrets Manager' });
    await progress.getByRole('button', { name: 'Cancel' }).click();
    await story.screenshot('questions-6-stopping');
    answer();
    await toast(story, 'Nothing was moved');
    await story.screenshot('questions-7-stopped');
    untouched(story);
    assert.deepEqual(server.names(), names);
    assert.deepEqual(existsSync(join(story.home, 'moves')) ? readdirSync(join(story.home, 'moves')) : [], []);
  },
  'a file that can hold no reference says what to do instead': async (story) => {
    await story.openFile('app.py', 'STRIPE');
    await story.quickFixes('STRIPE');
    await story.choose('Move to AWS');
    await story.page.locator('.notifications-toasts').getByRole('button', { name: 'What to Do' }).click();
    await story.page.locator('.monaco-dialog-box').getByText('What you can do').waitFor();
    await story.screenshot('questions-5-by-hand');
    assert.ok(!(await story.page.locator('.monaco-dialog-box').textContent()).includes(stripe));
    await story.page.keyboard.press('Escape');
  },
};
