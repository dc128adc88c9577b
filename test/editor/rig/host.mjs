// Runs a suite inside the host of extensions of a real VS Code: it has the real `vscode` module, in a window that Chromium shows.
import { mkdirSync, realpathSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { format } from 'node:util';
import { launchChromium } from './chromium.mjs';
import { placeWith } from './folders.mjs';
import { startServer, temporaryFolder } from './server.mjs';
import { totalOf } from './suites.mjs';

const LIMIT_MS = 1_800_000;

/** Lines of VS Code itself that say nothing of the tests. */
const NOISE =
  /^(?:Creating a socket|Resolv|\[reconn|Ignoring fetching|Updating add|\[AgentHost|\[Account|\[Service Worker\]|No search provider|Extension host|Canceled|Error: Canceled)/;

/** `tests`: a bundle that exports `run()`. `more`: folders of other extensions. `folders`: names of those of the workspace, if it has several. Gives the numbers of tests that passed and failed, read from its last line. */
export const runInHost = async (paths, { extension, tests, more = [], trust = false, env = {}, folders = [], artifacts }) => {
  const workspace = realpathSync(temporaryFolder('workspace'));
  const server = await startServer(paths, { testDriver: true, trust, env, more });
  const browser = await launchChromium();
  let total;
  try {
    const page = await (await browser.newContext({ viewport: { width: 1300, height: 800 } })).newPage();
    let finish;
    const ended = new Promise((done) => {
      finish = done;
    });
    await page.exposeFunction('codeAutomationLog', (_type, args) => {
      const line = format(...args);
      const counted = totalOf(line);
      if (counted !== undefined) total = counted;
      else if (!NOISE.test(line)) console.log(`  ${line}`);
    });
    await page.exposeFunction('codeAutomationExit', (status) => finish(status));
    await page.goto(
      server.url(placeWith(workspace, folders), [
        ['extensionDevelopmentPath', server.remote(extension)],
        ['extensionTestsPath', server.remote(tests)],
        ['skipWelcome', 'true'],
        ['skipReleaseNotes', 'true'],
      ]),
    );
    const status = await Promise.race([ended, new Promise((done) => setTimeout(() => done('timeout'), LIMIT_MS).unref())]);
    if (status !== 0) {
      mkdirSync(artifacts, { recursive: true });
      await page.screenshot({ path: join(artifacts, 'host-failed.png') }).catch(() => {});
      if (status === 'timeout') console.error(server.log());
    }
    if (total === undefined) throw new Error(`the suite did not come to its end: ${status}`);
    return total;
  } finally {
    await browser.close();
    await server.stop();
    rmSync(workspace, { recursive: true, force: true });
  }
};
