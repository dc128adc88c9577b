// As a user with an audit log: a secret is created, shown, deleted and restored. Each access leaves its record, asking alone leaves none, and no value is in it.
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadTs } from '../../../scripts/load-ts.mjs';
import { prepareStore } from '../rig/store.mjs';

const value = ['not', 'to', 'be', 'kept', '4711'].join('-');
const typed = ['ty', 'ped', 'R4mWs2Lt', '0815'].join('');

let arn;
let log;
export const files = () => ({ '.env': `STRIPE=${arn}#key\n` });
export const open = '.env';

export const prepare = async () => {
  // Looking at references leaves records too: of what is not asked for here.
  const prepared = await prepareStore({ settings: { 'watertight.references.check': false } });
  arn = prepared.server.put('prod/api/stripe', JSON.stringify({ key: value }));
  log = join(prepared.home, 'audit.jsonl');
  prepared.env.WATERTIGHT_AUDIT_LOG = log;
  return prepared;
};

const records = () =>
  existsSync(log)
    ? readFileSync(log, 'utf8')
        .split('\n')
        .filter((line) => line !== '')
        .map((line) => JSON.parse(line))
    : [];
const done = (operation) => records().filter((record) => record.operation === operation && record.outcome === 'done');

export const tests = {
  'a value is shown: one record, and none before it was agreed to': async ({ page, command }) => {
    const line = page.locator('.monaco-editor .view-line', { hasText: 'STRIPE' }).first();
    await line.click({ position: { x: 300, y: 8 } });
    await command('Watertight: Show the Value of the Reference');
    const show = page.locator('.monaco-dialog-box').getByRole('button', { name: 'Show' });
    await show.waitFor();
    assert.deepEqual(done('get'), []);
    await show.click();
    await page.locator('.monaco-editor .view-line', { hasText: value }).first().waitFor();
    const [record, ...more] = done('get');
    assert.deepEqual(more, []);
    assert.ok(record.reference.includes('prod/api/stripe'), record.reference);
    assert.match(record.who, /the editor$/);
    assert.match(record.versionId, /\S/);
  },
  'a secret is deleted and restored: a record of each': async ({ page, commandOn }) => {
    await commandOn('Watertight: Delete Secret', 'prod/api/stripe');
    const remove = page.locator('.monaco-dialog-box').getByRole('button', { name: 'Delete' });
    await remove.waitFor();
    assert.deepEqual(done('delete'), []);
    await remove.click();
    await page.waitForFunction(() => document.body.textContent.includes('deleted for good on'));
    await commandOn('Watertight: Restore Secret', 'prod/api/stripe');
    await page.waitForFunction(() => document.body.textContent.includes('is back'));
    for (const operation of ['delete', 'restore']) {
      assert.equal(done(operation).length, 1, operation);
      assert.ok(done(operation)[0].reference.includes('prod/api/stripe'));
    }
  },
  'a secret is created: a record, and no value is in any': async ({ page, command, screenshot }) => {
    await command('Watertight: Create Secret');
    const input = page.locator('.quick-input-widget');
    await input.getByText('(1 of 2)').waitFor();
    await page.keyboard.type('prod/typed');
    await page.keyboard.press('Enter');
    await input.getByText('(2 of 2)').waitFor();
    await page.keyboard.type(typed);
    await screenshot('audit-create');
    await page.keyboard.press('Enter');
    await page.waitForFunction(() => document.body.textContent.includes('Its reference is in the clipboard'));
    assert.equal(done('create').length, 1);
    assert.ok(records().every(({ who, time, identity }) => /the editor$/.test(who) && !Number.isNaN(Date.parse(time)) && identity !== ''));
    const { formsOf } = await loadTs('shared/text/forms.ts');
    const text = readFileSync(log, 'utf8');
    for (const each of [value, typed]) for (const form of formsOf(each)) assert.ok(!text.includes(form));
  },
};
