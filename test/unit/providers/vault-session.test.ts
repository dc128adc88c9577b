import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { Provider } from '../../../shared/model/provider.ts';
import type { VaultSettings } from '../../../shared/model/provider-settings.ts';
import { Secret } from '../../../shared/model/secret.ts';
import { REAL_PATIENCE } from '../../../shared/providers/http.ts';
import { createVaultProvider } from '../../../shared/providers/vault.ts';
import type { StoreFault } from '../../fakes/http-store.ts';
import { type FakeVault, type FakeVaultOptions, startFakeVault } from '../../fakes/vault.ts';
import { everythingOf, failureOf } from '../../support/failure-of.ts';

const CANARY = ['can', 'ary', 'Q7w2', 'x9'].join('-');
const ADDRESS = { provider: 'vault', id: 'app' } as const;

describe('a session with Vault', () => {
  let vault: FakeVault;
  let now: number;
  const start = async (options: FakeVaultOptions = {}): Promise<void> => {
    await vault?.close();
    vault = await startFakeVault({ now: () => now, ...options });
  };
  const open = (settings: Partial<VaultSettings>, home = '/nowhere', deadlineMs = 20_000): Promise<Provider> =>
    createVaultProvider({ address: vault.url, appRoleMount: 'approle', mount: 'secret', ...settings }, deadlineMs, {
      home,
      patience: { sleep: async () => {}, random: () => 0, now: () => now },
    });
  const asRoot = () => open({ token: new Secret(vault.rootToken) });
  const byRole = () => open({ roleId: vault.roleId, secretId: new Secret(vault.secretId) });
  const read = async (provider: Provider): Promise<string> => (await provider.get(ADDRESS)).secret.reveal();

  beforeEach(async () => {
    now = Date.now();
    await start();
    await (await asRoot()).create({ address: ADDRESS, value: new Secret(CANARY) });
  });
  afterEach(() => vault.close());

  it('logs in once for many readers', async () => {
    const provider = await byRole();
    await Promise.all(Array.from({ length: 20 }, () => provider.get(ADDRESS)));
    expect(vault.logins()).toBe(1);
  });

  it('logs in again before the lease ends, and never where it does not', async () => {
    const provider = await byRole();
    await read(provider);
    now += 3000 * 1000;
    await read(provider);
    expect(vault.logins()).toBe(1);
    now += 300 * 1000;
    await read(provider);
    expect(vault.logins()).toBe(2);
  });

  it('logs in again once when the token is refused, and no more', async () => {
    for (const tersely of [false, true]) {
      await start({ tersely });
      await (await asRoot()).create({ address: ADDRESS, value: new Secret(CANARY) });
      const provider = await byRole();
      await read(provider);
      vault.endTokens();
      expect(await read(provider)).toBe(CANARY);
      expect(vault.logins()).toBe(2);
      vault.fault({ kind: 'deny', path: '/v1/secret/data' });
      expect((await failureOf(provider.get(ADDRESS))).code).toBe('denied');
      expect(vault.logins()).toBe(2);
    }
  });

  it('tells a token that is unknown from one that may not, in the words of an older Vault, too', async () => {
    await start({ tersely: true });
    expect((await failureOf((await open({ token: new Secret('nobody') })).get(ADDRESS))).code).toBe('authentication');
    expect((await failureOf((await open({ token: new Secret(vault.tokenFor(['secret/data/x'])) })).get(ADDRESS))).code).toBe('denied');
  });

  it('takes the token that `vault login` left, when there is no other', async () => {
    const home = mkdtempSync(join(tmpdir(), 'watertight-home-'));
    writeFileSync(join(home, '.vault-token'), `${vault.rootToken}\n`);
    expect(await read(await open({}, home))).toBe(CANARY);
    rmSync(home, { recursive: true });
    expect((await failureOf((await open({}, home)).get(ADDRESS))).code).toBe('authentication');
  });

  it('names the namespace', async () => {
    await start({ namespace: 'team/a' });
    const provider = await open({ token: new Secret(vault.rootToken), namespace: 'team/a' });
    await provider.create({ address: ADDRESS, value: new Secret(CANARY) });
    expect(provider.identity).toContain('namespace:team/a');
    const error = await failureOf((await open({ token: new Secret(vault.rootToken), namespace: 'team/b' })).get(ADDRESS));
    expect(['denied', 'authentication']).toContain(error.code);
  });

  it('reads in both ways where it may not ask for the version, and writes in none', async () => {
    const root = await asRoot();
    await root.create({ address: { ...ADDRESS, mount: 'kv1' }, value: new Secret(CANARY) });
    vault.fault({ kind: 'deny', path: '/v1/sys/internal/ui/mounts' });
    const provider = await asRoot();
    expect(await read(provider)).toBe(CANARY);
    expect((await provider.get({ ...ADDRESS, mount: 'kv1' })).secret.reveal()).toBe(CANARY);
    expect((await failureOf(provider.get({ ...ADDRESS, id: 'none' }))).code).toBe('secret-missing');
    expect((await failureOf(provider.create({ address: { ...ADDRESS, id: 'new' }, value: new Secret('x') }))).code).toBe('denied');
    expect(vault.requests.filter(({ method, path }) => method === 'POST' && path.includes('new'))).toEqual([]);
  });

  it('asks for the version of a mount once', async () => {
    const provider = await asRoot();
    await provider.getMany([ADDRESS]);
    await provider.getMany(Array.from({ length: 9 }, () => ADDRESS));
    expect(vault.requests.filter(({ path }) => path.startsWith('/v1/sys/internal')).length).toBeLessThanOrEqual(2);
  });

  it('needs an address that is one, and says who could listen in', async () => {
    await expect(createVaultProvider({ appRoleMount: 'approle', mount: 'secret' }, 1000)).rejects.toMatchObject({ code: 'usage' });
    await expect(open({ address: vault.url.replace('//', `//user:${CANARY}@`) })).rejects.toMatchObject({
      code: 'usage',
      message: expect.not.stringContaining(CANARY),
    });
    expect((await (await asRoot()).test()).warning).toBeUndefined();
  });

  it('fails in its own words, and shows no value and no token, whatever Vault does', async () => {
    const codes: Readonly<Record<Exclude<StoreFault['kind'], 'answer'>, string>> = {
      throttle: 'throttled',
      deny: 'denied',
      fail: 'unreachable',
      unavailable: 'unreachable',
      malformed: 'unreachable',
      hang: 'timeout',
      drop: 'unreachable',
      truncate: 'unreachable',
      lost: 'unreachable',
      redirect: 'unreachable',
    };
    for (const [kind, code] of Object.entries(codes)) {
      const provider = await open({ token: new Secret(vault.rootToken) }, '/nowhere', kind === 'hang' ? 150 : 20_000);
      await provider.get(ADDRESS);
      vault.fault({ kind: kind as StoreFault['kind'], path: '/v1/secret', location: 'https://elsewhere.example/' });
      const secret = { address: { ...ADDRESS, id: `new-${kind}` }, value: new Secret(CANARY) };
      const calls = [
        provider.get(ADDRESS),
        provider.create(secret),
        provider.update({ ...secret, address: ADDRESS }),
        provider.list({}),
        provider.delete(ADDRESS),
      ];
      const many = provider.getMany([ADDRESS]).then(([result]) => Promise.reject(result !== undefined && 'error' in result ? result.error : undefined));
      const errors = await Promise.all([...calls, many].map(failureOf));
      expect([kind, ...errors.map((error) => error.code)]).toEqual([kind, ...errors.map(() => code)]);
      for (const error of errors) {
        expect(everythingOf(error)).not.toContain(CANARY);
        expect(everythingOf(error)).not.toContain(vault.rootToken);
      }
      vault.heal();
    }
  });

  it('knows a write whose answer was lost', async () => {
    const provider = await createVaultProvider({ address: vault.url, token: new Secret(vault.rootToken), appRoleMount: 'approle', mount: 'secret' }, 20_000, {
      patience: REAL_PATIENCE,
    });
    const secret = { address: { ...ADDRESS, id: 'lost' }, value: new Secret(CANARY), token: 'a'.repeat(32) };
    vault.fault({ kind: 'lost', method: 'POST', times: 1 });
    expect((await failureOf(provider.create(secret))).code).toBe('unreachable');
    expect(await provider.create(secret)).toMatchObject({ changed: false, versionId: '1' });
  });
});
