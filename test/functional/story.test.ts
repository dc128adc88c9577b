import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { sample } from '../../shared/rules/sample.ts';
import { formsOf } from '../../shared/text/forms.ts';
import { startSecretsManager } from '../fakes/secrets-manager.ts';
import { type CliResult, runCliAsync } from '../support/cli.ts';
import { describeWithMoto, startMoto } from '../support/moto.ts';
import { createSandbox, type Sandbox } from '../support/repository.ts';

const password = sample('{{lower:7}}-{{alnum:6}}', 101);
const inUrl = sample('{{alnum:12}}', 102);
const stripe = sample('sk_live_{{alnum:24}}', 103);
const url = `postgres://app:${inUrl}@db.internal:5432/app`;
const digest = (text: string): string => createHash('sha256').update(text).digest('hex');

/** It shows hashes of what it works with, as a program that works would show its work. */
const APP = `const { createHash } = require('node:crypto');
const { payments } = require('./payments.js');
const used = [process.env.DB_PASSWORD, process.env.DATABASE_URL, payments];
console.log(used.map((value) => createHash('sha256').update(value).digest('hex')).join(' '), process.env.PORT);
`;
const WORKS = `${[password, url, stripe].map(digest).join(' ')} 3000\n`;

describe('a leaky app, from its first scan to a program that works without a plaintext', () => {
  let box: Sandbox;
  let home: Sandbox;
  beforeEach(() => {
    box = createSandbox();
    home = createSandbox();
    box.git('init', '-q', '-b', 'main');
    box.commit({
      'package.json': '{"name":"leaky-app"}',
      '.env': `# what it needs to run\nDB_PASSWORD=${password} # rotate in May\nDATABASE_URL="${url}"\nPORT=3000\n`,
      'payments.js': `exports.payments = '${stripe}';\n`,
      'app.js': APP,
    });
  });
  afterEach(() => {
    box.remove();
    home.remove();
  });

  const tell = async (store: readonly string[], variables: Readonly<Record<string, string>>): Promise<void> => {
    const outputs: CliResult[] = [];
    const run = async (...args: string[]): Promise<CliResult> => {
      const result = await runCliAsync(box.folder, args, { env: { ...variables, WATERTIGHT_HOME: home.folder } });
      outputs.push(result);
      return result;
    };
    expect((await run('scan')).status).toBe(1);
    const moved = await run('move', '--yes', ...store);
    expect({ status: moved.status, stderr: moved.stderr }).toEqual({ status: 0, stderr: '' });
    expect((await run('scan')).status).toBe(0);
    expect(await run('run', '-e', '.env', '--', process.execPath, 'app.js')).toMatchObject({ status: 0, stdout: WORKS });
    expect((await run('move', '--yes', ...store)).stdout).toContain('Nothing to move');

    const files = readdirSync(box.folder).filter((name) => name !== '.git');
    const left = [...files.map((name) => readFileSync(join(box.folder, name), 'utf8')), ...outputs.map(({ stdout, stderr }) => stdout + stderr)].join('\n');
    for (const form of [password, inUrl, stripe].flatMap(formsOf)) expect(left.includes(form)).toBe(false);
    expect(readFileSync(join(box.folder, '.env'), 'utf8')).toContain('# rotate in May');
  };

  it('with the encrypted store of this machine, and no account', () => tell(['--local'], {}));

  it('with AWS', async () => {
    const fake = await startSecretsManager();
    try {
      await tell([], {
        AWS_ENDPOINT_URL_SECRETS_MANAGER: fake.url,
        AWS_REGION: 'eu-west-1',
        AWS_ACCESS_KEY_ID: 'test',
        AWS_SECRET_ACCESS_KEY: 'test',
      });
    } finally {
      await fake.close();
    }
  });

  describeWithMoto('with moto as AWS', () => {
    let moto: Awaited<ReturnType<typeof startMoto>>;
    beforeAll(async () => {
      moto = await startMoto();
    });
    afterAll(() => moto.close());

    it('is the same', () =>
      tell([], { AWS_ENDPOINT_URL_SECRETS_MANAGER: moto.url, AWS_REGION: 'eu-west-1', AWS_ACCESS_KEY_ID: 'test', AWS_SECRET_ACCESS_KEY: 'test' }));
  });
});
