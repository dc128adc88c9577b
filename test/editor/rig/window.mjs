// A window of VS Code with the packaged extension installed, as a user has it, and what a user does in it.
import { mkdirSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { launchChromium } from './chromium.mjs';
import { startServer, temporaryFolder } from './server.mjs';
import { until } from './until.mjs';

/**
 * A window that is still loading closes what was opened, or answers with an empty menu: once more, with more patience each time, since a busy
 * machine only needs longer.
 */
const patiently = async (page, attempt) => {
  for (let tries = 1; ; tries++) {
    try {
      return await attempt(3000 * tries);
    } catch (error) {
      if (tries === 12) throw error;
      await page.keyboard.press('Escape');
    }
  }
};

/** `files`: the workspace by name. `open`: the file that is in view first. */
export const openWindow = async (paths, { vsix, files, open, env = {}, settings = {}, artifacts }) => {
  const workspace = realpathSync(temporaryFolder('workspace'));
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(workspace, name)), { recursive: true });
    writeFileSync(join(workspace, name), text);
  }
  mkdirSync(artifacts, { recursive: true });
  const server = await startServer(paths, { vsix, env, settings });
  const browser = await launchChromium();
  const page = await (await browser.newContext({ viewport: { width: 1300, height: 800 } })).newPage();
  page.setDefaultTimeout(180_000);
  await page.goto(server.url(workspace, open === undefined ? [] : [['openFile', server.remote(join(workspace, open))]]));
  await page.locator('.monaco-workbench').waitFor();
  /** Runs a command by its title, from the palette. */
  const command = async (title) => {
    await patiently(page, async (timeout) => {
      await page.keyboard.press('F1');
      await page.locator('.quick-input-widget input').first().fill(`>${title}`, { timeout });
      await page.locator('.quick-input-list .monaco-list-row.focused', { hasText: title }).first().waitFor({ timeout });
    });
    await page.keyboard.press('Enter');
  };
  return {
    page,
    workspace,
    userData: server.userData,
    log: server.log,
    /** Tries what can be done again, as a person would where the window seems to have missed it. */
    again: (attempt) => patiently(page, (timeout) => attempt(3 * timeout)),
    screenshot: (name) => page.screenshot({ path: join(artifacts, `${name}.png`) }),
    /** Opens a file of the workspace by its name, and waits for a text in it. */
    openFile: (name, text) =>
      patiently(page, async (timeout) => {
        await page.keyboard.press('Control+P');
        await page.locator('.quick-input-widget input').first().fill(name, { timeout });
        await page
          .locator('.quick-input-list .monaco-list-row.focused', { hasText: name.slice(name.lastIndexOf('/') + 1) })
          .first()
          .waitFor({ timeout });
        await page.keyboard.press('Enter');
        await page.locator('.monaco-editor .view-line', { hasText: text }).first().waitFor({ timeout });
      }),
    /** Puts the cursor on a line and opens its menu of quick fixes. */
    quickFixes: async (text) => {
      const menu = page.locator('.action-widget').first();
      await patiently(page, async (timeout) => {
        await page
          .locator('.monaco-editor .view-line', { hasText: text })
          .first()
          .click({ position: { x: 150, y: 8 } });
        await page.keyboard.press('Control+.');
        await menu.locator('.monaco-list-row').first().waitFor({ timeout });
      });
      return menu;
    },
    /** Chooses a quick fix of the open menu with the keyboard, as a user without a mouse does. */
    choose: async (title) => {
      // A menu that has just been opened may not have the keys yet.
      await page
        .waitForFunction(() => document.querySelector('.action-widget')?.contains(document.activeElement), undefined, { timeout: 5000 })
        .catch(() => {});
      const focused = page.locator('.action-widget .monaco-list-row.focused').first();
      for (let tries = 0; tries < 30; tries++) {
        const now = await focused.textContent();
        if (now.includes(title)) return page.keyboard.press('Enter');
        await page.keyboard.press('ArrowDown');
        // Whoever goes on before the menu has followed chooses what comes after.
        await until('the next quick fix is chosen', async () => (await focused.count()) > 0 && (await focused.textContent()) !== now);
      }
      throw new Error(`no such quick fix: ${title}`);
    },
    command,
    /** Runs a command that asks which one, and takes the first with a text. A question that was closed, since something else took the focus, is asked again. */
    commandOn: (title, text) =>
      patiently(page, async (timeout) => {
        await command(title);
        await page.locator('.quick-input-list .monaco-list-row', { hasText: text }).first().waitFor({ timeout });
        await page.locator('.quick-input-widget input').first().fill(text, { timeout });
        await page.keyboard.press('Enter');
      }),
    close: async () => {
      await browser.close();
      await server.stop();
      rmSync(workspace, { recursive: true, force: true, maxRetries: 5 });
    },
  };
};
