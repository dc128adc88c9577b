// As a user, against an AWS that somebody else built: moto, which `node scripts/moto.mjs` installs.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { prepareStore } from '../rig/store.mjs';

const root = fileURLToPath(new URL('../../..', import.meta.url));
const program = join(root, '.cache/moto/bin/moto_server');
const password = ['hunter', '2', 'hunter', '2'].join('');

export const missing = () => (existsSync(program) ? undefined : 'moto is not installed; node scripts/moto.mjs installs it');
export const files = { '.env': `NODE_ENV=production\nDB_PASSWORD=${password}\n` };
export const open = '.env';

const freePort = () =>
  new Promise((done) => {
    const server = createServer();
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => done(port));
    });
  });

export const prepare = async () => {
  const url = `http://127.0.0.1:${await freePort()}`;
  const moto = spawn(program, ['-H', '127.0.0.1', '-p', url.slice(url.lastIndexOf(':') + 1)], { stdio: 'ignore' });
  for (let tries = 0; ; tries++) {
    const isUp = await fetch(`${url}/moto-api/`).then(
      ({ ok }) => ok,
      () => false,
    );
    if (isUp) break;
    if (tries === 300) throw new Error('moto did not start within 30 s');
    await new Promise((done) => setTimeout(done, 100));
  }
  const prepared = await prepareStore({ settings: { 'watertight.aws.endpoint': url } });
  return {
    ...prepared,
    url,
    stop: async () => {
      const ended = new Promise((done) => moto.once('exit', done));
      moto.kill();
      await ended;
      await prepared.stop();
    },
  };
};

export const tests = {
  'a value moves, and the command line reads it back': async ({ page, quickFixes, choose, workspace, env, url }) => {
    await page.locator('.monaco-editor .squiggly-error, .monaco-editor .squiggly-warning').first().waitFor({ state: 'attached' });
    await quickFixes('DB_PASSWORD');
    await choose('Move to AWS Secrets Manager');
    const input = page.locator('.quick-input-widget');
    await input.getByText('Name of the secret').waitFor();
    await page.keyboard.press('Enter');
    await input.getByText('Move into one JSON secret').waitFor();
    await page.keyboard.press('Enter');
    await page.locator('.notifications-toasts').getByText('The old value is still in').first().waitFor();
    assert.ok(!readFileSync(join(workspace, '.env'), 'utf8').includes(password));
    const child = spawn(
      process.execPath,
      [join(root, 'dist/cli/main.js'), 'run', '--', process.execPath, '-e', `process.exit(process.env.DB_PASSWORD === ${JSON.stringify(password)} ? 7 : 1)`],
      { cwd: workspace, env: { ...process.env, ...env, AWS_REGION: 'eu-west-1', AWS_ENDPOINT_URL_SECRETS_MANAGER: url }, stdio: 'inherit' },
    );
    assert.equal(await new Promise((done) => child.on('exit', done)), 7);
  },
};
