// As a user: a quick fix moves a value into the store and leaves a reference; undo; the rest of the file in one go; the app works.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { loadTs } from '../../../scripts/load-ts.mjs';
import { until } from '../rig/until.mjs';

const root = fileURLToPath(new URL('../../..', import.meta.url));
const password = ['hunter', '2', 'hunter', '2'].join('');
const token = ['x7Kp', '9vQz', 'R4mW', 's2Lt'].join('');

export const files = { '.env': `# settings\nNODE_ENV=production\nDB_PASSWORD=${password} # of the database\nAPI_TOKEN=${token}\n` };
export const open = '.env';

export const prepare = async () => {
  const { startSecretsManager } = await loadTs('test/fakes/secrets-manager.ts');
  const server = await startSecretsManager();
  const home = execFileSync('mktemp', ['-d'], { encoding: 'utf8' }).trim();
  const env = { AWS_ACCESS_KEY_ID: 'test', AWS_SECRET_ACCESS_KEY: 'test', WATERTIGHT_HOME: home };
  return {
    server,
    home,
    env,
    window: {
      env,
      settings: { 'watertight.provider': 'aws', 'watertight.aws.endpoint': server.url, 'watertight.aws.region': 'eu-west-1', 'watertight.home': home },
    },
    stop: async () => {
      await server.close();
      execFileSync('rm', ['-rf', home]);
    },
  };
};

const REFERENCE = /^DB_PASSWORD="?(arn:aws:secretsmanager:eu-west-1:\d{12}:secret:[\w/-]+?-\w{6})[:#]/m;

export const tests = {
  'the quick fix asks for a name and the shape, with the price': async ({ page, quickFixes, choose, screenshot }) => {
    await page.locator('.monaco-editor .squiggly-error, .monaco-editor .squiggly-warning').first().waitFor({ state: 'attached' });
    await quickFixes('DB_PASSWORD');
    await screenshot('move-1-menu');
    await choose('Move to AWS Secrets Manager');
    const input = page.locator('.quick-input-widget');
    await input.getByText('Name of the secret').waitFor();
    await screenshot('move-2-name');
    await page.keyboard.press('Enter');
    await input.getByText('Move into one JSON secret').waitFor();
    await input.getByText('a month').first().waitFor();
    await screenshot('move-3-shape');
    await page.keyboard.press('Enter');
  },
  'the reference stands in the file, the value in the store, and the message says where else it is': async ({ page, workspace, server, screenshot }) => {
    await page.locator('.notifications-toasts').getByText('The old value is still in').first().waitFor();
    await screenshot('move-4-done');
    const text = readFileSync(join(workspace, '.env'), 'utf8');
    assert.ok(!text.includes(password));
    const arn = REFERENCE.exec(text)?.[1];
    assert.ok(arn, text);
    assert.match(text, /# of the database\nAPI_TOKEN=/);
    assert.deepEqual(JSON.parse(server.valueOf(arn)), { DB_PASSWORD: password });
    const holders = await page.evaluate(
      (value) =>
        [...document.querySelectorAll('*:not(.monaco-aria-container, .monaco-aria-container *)')]
          .filter((each) => each.children.length === 0 && (each.textContent ?? '').includes(value))
          .map((each) => `${each.className} in ${each.parentElement?.className} in ${each.parentElement?.parentElement?.className}`),
      password,
    );
    assert.deepEqual(holders, []);
  },
  'undo brings the text back, redo the reference': async ({ page, workspace }) => {
    await page.locator('.monaco-editor .view-line', { hasText: 'NODE_ENV' }).first().click();
    await page.keyboard.press('Control+Z');
    await page.locator('.monaco-editor .view-line', { hasText: password }).first().waitFor();
    await page.keyboard.press('Control+Y');
    await page.locator('.monaco-editor .view-line', { hasText: 'arn:aws' }).first().waitFor();
    await page.keyboard.press('Control+S');
    await until('the reference is saved', () => REFERENCE.test(readFileSync(join(workspace, '.env'), 'utf8')));
  },
  'what is left moves in one go, into the same secret': async ({ page, command, workspace, server, screenshot }) => {
    await command('Watertight: Move All Secrets of This File');
    const input = page.locator('.quick-input-widget');
    await input.getByText('AWS Secrets Manager').first().waitFor();
    await screenshot('move-5-store');
    await page.keyboard.press('Enter');
    await input.getByText('Name of the secret').waitFor();
    await page.keyboard.press('Enter');
    await input.getByText('Move into the existing secret').waitFor();
    await page.keyboard.press('Enter');
    await page.waitForFunction(
      () => [...document.querySelectorAll('.monaco-editor .view-line')].filter((line) => line.textContent.includes('arn:aws')).length === 2,
    );
    await until('it is saved', () => !readFileSync(join(workspace, '.env'), 'utf8').includes(token));
    const text = readFileSync(join(workspace, '.env'), 'utf8');
    assert.ok(!text.includes(token));
    assert.deepEqual(JSON.parse(server.valueOf(REFERENCE.exec(text)[1])), { DB_PASSWORD: password, API_TOKEN: token });
  },
  'the command line runs a program with the values': ({ workspace, server, env }) => {
    const cli = join(root, 'dist/cli/main.js');
    const more = { ...process.env, ...env, AWS_REGION: 'eu-west-1', AWS_ENDPOINT_URL_SECRETS_MANAGER: server.url };
    const program = `process.exit(process.env.DB_PASSWORD === ${JSON.stringify(password)} && process.env.API_TOKEN === ${JSON.stringify(token)} ? 7 : 1)`;
    return new Promise((done, failed) => {
      import('node:child_process').then(({ spawn }) => {
        const child = spawn(process.execPath, [cli, 'run', '-e', '.env', '--', process.execPath, '-e', program], {
          cwd: workspace,
          env: more,
          stdio: 'inherit',
        });
        child.on('exit', (status) => (status === 7 ? done() : failed(new Error(`watertight run ended with ${status}`))));
      });
    });
  },
};
