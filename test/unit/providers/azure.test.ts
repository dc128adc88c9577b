import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { Provider } from '../../../shared/model/provider.ts';
import type { AzureSettings } from '../../../shared/model/provider-settings.ts';
import { Secret } from '../../../shared/model/secret.ts';
import { createAzureProvider } from '../../../shared/providers/azure.ts';
import { readChallenge, vaultOf } from '../../../shared/providers/azure-vault.ts';
import { type FakeAzure, type FakeAzureOptions, startFakeAzure } from '../../fakes/azure.ts';
import { type StoreFault, startHttpStore } from '../../fakes/http-store.ts';
import { everythingOf, failureOf } from '../../support/failure-of.ts';

const CANARY = ['can', 'ary', 'Q7w2', 'x9'].join('-');
const ADDRESS = { provider: 'azure', id: 'app' } as const;
const PUBLIC = 'https://login.microsoftonline.com';

describe('which vaults get a token', () => {
  const settings: AzureSettings = { authorityHost: PUBLIC, tenantId: 't', clientId: 'c' };
  const codeOf = (host: string | undefined, more: Partial<AzureSettings> = {}): string => {
    try {
      return vaultOf(host, { ...settings, ...more }).resource ?? 'by challenge';
    } catch (error) {
      return (error as { code: string }).code;
    }
  };

  it('those of Azure, each in its cloud', () => {
    expect(codeOf('https://acme.vault.azure.net')).toBe('https://vault.azure.net');
    expect(codeOf('https://acme.vault.azure.cn', { authorityHost: 'https://login.chinacloudapi.cn' })).toBe('https://vault.azure.cn');
    expect(codeOf('https://acme.vault.usgovcloudapi.net', { authorityHost: 'https://login.microsoftonline.us' })).toBe('https://vault.usgovcloudapi.net');
  });

  it('none in another cloud than the one that signs in', () => {
    expect(codeOf('https://acme.vault.azure.cn')).toBe('authentication');
    expect(codeOf('https://acme.vault.azure.cn', { clientId: undefined } as never)).toBe('https://vault.azure.cn');
  });

  it.each([
    'https://evil.example',
    'https://acme.vault.azure.net.evil.example',
    'https://evil.example/.vault.azure.net',
    'https://acme.vault.azure.net@evil.example',
    'https://evil.example#.vault.azure.net',
    'https://evil.example?x=.vault.azure.net',
    'https://evil.example\\.vault.azure.net',
    'https://user:pass@acme.vault.azure.net',
    'http://acme.vault.azure.net',
    'https://acme.vault.azure.net:8443',
    'https://a.b.vault.azure.net',
    'https://vault.azure.net',
    'https://.vault.azure.net',
    'https://acme-vault.azure.net',
    'https://acmevault.azure.net',
    'https://acme.vault.azure.net.',
    'https://127.0.0.1:8443',
    'http://127.0.0.1:8080',
    'http://localhost:8080',
    'http://169.254.169.254',
    'ftp://acme.vault.azure.net',
    'acme',
    '',
  ])('none of a reference to %s', (host) => {
    expect(codeOf(host)).toBe('denied');
    expect(codeOf(host, { vaultUrl: 'https://mine.vault.azure.net' })).toBe('denied');
  });

  it('that of the settings, whatever it is, but not over plain http', () => {
    expect(codeOf(undefined, { vaultUrl: 'https://vault.internal.example' })).toBe('by challenge');
    expect(codeOf('https://vault.internal.example', { vaultUrl: 'https://vault.internal.example/' })).toBe('by challenge');
    expect(codeOf('https://vault.internal.example:444', { vaultUrl: 'https://vault.internal.example' })).toBe('denied');
    expect(codeOf(undefined, { vaultUrl: 'http://127.0.0.1:8080' })).toBe('by challenge');
    expect(codeOf(undefined, { vaultUrl: 'http://vault.internal.example' })).toBe('denied');
    expect(codeOf(undefined)).toBe('usage');
  });

  it('and only for their own domain', () => {
    const challenge = (resource: string, origin = 'https://acme.vault.azure.net'): string => {
      try {
        return readChallenge(`Bearer authorization="${PUBLIC}/11111111-2222-3333-4444-555555555555", resource="${resource}"`, origin)?.resource ?? 'none';
      } catch (error) {
        return (error as { code: string }).code;
      }
    };
    expect(challenge('https://vault.azure.net')).toBe('https://vault.azure.net');
    expect(challenge('https://vault.azure.net/')).toBe('https://vault.azure.net');
    for (const resource of [
      'https://management.azure.com',
      'https://graph.microsoft.com',
      'https://evil.example',
      'http://vault.azure.net',
      'https://t.vault.azure.net.evil.example',
    ])
      expect(challenge(resource)).toBe('denied');
    expect(challenge('https://vault.azure.net', 'http://127.0.0.1:80')).toBe('denied');
    expect(challenge('no URL')).toBe('none');
    expect(readChallenge(null, 'https://acme.vault.azure.net')).toBeUndefined();
    expect(readChallenge('Basic realm="x"', 'https://acme.vault.azure.net')).toBeUndefined();
    expect(readChallenge('Bearer scope="https://vault.azure.net/.default"', 'https://acme.vault.azure.net')?.resource).toBe('https://vault.azure.net');
  });
});

