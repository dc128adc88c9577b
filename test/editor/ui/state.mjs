// As a user, for a while: findings, a scan, a move, a value that is typed, copied, shown. Afterwards no value, in any form, is in what VS Code or the
// extension has written down: state of the window and of extensions, logs.
import assert from 'node:assert/strict';
import { dirname } from 'node:path';
import { loadTs } from '../../../scripts/load-ts.mjs';
import { readFiles, readPage } from '../rig/state.mjs';
import { prepareStore } from '../rig/store.mjs';
import { until } from '../rig/until.mjs';

const canary = ['ca', 'nary', 'x7Kp9vQz', '0815'].join('');
const typed = ['ty', 'ped', 'R4mWs2Lt', '4711'].join('');

let arn;
export const files = () => ({ '.env': `NODE_ENV=production\nDB_PASSWORD=${canary}\nSTRIPE=${arn}#key\n`, 'more/.env': `DB_PASSWORD=${canary}\n` });
export const open = '.env';

export const prepare = async () => {
  const prepared = await prepareStore();
  arn = prepared.server.put('prod/api/stripe', JSON.stringify({ key: canary }));
  return prepared;
};

/**
 * Local History and backups hold text of documents, which the user wrote there; that is what they are for, and what the message after a move
 * names. Installed extensions are no state.
 */
const NO_STATE = /^(?:ext|extensions)(?:\/|$)|(?:^|\/)(?:User\/History|Backups)(?:\/|$)/;

export const tests = {
  'findings are shown, explained and scanned for': async ({ page, command, screenshot }) => {
    await page.locator('.monaco-editor .squiggly-error, .monaco-editor .squiggly-warning').first().waitFor({ state: 'attached' });
    await page.locator('.monaco-editor .view-line', { hasText: 'DB_PASSWORD' }).first().click();
    await page.keyboard.press('End');
    await command('Watertight: Why Is This Flagged?');
    const dialog = page.locator('.monaco-dialog-box');
    await dialog.getByText('Rule:').first().waitFor();
    await screenshot('state-1-why');
    await page.keyboard.press('Escape');
    await command('Watertight: Scan Workspace');
    await page.locator('.markers-panel').getByText('DB_PASSWORD').nth(1).waitFor();
  },
  'a value is moved, another one is typed for a new secret': async ({ page, quickFixes, choose, command, server }) => {
    await quickFixes('DB_PASSWORD');
    await choose('Move to AWS Secrets Manager');
    const input = page.locator('.quick-input-widget');
    await input.getByText('Name of the secret').waitFor();
    await page.keyboard.press('Enter');
    await input.getByText('Move into one JSON secret').waitFor();
    await page.keyboard.press('Enter');
    await page.locator('.notifications-toasts').getByText('The old value is still in').first().waitFor();
    await command('Watertight: Create Secret');
    await input.getByText('(1 of 2)').waitFor();
    await page.keyboard.type('prod/typed');
    await page.keyboard.press('Enter');
    await input.getByText('(2 of 2)').waitFor();
    await page.keyboard.type(typed);
    await page.keyboard.press('Enter');
    await page.waitForFunction(() => document.body.textContent.includes('Its reference is in the clipboard'));
    assert.equal(server.valueOf('prod/typed'), typed);
  },
  'a value is copied and shown': async ({ page, command, screenshot }) => {
    const atReference = () =>
      page
        .locator('.monaco-editor .view-line', { hasText: 'STRIPE' })
        .first()
        .click({ position: { x: 300, y: 8 } });
    await atReference();
    await command('Watertight: Show the Value of the Reference');
    await page.locator('.monaco-dialog-box').getByRole('button', { name: 'Copy for 30 Seconds' }).click();
    await atReference();
    await command('Watertight: Show the Value of the Reference');
    await page.locator('.monaco-dialog-box').getByRole('button', { name: 'Show' }).click();
    await page.locator('.monaco-editor .view-line', { hasText: canary }).first().waitFor();
    await screenshot('state-2-shown');
  },
  'the window is loaded anew, and nothing that was written down holds a value': async ({ page, userData, home }) => {
    await page.reload();
    await page.locator('.monaco-workbench').waitFor();
    await page.waitForTimeout(6000); // state is written every five seconds: what must not be there has had its time
    const { formsOf } = await loadTs('shared/text/forms.ts');
    let kept = [];
    // What must be there, if what we read is the state: the window's own, that of the extension, its log and that of its host.
    for (const [place, text] of [
      [/workbench\.panel\.markers/, ''],
      [/watertight\.watertight$/, 'watertight.knownSecrets'],
      [/Watertight\.log$/, 'The old value is still in'],
      [/exthost\.log$/, 'watertight.watertight'],
    ])
      await until(`${place} ${text}`, async () => {
        kept = [...(await readPage(page)), ...readFiles(dirname(userData), NO_STATE), ...readFiles(home, /^$/)];
        return kept.some((each) => place.test(each.place) && each.text.includes(text));
      });
    const leaks = [canary, typed].flatMap((value) =>
      formsOf(value).flatMap((form, at) => kept.filter(({ text }) => text.includes(form)).map(({ place }) => `form ${at} in ${place}`)),
    );
    assert.deepEqual(leaks, []);
  },
};
