import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { NEVER_GONE, type Provider } from '../../../shared/model/provider.ts';
import type { VaultSettings } from '../../../shared/model/provider-settings.ts';
import type { SecretAddress } from '../../../shared/model/reference.ts';
import { Secret } from '../../../shared/model/secret.ts';
import { createVaultProvider } from '../../../shared/providers/vault.ts';
import { startFakeVault } from '../../fakes/vault.ts';
import { codesOf, failureOf } from '../../support/failure-of.ts';
import { findVault, startVaultDev } from '../../support/vault-dev.ts';

/** A Vault with KV version 2 at `secret` and `team/kv`, version 1 at `kv1`, another engine at `other`, and a role for AppRole. */
interface Target {
  readonly settings: VaultSettings;
  readonly role: { readonly roleId: string; readonly secretId: Secret };
  /** A token whose policy allows these paths, everything on them. */
  readonly tokenFor: (paths: readonly string[]) => Promise<Secret>;
  /** Every token of the role ends. */
  readonly endTokens: () => Promise<void>;
  readonly otherMount: string;
  readonly stop: () => Promise<void>;
}

const startFake = async (): Promise<Target> => {
  const vault = await startFakeVault();
  return {
    settings: { address: vault.url, token: new Secret(vault.rootToken), appRoleMount: 'approle', mount: 'secret' },
    role: { roleId: vault.roleId, secretId: new Secret(vault.secretId) },
    tokenFor: async (paths) => new Secret(vault.tokenFor(paths)),
    endTokens: async () => vault.endTokens(),
    otherMount: 'database',
    stop: vault.close,
  };
};

const startReal = async (program: string): Promise<Target> => {
  const vault = await startVaultDev(program);
  await vault.ask('POST', 'sys/mounts/team/kv', { type: 'kv', options: { version: '2' } });
  await vault.ask('POST', 'sys/mounts/kv1', { type: 'kv', options: { version: '1' } });
  await vault.ask('POST', 'sys/auth/approle', { type: 'approle' });
  const all = 'path "*" { capabilities = ["create", "read", "update", "delete", "list"] }';
  await vault.ask('PUT', 'sys/policies/acl/all', { policy: all });
  await vault.ask('POST', 'auth/approle/role/test', { token_policies: 'all', token_ttl: '1h' });
  const { role_id: roleId } = await vault.ask('GET', 'auth/approle/role/test/role-id');
  const { secret_id: secretId } = await vault.ask('POST', 'auth/approle/role/test/secret-id', {});
  let policies = 0;
  return {
    settings: { address: vault.url, token: new Secret(vault.rootToken), appRoleMount: 'approle', mount: 'secret' },
    role: { roleId: String(roleId), secretId: new Secret(String(secretId)) },
    tokenFor: async (paths) => {
      const name = `test-${++policies}`;
      await vault.ask('PUT', `sys/policies/acl/${name}`, { policy: paths.map((path) => all.replace('*', `${path}*`)).join('\n') });
      return new Secret(String((await vault.ask('POST', 'auth/token/create', { policies: [name] }))['client_token']));
    },
    endTokens: async () => void (await vault.ask('PUT', 'sys/leases/revoke-prefix/auth/approle')),
    otherMount: 'cubbyhole',
    stop: vault.stop,
  };
};

const program = findVault();
const TARGETS: [string, (() => Promise<Target>) | undefined][] = [
  ['the loopback one', startFake],
  ['a real one', program === undefined ? undefined : () => startReal(program)],
];

const at = (id: string, mount?: string): SecretAddress => ({ provider: 'vault', id, ...(mount === undefined ? {} : { mount }) });