describe('Azure Key Vault', () => {
  let azure: FakeAzure;
  let now: number;
  let folder: string;
  const start = async (options: FakeAzureOptions = {}): Promise<void> => {
    await azure?.close();
    azure = await startFakeAzure({ now: () => now, ...options });
  };
  const byApplication = (): Partial<AzureSettings> => ({ tenantId: azure.tenantId, clientId: azure.clientId, clientSecret: new Secret(azure.clientSecret) });
  const open = (settings: Partial<AzureSettings>, deadlineMs = 20_000): Promise<Provider> =>
    createAzureProvider({ vaultUrl: azure.vault.url, authorityHost: azure.authority.url, ...settings }, deadlineMs, {
      patience: { sleep: async () => {}, random: () => 0, now: () => now },
      metadataOrigin: azure.authority.url,
      cli: join(folder, 'az'),
    });
  const store = (provider: Provider, id: string, text = CANARY) => provider.create({ address: { ...ADDRESS, id }, value: new Secret(text) });
  const read = async (provider: Provider): Promise<string> => (await provider.get(ADDRESS)).secret.reveal();

  beforeEach(async () => {
    now = Date.now();
    folder = mkdtempSync(join(tmpdir(), 'watertight-azure-'));
    await start();
    await store(await open(byApplication()), 'app');
  });
  afterEach(async () => {
    rmSync(folder, { recursive: true });
    await azure.close();
  });

  it('signs in once for many readers, and again five minutes before the end', async () => {
    const provider = await open(byApplication());
    const before = azure.grants['secret'] ?? 0;
    await Promise.all(Array.from({ length: 20 }, () => provider.get(ADDRESS)));
    now += 3290 * 1000;
    await read(provider);
    expect(azure.grants['secret']).toBe(before + 1);
    now += 20 * 1000;
    await read(provider);
    expect(azure.grants['secret']).toBe(before + 2);
  });

  it('signs in again once when the vault refuses the token', async () => {
    const provider = await open(byApplication());
    await read(provider);
    azure.endTokens();
    const before = azure.grants['secret'] ?? 0;
    await Promise.all([provider.get(ADDRESS), provider.get(ADDRESS), provider.get(ADDRESS)]);
    expect(azure.grants['secret']).toBe(before + 1);
  });

  it('signs in by a federated token, read anew each time', async () => {
    const file = join(folder, 'token');
    const settings = { tenantId: azure.tenantId, clientId: azure.clientId, federatedTokenFile: file };
    expect((await failureOf((await open(settings)).get(ADDRESS))).code).toBe('authentication');
    const provider = await open(settings);
    writeFileSync(file, `${azure.assertion}\n`);
    expect(await read(provider)).toBe(CANARY);
    expect(azure.grants['federation']).toBe(1);
    expect(provider.identity).toContain('by:federation');
  });

  it('signs in as the managed identity of an app, and of a machine', async () => {
    const app = await open({ identityEndpoint: `${azure.authority.url}/msi/token`, identityHeader: new Secret(azure.identityHeader) });
    expect(await read(app)).toBe(CANARY);
    expect(await read(await open({}))).toBe(CANARY);
    expect(azure.grants).toMatchObject({ app: 1, machine: 1 });
  });

  it('signs in as whoever is signed in to az, where the machine has no identity', async () => {
    await start({ hasMachineIdentity: false });
    expect((await failureOf((await open({})).get(ADDRESS))).code).toBe('authentication');
    // What `az account get-access-token` prints, with a token that the authority gives out.
    const form = `client_id=${azure.clientId}&grant_type=client_credentials&client_secret=${azure.clientSecret}&scope=${encodeURIComponent(`${azure.vault.url}/.default`)}`;
    const { access_token: token } = (await (
      await fetch(`${azure.authority.url}/${azure.tenantId}/oauth2/v2.0/token`, { method: 'POST', body: form })
    ).json()) as Record<string, string>;
    writeFileSync(
      join(folder, 'az'),
      `#!/bin/sh\n[ "$*" = "account get-access-token --output json --resource ${azure.vault.url}" ] && echo '{"accessToken":"${token}","expires_on":9999999999}'\n`,
    );
    chmodSync(join(folder, 'az'), 0o755);
    const provider = await open({});
    await store(provider, 'app');
    expect(await read(provider)).toBe(CANARY);
  });

  it('says why it can not sign in, by number alone', async () => {
    const error = await failureOf((await open({ ...byApplication(), clientSecret: new Secret(CANARY) })).get(ADDRESS));
    expect([error.code, error.message]).toEqual(['authentication', expect.stringContaining('(invalid_client, AADSTS7000215)')]);
    expect(everythingOf(error)).not.toContain(CANARY);
    await expect(open({ ...byApplication(), authorityHost: 'http://login.example' }).then((provider) => provider.get(ADDRESS))).rejects.toMatchObject({
      code: 'usage',
    });
  });

  it('sends no token to a host of a reference', async () => {
    const other = await startHttpStore(() => ({ status: 401 }), {});
    const provider = await open(byApplication());
    const before = { ...azure.grants };
    for (const host of [other.url, 'https://acme.vault.azure.net.evil.example']) {
      expect((await failureOf(provider.get({ ...ADDRESS, host }))).code).toBe('denied');
      expect((await failureOf(provider.list({ host }))).code).toBe('denied');
    }
    expect([other.requests.length, azure.grants]).toEqual([0, before]);
    await other.close();
  });

  it('sends no token to a vault that wants one for something else', async () => {
    await start({ resource: 'https://management.azure.com' });
    expect((await failureOf((await open(byApplication())).get(ADDRESS))).code).toBe('denied');
    expect(azure.grants).toEqual({});
    expect(azure.vault.requests.map(({ headers }) => headers['authorization'])).toEqual([undefined]);
  });

  it('follows the link to a next page on the same vault alone', async () => {
    const provider = await open(byApplication());
    const other = await startHttpStore(() => ({ status: 200, body: { value: [] } }), {});
    for (const pageToken of [`${other.url}/secrets?x`, `${azure.vault.url}@evil.example/secrets`, `${azure.vault.url}/keys`, 'nonsense']) {
      expect((await failureOf(provider.list({ pageToken }))).code).toBe('unreachable');
    }
    expect(other.requests.length).toBe(0);
    await other.close();
  });

  it('lists all pages, by a prefix in our way of writing names, and the deleted at the end', async () => {
    const provider = await open(byApplication());
    for (let index = 0; index < 60; index++) await store(provider, `${index % 2 === 0 ? 'prod' : 'test'}/api/key_${index}`);
    await provider.delete({ ...ADDRESS, id: 'prod/api/key_0' });
    const all = async (prefix: string, includeDeleted: boolean): Promise<string[]> => {
      const names: string[] = [];
      let pageToken: string | undefined;
      do {
        const page = await provider.list({ prefix, includeDeleted, ...(pageToken === undefined ? {} : { pageToken }) });
        names.push(...page.items.map((item) => item.name));
        pageToken = page.nextPageToken;
      } while (pageToken !== undefined);
      return names;
    };
    const prod = await all('prod/', false);
    expect([prod.length, prod[0]]).toEqual([29, 'prod--api--key-2']);
    expect((await all('prod/', true)).at(-1)).toBe('prod--api--key-0');
    expect((await all('', true)).length).toBe(61);
    expect(await all('none', true)).toEqual([]);
  });

  it('keeps tags over versions, and bytes as az does', async () => {
    const provider = await open(byApplication());
    const address = { ...ADDRESS, id: 'tagged' };
    await provider.create({ address, value: new Secret('AAH/'), encoding: 'base64', tags: { team: 'core' }, description: 'x'.repeat(300) });
    expect(azure.vault.requests.at(-1)?.text).toContain('"file-encoding":"base64"');
    await provider.update({ address, value: new Secret('text'), tags: { tier: '1' } });
    const metadata = await provider.getMetadata(address);
    expect(metadata).toMatchObject({ tags: { team: 'core', tier: '1' }, id: `${azure.vault.url}/secrets/tagged` });
    expect(metadata.description?.length).toBeLessThan(260);
    expect((await provider.get(address)).encoding).toBe('text');
    expect(metadata.versions.length).toBe(2);
    expect(
      (
        await failureOf(
          provider.create({
            address: { ...ADDRESS, id: 'many' },
            value: new Secret('x'),
            tags: Object.fromEntries(Array.from({ length: 16 }, (_, i) => [`t${i}`, ''])),
          }),
        )
      ).code,
    ).toBe('secret-invalid');
  });

  it('counts the same value under the same token as stored before', async () => {
    const provider = await open(byApplication());
    const secret = { address: { ...ADDRESS, id: 'once' }, value: new Secret('x'), token: 'a'.repeat(32) };
    const first = await provider.create(secret);
    expect(await provider.create(secret)).toEqual({ ...first, changed: false });
    expect((await failureOf(provider.create({ ...secret, value: new Secret('y') }))).code).toBe('secret-exists');
  });

  it('waits for a vault that is still at work on a name', async () => {
    await start({ lag: 3 });
    const provider = await open(byApplication());
    await store(provider, 'app');
    await provider.delete(ADDRESS);
    expect((await failureOf(provider.get(ADDRESS))).code).toBe('secret-deleted');
    expect((await failureOf(store(provider, 'app'))).code).toBe('secret-deleted');
    await provider.delete(ADDRESS, { recoveryDays: 0 });
    await store(provider, 'app');
    expect(await read(provider)).toBe(CANARY);
  });

  it('fails in its own words, and shows no value and no token, whatever the vault does', async () => {
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
      const provider = await open(byApplication(), kind === 'hang' ? 150 : 20_000);
      await provider.get(ADDRESS);
      azure.vault.fault({ kind: kind as StoreFault['kind'], location: 'https://elsewhere.example/' });
      const secret = { address: { ...ADDRESS, id: `new-${kind}` }, value: new Secret(CANARY) };
      const many = provider.getMany([ADDRESS]).then(([result]) => Promise.reject(result !== undefined && 'error' in result ? result.error : undefined));
      const calls = [
        provider.get(ADDRESS),
        provider.create(secret),
        provider.update({ ...secret, address: ADDRESS }),
        provider.list({}),
        provider.getMetadata(ADDRESS),
        many,
      ];
      const errors = await Promise.all(calls.map(failureOf));
      expect([kind, ...errors.map((error) => error.code)]).toEqual([kind, ...errors.map(() => code)]);
      const tokens = azure.vault.requests.map(({ headers }) => (headers['authorization'] ?? '').slice(7)).filter((token) => token !== '');
      for (const error of errors) for (const text of [CANARY, azure.clientSecret, ...new Set(tokens)]) expect(everythingOf(error)).not.toContain(text);
      azure.vault.heal();
    }
  });
});
