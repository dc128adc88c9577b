// As a user of a repository that brings a hostile configuration: what it says is shown as words, in the language status and in messages, and it switches nothing off.
import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { until } from '../rig/until.mjs';

const password = ['hunter', '2', 'hunter', '2'].join('');
const file = 'watertight.toml';

export const files = { '.env': `NODE_ENV=production\nDB_PASSWORD=${password}\n`, [file]: '' };
export const open = '.env';

const LINK = '[Sign in](command:workbench.action.closeAllEditors)[here](https://evil.example)';
const ESCAPES = '\\u0007\\u001b]8;;https://evil.example\\u001b\\\\\\n\\r\\n\\u2028\\u202etxt.exe\\u2066';

/** Configurations by what is hostile in them, each with words of the message that it should come to. The status shows its beginning. */
const HOSTILE = {
  'a link and icons in a key': [`[scan]\n"${LINK} $(bug) $(loading~spin)" = true\n`, 'unknown key'],
  'a link and icons in a path': [`baseline = "${LINK} $(bug) $(loading~spin)"\n`, 'the baseline does not exist'],
  'HTML in a path': ['baseline = "<img src=x onerror=alert(1)><a href=command:workbench.action.quit>x</a>"\n', 'the baseline does not exist'],
  'control and bidirectional characters': [`baseline = "x${ESCAPES}y"\n`, 'the baseline does not exist'],
  'commands of workflows': ['[[allowlists]]\nrules = ["::error file=x::y", "\\n::add-mask::z"]\nvalues = ["x"]\n', 'no rule has the id'],
  'a name that is far too long': [`[scan]\n"${'long '.repeat(20_000)}" = true\n`, 'unknown key'],
  'a path that is far too long': [`baseline = "${'a'.repeat(20_000)}"\n`, 'the path can not be looked up'],
  'a path that can be none': ['baseline = "a\\u0000b"\n', 'the path can not be looked up'],
  'no TOML at all': [`${LINK} $(bug)\n`, 'watertight.toml:1'],
};

const squiggle = '.monaco-editor .squiggly-error, .monaco-editor .squiggly-warning';
/** Characters that move, hide or reorder what is read. */
const UNSEEN = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/;

/** What acts in a part of the window: links, icons, images. */
const actorsIn = (element) =>
  element.evaluate((each) =>
    [...each.querySelectorAll('a, img, [class*="codicon"]')].map((one) => one.outerHTML).filter((html) => !html.includes('watertight.showLog')),
  );

const status = (page) => page.locator('[id="status.languageStatus"]');

const story = Object.entries(HOSTILE).map(([what, [text, words]], at) => [
  `${what}: shown as words, and the value is still found`,
  async ({ page, workspace, command, screenshot }) => {
    writeFileSync(join(workspace, file), text);
    const beginning = words.startsWith('the ') ? words : 'the configuration can';
    await page.locator(`[id="status.languageStatus"][aria-label*="${beginning}"]`).waitFor({ state: 'attached' });
    assert.ok((await page.locator(squiggle).count()) > 0);
    await status(page).hover();
    const shown = page.locator('.hover-language-status .left', { hasText: beginning }).first();
    await shown.waitFor();
    if (at === 0 || at === 5) await screenshot(`status-${at}`);
    assert.deepEqual(await actorsIn(shown), []);
    const log = await page.locator('.hover-language-status').getByText('Show Log').first().boundingBox();
    assert.ok(log.x + log.width <= 1300, 'the way to the log is in view');
    for (const said of [await shown.textContent(), await status(page).getAttribute('aria-label')]) {
      assert.ok(!UNSEEN.test(said), JSON.stringify(said));
      assert.ok(said.length < 400, `${said.length} characters`);
    }
    await page.mouse.move(400, 300);
    await command('Watertight: Scan Workspace');
    const message = page.locator('.notifications-toasts .notification-list-item-message', { hasText: words }).first();
    await message.waitFor();
    assert.deepEqual(await actorsIn(message), []);
    const said = await message.textContent();
    assert.ok(!UNSEEN.test(said) && said.length < 800, JSON.stringify(said.slice(0, 1000)));
    if (at === 0) await screenshot('status-message');
    await command('Notifications: Clear All Notifications');
    writeFileSync(join(workspace, file), '');
    await page.locator('[id="status.languageStatus"]:not([aria-label*="can"]):not([aria-label*="does not"])').waitFor({ state: 'attached' });
  },
]);

export const tests = {
  ...Object.fromEntries(story),
  'a rule of its own: its title is shown as words': async ({ page, workspace, command, screenshot }) => {
    const rule = `[[rules]]\nid = "own"\ntitle = "${LINK} $(bug) ${ESCAPES}"\npattern = '(?P<secret>${password})'\nkeywords = ["hunter"]\n`;
    writeFileSync(join(workspace, file), rule);
    await page.locator('.monaco-editor .view-line', { hasText: 'DB_PASSWORD' }).first().click();
    await page.keyboard.press('End');
    const dialog = page.locator('.monaco-dialog-box');
    const text = dialog.locator('.dialog-message-container');
    await until('the rule is in force', async () => {
      await command('Watertight: Why Is This Flagged?');
      await dialog.waitFor();
      if ((await text.textContent()).includes('Sign in')) return true;
      await page.keyboard.press('Escape');
      await dialog.waitFor({ state: 'detached' });
      return false;
    });
    await screenshot('status-why');
    assert.deepEqual(await actorsIn(text), []);
    assert.ok(!UNSEEN.test(await text.textContent()), JSON.stringify(await text.textContent()));
    await page.keyboard.press('Escape');
    writeFileSync(join(workspace, file), '');
  },
  'what is below the least severity that is wanted is counted apart': async ({ page, workspace }) => {
    mkdirSync(join(workspace, '.vscode'));
    writeFileSync(join(workspace, '.vscode/settings.json'), JSON.stringify({ 'watertight.minimumSeverity': 'critical' }));
    await page.locator('[id="status.languageStatus"][aria-label*="Plaintext secrets: 0, 1 less severe"]').waitFor({ state: 'attached' });
  },
};