for (const [name, start] of TARGETS)
  (start === undefined ? describe.skip : describe)(`Vault, ${name}`, () => {
    let target: Target;
    let provider: Provider;
    const open = (settings: Partial<VaultSettings> = {}): Promise<Provider> =>
      createVaultProvider({ ...target.settings, ...settings }, 20_000, { home: '/nowhere' });
    const store = (id: string, text: string, more: { readonly mount?: string; readonly tags?: Record<string, string>; readonly token?: string } = {}) =>
      provider.create({ address: at(id, more.mount), value: new Secret(text), ...more });
    const read = async (id: string, mount?: string): Promise<string> => (await provider.get(at(id, mount))).secret.reveal();

    beforeAll(async () => {
      target = await start!();
      provider = await open();
    });
    afterAll(() => target.stop());

    it('keeps a text as the field value, and gives it back', async () => {
      const stored = await store('app/text', 'grüne Äpfel\n"quoted"');
      expect(stored).toMatchObject({ id: 'vault://secret/app/text', versionId: '1', changed: true, address: at('app/text', 'secret') });
      const value = await provider.get(at('app/text'));
      expect(value).toMatchObject({ id: 'vault://secret/app/text', versionId: '1', encoding: 'text', soleField: 'value' });
      expect(value.secret.reveal()).toBe('grüne Äpfel\n"quoted"');
      expect(Date.parse(value.createdAt!)).toBeGreaterThan(0);
    });

    it('keeps a JSON object as fields', async () => {
      const text = '{"deep":{"a":[1,null]},"port":5432,"user":"app"}';
      await store('app/fields', text);
      const value = await provider.get(at('app/fields'));
      expect([value.secret.reveal(), value.soleField]).toEqual([text, undefined]);
    });

    it('gives every text back byte for byte, but where fields are asked for or there already', async () => {
      const text = '{ "b": "1",\n "a": "2" }';
      const address = at('app/spaced');
      await store('app/spaced', text);
      expect(await provider.get(address)).toMatchObject({ soleField: 'value' });
      expect(await read('app/spaced')).toBe(text);
      await provider.update({ address, value: new Secret(text), fields: true });
      expect(await read('app/spaced')).toBe('{"a":"2","b":"1"}');
      await provider.update({ address, value: new Secret('{"z":1,"b":"1","a":"2"}') });
      expect(await provider.get(address)).toMatchObject({ versionId: '3' });
      expect((await provider.get(address)).soleField).toBeUndefined();
      await provider.update({ address, value: new Secret('no JSON') });
      expect(await read('app/spaced')).toBe('no JSON');
    });

    it('keeps JSON as a text where a map of fields would change it', async () => {
      for (const [index, text] of ['{"id": 12345678901234567890}', '{"a":1,"a":2}', '{}', '[1]', '"x"', '{"value":"x"}', '{broken'].entries()) {
        await store(`app/odd${index}`, text);
        expect(await read(`app/odd${index}`)).toBe(text);
      }
    });

    it('keeps bytes', async () => {
      await provider.create({ address: at('app/bytes'), value: new Secret('AAH/'), encoding: 'base64' });
      const value = await provider.get(at('app/bytes'));
      expect([value.encoding, value.secret.reveal()]).toEqual(['base64', 'AAH/']);
    });

    it('makes versions, and reads each', async () => {
      await store('app/versions', 'one');
      const updated = await provider.update({ address: at('app/versions'), value: new Secret('two') });
      expect(updated).toMatchObject({ versionId: '2', changed: true });
      expect(await read('app/versions')).toBe('two');
      expect((await provider.get({ ...at('app/versions'), version: { id: '1' } })).secret.reveal()).toBe('one');
      expect((await failureOf(provider.get({ ...at('app/versions'), version: { id: '9' } }))).code).toBe('secret-missing');
      expect((await failureOf(provider.get({ ...at('app/versions'), version: { stage: 'AWSCURRENT' } }))).code).toBe('unsupported');
      expect((await provider.getMetadata(at('app/versions'))).versions.map(({ id, stages }) => [id, ...stages])).toEqual([['1'], ['2', 'current']]);
    });

    it('creates once', async () => {
      await store('app/once', 'one');
      expect((await failureOf(store('app/once', 'one'))).code).toBe('secret-exists');
      const token = 'a'.repeat(32);
      expect(await store('app/once', 'one', { token })).toMatchObject({ changed: false, versionId: '1' });
      expect((await failureOf(store('app/once', 'two', { token }))).code).toBe('secret-exists');
      expect(await read('app/once')).toBe('one');
    });

    it('updates what is there alone, and no version but the expected', async () => {
      const address = at('app/expected');
      expect((await failureOf(provider.update({ address, value: new Secret('x') }))).code).toBe('secret-missing');
      await store('app/expected', 'one');
      await provider.update({ address, value: new Secret('two') }, { expected: '1' });
      expect((await failureOf(provider.update({ address, value: new Secret('three') }, { expected: '1' }))).code).toBe('conflict');
      expect(await read('app/expected')).toBe('two');
    });

    it('loses no update among many at once', async () => {
      await store('app/race', '0');
      const results = await Promise.all([1, 2, 3].map((n) => provider.update({ address: at('app/race'), value: new Secret(String(n)) })));
      expect(results.map(({ versionId }) => versionId).sort()).toEqual(['2', '3', '4']);
    });

    it('keeps tags and a description as custom metadata, and adds to them', async () => {
      await provider.create({ address: at('app/tags'), value: new Secret('x'), tags: { team: 'core' }, description: 'what it is for' });
      await provider.update({ address: at('app/tags'), value: new Secret('y'), tags: { tier: '1' } });
      const metadata = await provider.getMetadata(at('app/tags'));
      expect(metadata).toMatchObject({ tags: { team: 'core', tier: '1' }, description: 'what it is for', deletesAt: null, rotation: null });
      expect(Date.parse(metadata.changedAt!)).toBeGreaterThanOrEqual(Date.parse(metadata.createdAt!));
    });

    it('leaves nothing where the tags are refused', async () => {
      expect((await failureOf(store('app/long', 'x', { tags: { note: 'y'.repeat(600) } }))).code).toBe('secret-invalid');
      expect((await failureOf(provider.get(at('app/long')))).code).toBe('secret-missing');
    });

    it('deletes with a way back, and without', async () => {
      await store('app/gone', 'x');
      expect(await provider.delete(at('app/gone'))).toBe(NEVER_GONE);
      expect((await failureOf(provider.get(at('app/gone')))).code).toBe('secret-deleted');
      expect((await provider.getMetadata(at('app/gone'))).deletesAt).toBe(NEVER_GONE);
      expect((await failureOf(store('app/gone', 'y'))).code).toBe('secret-deleted');
      expect((await failureOf(provider.update({ address: at('app/gone'), value: new Secret('y') }))).code).toBe('secret-deleted');
      await provider.restore(at('app/gone'));
      await provider.restore(at('app/gone'));
      expect(await read('app/gone')).toBe('x');
      expect(Date.parse(await provider.delete(at('app/gone'), { recoveryDays: 0 }))).toBeLessThanOrEqual(Date.now());
      expect(
        await codesOf([provider.get(at('app/gone')), provider.restore(at('app/gone')), provider.delete(at('app/gone')), provider.getMetadata(at('app/gone'))]),
      ).toEqual(['secret-missing']);
      expect((await failureOf(provider.delete(at('app/gone'), { recoveryDays: 3 }))).code).toBe('usage');
      expect(await store('app/gone', 'z')).toMatchObject({ versionId: '1' });
    });

    it('reads many, each with its own outcome', async () => {
      await store('many/a', '1');
      await store('many/b', '2');
      const results = await provider.getMany([at('many/b'), at('many/none'), at('many/a'), at('many/../a')]);
      expect(results.map((result) => ('value' in result ? result.value.secret.reveal() : (result.error as { code?: string }).code))).toEqual([
        '2',
        'secret-missing',
        '1',
        'secret-invalid',
      ]);
    });

    it('lists by pages, folders and all, in one order', async () => {
      const names = ['list/a', 'list/a/x', 'list/a/y/z', 'list/a.b', 'list/b', 'list/c/d'];
      for (const each of names) await store(each, 'x');
      await provider.delete(at('list/b'));
      const all = async (pageSize: number, includeDeleted: boolean, prefix = 'list/'): Promise<string[]> => {
        const found: string[] = [];
        let pageToken: string | undefined;
        do {
          const page = await provider.list({ prefix, pageSize, includeDeleted, ...(pageToken === undefined ? {} : { pageToken }) });
          expect(page.items.length).toBeLessThanOrEqual(pageSize);
          found.push(...page.items.map((item) => item.name));
          pageToken = page.nextPageToken;
        } while (pageToken !== undefined);
        return found;
      };
      const live = names.filter((each) => each !== 'list/b');
      for (const size of [1, 2, 3, 100]) {
        expect([...(await all(size, true))].sort()).toEqual([...names].sort());
        expect([...(await all(size, false))].sort()).toEqual([...live].sort());
      }
      expect(await all(10, true, 'list/a/')).toEqual(['list/a/x', 'list/a/y/z']);
      expect((await all(10, true, 'list/a')).sort()).toEqual(['list/a', 'list/a.b', 'list/a/x', 'list/a/y/z']);
      expect(await all(10, true, 'nothing')).toEqual([]);
    });

    it('finds the mount where its path has slashes', async () => {
      expect(await store('stripe', 'x', { mount: 'team/kv' })).toMatchObject({ id: 'vault://team%2Fkv/stripe' });
      expect(await read('stripe', 'team/kv')).toBe('x');
      const fresh = await open();
      expect((await fresh.get(at('kv/stripe', 'team'))).id).toBe('vault://team%2Fkv/stripe');
    });

    it('speaks with an engine without versions', async () => {
      const address = at('app/old', 'kv1');
      expect(await provider.create({ address, value: new Secret('{"b":1,"a":"x"}'), fields: true })).toMatchObject({ versionId: null, changed: true });
      expect(JSON.parse(await read('app/old', 'kv1'))).toEqual({ a: 'x', b: 1 });
      expect((await failureOf(provider.create({ address, value: new Secret('y') }))).code).toBe('secret-exists');
      await provider.update({ address, value: new Secret('plain') });
      expect(await read('app/old', 'kv1')).toBe('plain');
      expect((await provider.getMetadata(address)).name).toBe('app/old');
      expect((await provider.list({ mount: 'kv1' })).items.map((item) => item.name)).toEqual(['app/old']);
      expect(await codesOf([provider.get({ ...address, version: { id: '1' } }), provider.restore(address), provider.delete(address)])).toEqual(['unsupported']);
      await provider.delete(address, { recoveryDays: 0 });
      expect(await codesOf([provider.get(address), provider.getMetadata(address), provider.delete(address, { recoveryDays: 0 })])).toEqual(['secret-missing']);
    });

    it('refuses an engine that is no KV, and a mount that is none', async () => {
      expect((await failureOf(provider.get(at('x', target.otherMount)))).code).toBe('unsupported');
      expect((await failureOf(provider.get(at('x', 'nothing-here')))).code).toBe('secret-missing');
      expect((await failureOf(store('x', 'y', { mount: 'nothing-here' }))).code).toBe('denied');
    });

    it('says denied where a policy does not allow it', async () => {
      await store('mine/a', 'x');
      await store('theirs/a', 'x');
      const mine = await open({ token: await target.tokenFor(['secret/data/mine/']) });
      expect((await mine.get(at('mine/a'))).secret.reveal()).toBe('x');
      const error = await failureOf(mine.get(at('theirs/a')));
      expect([error.code, error.message]).toEqual(['denied', expect.stringContaining('secret/data/theirs/a')]);
    });

    it('says authentication where it does not know the token', async () => {
      const stranger = await open({ token: new Secret('nobody') });
      expect((await failureOf(stranger.get(at('app/text')))).code).toBe('authentication');
      expect((await failureOf((await createVaultProvider({ ...target.settings, token: new Secret('a\nb') }, 5000)).get(at('x')))).code).toBe('authentication');
    });

    it('signs in by AppRole, and again when its token ends', async () => {
      const { token: _, ...settings } = target.settings;
      const byRole = await createVaultProvider({ ...settings, ...target.role }, 20_000, { home: '/nowhere' });
      await store('app/role', 'x');
      expect((await byRole.get(at('app/role'))).secret.reveal()).toBe('x');
      await target.endTokens();
      expect((await byRole.get(at('app/role'))).secret.reveal()).toBe('x');
      expect((await byRole.test()).identity).toBe('approle');
      const stranger = await createVaultProvider({ ...settings, roleId: target.role.roleId, secretId: new Secret('wrong') }, 20_000);
      expect((await failureOf(stranger.get(at('app/role')))).code).toBe('authentication');
    });

    it('tells who we are and where', async () => {
      const status = await provider.test();
      expect(status).toMatchObject({ identity: 'token', endpoint: target.settings.address });
      expect(status.warning).toBeUndefined();
      expect(provider.identity).toBe(`vault:${target.settings.address} as:bearer`);
    });
  });
