// A window of VS Code with the packaged extension installed, as a user has it, and what a user does in it.
import { mkdirSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { launchChromium } from './chromium.mjs';
import { startServer, temporaryFolder } from './server.mjs';

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
  page.setDefaultTimeout(60_000);
  await page.goto(server.url(workspace, open === undefined ? [] : [['openFile', server.remote(join(workspace, open))]]));
  await page.locator('.monaco-workbench').waitFor();
  return {
    page,
    workspace,
    userData: server.userData,
    log: server.log,
    screenshot: (name) => page.screenshot({ path: join(artifacts, `${name}.png`) }),
    /** Opens a file of the workspace by its name, and waits for a text in it. */
    openFile: async (name, text) => {
      for (let tries = 0; ; tries++) {
        await page.keyboard.press('Control+P');
        try {
          await page.locator('.quick-input-widget input').first().fill(name, { timeout: 3000 });
          await page
            .locator('.quick-input-list .monaco-list-row.focused', { hasText: name.slice(name.lastIndexOf('/') + 1) })
            .first()
            .waitFor({ timeout: 3000 });
          await page.keyboard.press('Enter');
          await page.locator('.monaco-editor .view-line', { hasText: text }).first().waitFor({ timeout: 5000 });
          return;
        } catch (error) {
          if (tries === 14) throw error;
          await page.keyboard.press('Escape');
        }
      }
    },
    /** Puts the cursor on a line and opens its menu of quick fixes. */
    quickFixes: async (text) => {
      const line = page.locator('.monaco-editor .view-line', { hasText: text }).first();
      const menu = page.locator('.action-widget').first();
      // A window that is still loading answers with an empty menu.
      for (let tries = 0; ; tries++) {
        await line.click({ position: { x: 150, y: 8 } });
        await page.keyboard.press('Control+.');
        try {
          await menu.locator('.monaco-list-row').first().waitFor({ timeout: 4000 });
          return menu;
        } catch (error) {
          if (tries === 14) throw error;
          await page.keyboard.press('Escape');
        }
      }
    },
    /** Chooses a quick fix of the open menu with the keyboard, as a user without a mouse does. */
    choose: async (title) => {
      const focused = page.locator('.action-widget .monaco-list-row.focused').first();
      for (let tries = 0; tries < 60; tries++) {
        if ((await focused.count()) > 0 && (await focused.textContent()).includes(title)) return page.keyboard.press('Enter');
        await page.keyboard.press('ArrowDown');
        await page.waitForTimeout(50);
      }
      throw new Error(`no such quick fix: ${title}`);
    },
    /** Runs a command by its title, from the palette. */
    command: async (title) => {
      // A window that has just been opened closes the palette once more when it is done.
      for (let tries = 0; ; tries++) {
        await page.keyboard.press('F1');
        try {
          await page.locator('.quick-input-widget input').first().fill(`>${title}`, { timeout: 3000 });
          await page.locator('.quick-input-list .monaco-list-row.focused', { hasText: title }).first().waitFor({ timeout: 3000 });
          break;
        } catch (error) {
          if (tries === 14) throw error;
          await page.keyboard.press('Escape');
        }
      }
      await page.keyboard.press('Enter');
    },
    close: async () => {
      await browser.close();
      await server.stop();
      rmSync(workspace, { recursive: true, force: true, maxRetries: 5 });
    },
  };
};
