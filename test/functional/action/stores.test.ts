import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { loadProviderSettings } from '../../../shared/config/provider-settings.ts';
import type { SecretAddress } from '../../../shared/model/reference.ts';
import { Secret } from '../../../shared/model/secret.ts';
import { createOpenProvider } from '../../../shared/resolve/open-provider.ts';
import { type FakeSsm, startFakeSsm } from '../../fakes/ssm.ts';
import { type FakeVault, startFakeVault } from '../../fakes/vault.ts';
import { createFetchJob, type FetchJob } from '../../support/fetch-job.ts';
import { ROOT } from '../../support/source-files.ts';

const value = (name: string): string => `${name}-${['otter', 'quartz', '4711'].join('/')}`;

describe('one step', () => {
  let job: FetchJob;
  let vault: FakeVault;
  let ssm: FakeSsm;
  let home: string;
  let env: Record<string, string>;
  let parameter: string;

  beforeAll(async () => {
    [job, vault, ssm] = await Promise.all([createFetchJob(), startFakeVault(), startFakeSsm()]);
    home = mkdtempSync(join(tmpdir(), 'watertight-home-'));
    env = { AWS_ENDPOINT_URL_SSM: ssm.url, VAULT_ADDR: vault.url, VAULT_TOKEN: vault.rootToken, WATERTIGHT_HOME: home };
    const open = createOpenProvider(loadProviderSettings(env));
    const create = async (address: SecretAddress, text: string) => (await open(address.provider)).create({ address, value: new Secret(text) });
    const inVault = value('vault');
    await create({ provider: 'vault', mount: 'secret', id: 'app/db' }, JSON.stringify({ password: inVault }));
    for (const name of ['app/one', 'app/two', 'other']) await create({ provider: 'local', id: name }, JSON.stringify({ key: value(name) }));
    parameter = ssm.put('/app/db', value('ssm'), { region: 'eu-west-1' });
    job.store.put('prod/db', value('aws'));
  });
  afterAll(async () => {
    await Promise.all([job.close(), vault.close(), ssm.close()]);
    rmSync(home, { recursive: true, force: true });
  });

  it('reads every kind of store, and prefixes of each', async () => {
    const lines = ['AWS,prod/db', `SSM,${parameter}`, 'ssm:/app/db', 'VAULT,vault://secret/app/db#password', 'LOCAL,local://other#key', 'local://app/*'];
    const run = await job.step({ 'secret-ids': lines.join('\n') }, env);
    expect([run.status, run.commands.filter(({ name }) => name !== 'add-mask')]).toEqual([0, []]);
    const { WATERTIGHT_EXPORTS: _, ...exported } = job.env;
    expect(exported).toEqual({
      AWS: value('aws'),
      SSM: value('ssm'),
      _APP_DB: value('ssm'),
      VAULT: value('vault'),
      LOCAL: value('other'),
      APP_ONE: JSON.stringify({ key: value('app/one') }),
      APP_TWO: JSON.stringify({ key: value('app/two') }),
    });
    for (const each of Object.values(exported)) expect(job.masker.maskLine(each)).toBe('***');
  });

  it('takes plain names for those of another store where the environment says so', async () => {
    const run = await job.step({ 'secret-ids': 'X,other#key' }, { ...env, WATERTIGHT_PROVIDER: 'local' });
    expect([run.status, job.env['X']]).toEqual([0, value('other')]);
  });
});

describe('the bundle', () => {
  const folder = join(ROOT, 'dist/action');
  const textOf = (name: string): string => readFileSync(join(folder, name), 'utf8');
  /** A file and all that it loads at once. */
  const loadedBy = (name: string, seen = new Set<string>()): Set<string> => {
    if (seen.has(name)) return seen;
    seen.add(name);
    for (const [, other = ''] of textOf(name).matchAll(/(?:from|import)\s*"\.\/([^"]+\.js)"/g)) loadedBy(other, seen);
    return seen;
  };
  const sizeOf = (names: Iterable<string>): number => [...names].reduce((sum, name) => sum + textOf(name).length, 0);
  const only = (start: string): string => readdirSync(folder).find((name) => name.startsWith(start)) ?? '';

  it('loads no SDK for a scan, no rules for a fetch, and neither at the end', () => {
    const isSdk = (name: string): boolean => textOf(name).includes('X-Amz-Target') || /secretsmanager\.GetSecretValue|GetSecretValueRequest/.test(textOf(name));
    const isRules = (name: string): boolean => textOf(name).includes('hashicorp-tf-password') || textOf(name).includes('stripe-secret-key');
    const scan = loadedBy(only('scan-job'));
    const fetch = loadedBy(only('fetch-'));
    const post = loadedBy('post.js');
    expect([...scan].some(isRules)).toBe(true);
    expect(readdirSync(folder).some((name) => name.endsWith('.js') && isSdk(name))).toBe(true);
    for (const files of [scan, fetch, post]) expect([...files].filter(isSdk)).toEqual([]);
    for (const files of [fetch, post]) expect([...files].filter(isRules)).toEqual([]);
    expect(sizeOf(post)).toBeLessThan(600_000);
    expect(sizeOf(fetch)).toBeLessThan(600_000);
  });
});
