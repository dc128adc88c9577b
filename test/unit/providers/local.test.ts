import { readdirSync, statSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { Provider } from '../../../shared/model/provider.ts';
import type { SecretAddress } from '../../../shared/model/reference.ts';
import { createLocalStoreKit, type LocalStoreKit, newSecret } from '../../support/local-store.ts';

const at = (id: string, version?: SecretAddress['version']): SecretAddress => ({ provider: 'local', id, ...(version === undefined ? {} : { version }) });
const token = (letter: string) => letter.repeat(32);

let kit: LocalStoreKit;
let provider: Provider;
beforeEach(async () => {
  kit = createLocalStoreKit();
  provider = await kit.provider();
});
afterEach(() => kit.remove());

describe('an empty store', () => {
  it('is no error, needs no key, and makes nothing', async () => {
    expect(await provider.list({})).toEqual({ items: [] });
    await expect(provider.get(at('a'))).rejects.toMatchObject({ code: 'secret-missing' });
    await expect(provider.update(newSecret('a', 'x'))).rejects.toMatchObject({ code: 'secret-missing' });
    await expect(provider.delete(at('a'))).rejects.toMatchObject({ code: 'secret-missing' });
    expect((await provider.test()).endpoint).toBe(kit.file);
    expect(statSync(kit.home, { throwIfNoEntry: false })).toBeUndefined();
  });
});

describe('create and get', () => {
  it('gives back what was stored, to another process as well', async () => {
    const stored = await provider.create(newSecret('prod/api', '{"a":"ä\n\u{1F511}"}', { description: 'of the api', tags: { team: 'x' } }));
    expect(stored).toMatchObject({ id: 'local://prod/api', changed: true });
    const value = await (await kit.provider()).get(at('prod/api'));
    expect(value.secret.reveal()).toBe('{"a":"ä\n\u{1F511}"}');
    expect(value).toMatchObject({ encoding: 'text', id: 'local://prod/api', versionId: stored.versionId, stages: ['AWSCURRENT'] });
    expect(await provider.getMetadata(at('prod/api'))).toMatchObject({ name: 'prod/api', description: 'of the api', tags: { team: 'x' }, deletesAt: null });
  });

  it('keeps bytes', async () => {
    const bytes = Buffer.from([0, 255, 254, 10, 13, 0]).toString('base64');
    await provider.create(newSecret('bin', bytes, { encoding: 'base64' }));
    const value = await provider.get(at('bin'));
    expect([value.encoding, value.secret.reveal()]).toEqual(['base64', bytes]);
  });

  it('refuses a second one of the same name', async () => {
    await provider.create(newSecret('a', 'one'));
    await expect(provider.create(newSecret('a', 'two'))).rejects.toMatchObject({ code: 'secret-exists' });
    expect((await provider.get(at('a'))).secret.reveal()).toBe('one');
  });

  it.each([
    ['an empty value', newSecret('a', '')],
    ['65,537 bytes', newSecret('a', 'x'.repeat(65_537))],
    ['32,769 characters of two bytes', newSecret('a', 'ä'.repeat(32_769))],
    ['half a character', newSecret('a', 'x\ud83d')],
    ['no base64', newSecret('a', 'a b', { encoding: 'base64' })],
    ['a name with a space', newSecret('a b', 'x')],
    ['no name', newSecret('', 'x')],
    ['a name with an empty part', newSecret('a//b', 'x')],
    ['a name that ends with a slash', newSecret('a/', 'x')],
    ['a name of 513 characters', newSecret('n'.repeat(513), 'x')],
    ['a short token', newSecret('a', 'x', { token: 'short' })],
    ['51 tags', newSecret('a', 'x', { tags: Object.fromEntries(Array.from({ length: 51 }, (_, i) => [`k${i}`, ''])) })],
  ])('refuses %s', async (_, secret) => {
    await expect(provider.create(secret)).rejects.toMatchObject({ code: 'secret-invalid' });
    expect((await provider.list({})).items).toEqual([]);
  });

  it('takes 65,536 bytes', async () => {
    await provider.create(newSecret('a', 'x'.repeat(65_536)));
    expect((await provider.get(at('a'))).secret.length).toBe(65_536);
  });

  it('does the same token once', async () => {
    const secret = newSecret('a', 'one', { token: token('t') });
    expect((await provider.create(secret)).changed).toBe(true);
    expect(await provider.create(secret)).toMatchObject({ changed: false, versionId: token('t') });
    expect((await provider.update(secret)).changed).toBe(false);
    await expect(provider.create(newSecret('a', 'two', { token: token('t') }))).rejects.toMatchObject({ code: 'conflict' });
    expect((await provider.getMetadata(at('a'))).versions).toHaveLength(1);
  });

  it('may use one token for two secrets', async () => {
    await provider.create(newSecret('a', 'one', { token: token('t') }));
    await provider.create(newSecret('b', 'two', { token: token('t') }));
    expect((await provider.get(at('a'))).secret.reveal()).toBe('one');
    expect((await provider.get(at('b'))).secret.reveal()).toBe('two');
  });

  it('stops when it is told to', async () => {
    const options = { signal: AbortSignal.abort() };
    await expect(provider.create(newSecret('a', 'x'), options)).rejects.toMatchObject({ code: 'timeout' });
    await expect(provider.get(at('a'), options)).rejects.toMatchObject({ code: 'timeout' });
  });
});

describe('getMany', () => {
  it('gives each its value or its error, in the order asked for', async () => {
    await provider.create(newSecret('a', 'one'));
    await provider.create(newSecret('b', 'two'));
    const results = await provider.getMany([at('b'), at('none'), at('a')]);
    expect(results.map((result) => ('value' in result ? result.value.secret.reveal() : (result.error as { code?: string }).code))).toEqual([
      'two',
      'secret-missing',
      'one',
    ]);
  });
});

describe('update', () => {
  it('makes a version and keeps the one before it', async () => {
    const first = await provider.create(newSecret('a', 'one', { description: 'kept' }));
    const second = await provider.update(newSecret('a', 'two'));
    const third = await provider.update(newSecret('a', 'three', { tags: { new: 'tag' } }));
    const read = async (version?: SecretAddress['version']) => (await provider.get(at('a', version))).secret.reveal();
    expect([await read(), await read({ stage: 'AWSPREVIOUS' }), await read({ id: first.versionId! })]).toEqual(['three', 'two', 'one']);
    await expect(read({ stage: 'AWSPENDING' })).rejects.toMatchObject({ code: 'secret-missing' });
    await expect(read({ stage: 'AWSCURRENT', id: first.versionId! })).rejects.toMatchObject({ code: 'secret-missing' });
    const { versions, description, tags } = await provider.getMetadata(at('a'));
    expect(versions).toEqual([
      { id: third.versionId, stages: ['AWSCURRENT'] },
      { id: second.versionId, stages: ['AWSPREVIOUS'] },
      { id: first.versionId, stages: [] },
    ]);
    expect([description, tags]).toEqual(['kept', { new: 'tag' }]);
  });

  it('refuses when another version came first', async () => {
    const first = await provider.create(newSecret('a', 'one'));
    const second = await provider.update(newSecret('a', 'two'), { expected: first.versionId! });
    await expect(provider.update(newSecret('a', 'three'), { expected: first.versionId! })).rejects.toMatchObject({ code: 'conflict' });
    expect((await provider.get(at('a'))).versionId).toBe(second.versionId);
  });

  it('may be repeated after its answer was lost', async () => {
    const first = await provider.create(newSecret('a', 'one'));
    const again = () => provider.update(newSecret('a', 'two', { token: token('u') }), { expected: first.versionId! });
    expect([(await again()).changed, (await again()).changed]).toEqual([true, false]);
  });

  it('forgets versions beyond ten, and their values', async () => {
    await provider.create(newSecret('a', 'v0'));
    for (let i = 1; i <= 12; i++) await provider.update(newSecret('a', `v${i}`));
    expect((await provider.getMetadata(at('a'))).versions).toHaveLength(10);
    expect(Object.keys(JSON.parse(kit.text()).values)).toHaveLength(10);
  });
});

describe('delete and restore', () => {
  it('waits, can be undone, and is over after its days', async () => {
    await provider.create(newSecret('a', 'one'));
    expect(await provider.delete(at('a'), { recoveryDays: 7 })).toBe('2026-11-27T00:00:00.000Z');
    for (const call of [
      () => provider.get(at('a')),
      () => provider.update(newSecret('a', 'x')),
      () => provider.create(newSecret('a', 'x')),
      () => provider.delete(at('a')),
    ])
      await expect(call()).rejects.toMatchObject({ code: 'secret-deleted' });
    expect((await provider.getMetadata(at('a'))).deletesAt).toBe('2026-11-27T00:00:00.000Z');
    expect((await provider.list({})).items).toHaveLength(0);
    expect((await provider.list({ includeDeleted: true })).items).toHaveLength(1);
    await provider.restore(at('a'));
    expect((await provider.get(at('a'))).secret.reveal()).toBe('one');

    await provider.delete(at('a'), { recoveryDays: 7 });
    kit.passDays(7);
    await expect(provider.restore(at('a'))).rejects.toMatchObject({ code: 'secret-missing' });
    expect((await provider.list({ includeDeleted: true })).items).toHaveLength(0);
    await provider.create(newSecret('b', 'other'));
    expect(Object.keys(JSON.parse(kit.text()).values)).toHaveLength(1);
    await provider.create(newSecret('a', 'new'));
    expect((await provider.get(at('a'))).secret.reveal()).toBe('new');
  });

  it('is final at once with 0 days, also of one that waits', async () => {
    await provider.create(newSecret('a', 'one'));
    await provider.delete(at('a'));
    await provider.delete(at('a'), { recoveryDays: 0 });
    await expect(provider.restore(at('a'))).rejects.toMatchObject({ code: 'secret-missing' });
    expect(JSON.parse(kit.text()).values).toEqual({});
  });

  it.each([1, 6, 31, 7.5, -1, Number.NaN])('refuses %d days', async (recoveryDays) => {
    await provider.create(newSecret('a', 'one'));
    await expect(provider.delete(at('a'), { recoveryDays })).rejects.toMatchObject({ code: 'usage' });
  });
});

describe('list', () => {
  it('comes in pages, sorted, and shows no value', async () => {
    const names = ['b/2', 'a', 'b/1', 'c', 'b/3'];
    for (const name of names) await provider.create(newSecret(name, 'hidden'));
    const seen: string[] = [];
    let pageToken: string | undefined;
    let pages = 0;
    do {
      const page = await provider.list({ pageSize: 2, ...(pageToken === undefined ? {} : { pageToken }) });
      seen.push(...page.items.map(({ name }) => name));
      pageToken = page.nextPageToken;
      pages++;
    } while (pageToken !== undefined);
    expect([seen, pages]).toEqual([[...names].sort(), 3]);
    expect((await provider.list({ prefix: 'b/' })).items.map(({ name }) => name)).toEqual(['b/1', 'b/2', 'b/3']);
    expect(JSON.stringify(await provider.list({}))).not.toContain('hidden');
  });
});

describe('what it has no notion of', () => {
  it('is said in the typed way', async () => {
    expect(Object.keys(provider.unsupported)).toEqual(['enableRotation', 'rotate']);
    await expect(provider.rotate(at('a'))).rejects.toMatchObject({ code: 'unsupported' });
    await expect(provider.enableRotation(at('a'), { everyDays: 30 })).rejects.toMatchObject({ code: 'unsupported' });
  });
});

describe('the folder', () => {
  it('is for its owner alone, and leaves nothing but the store, the key and an ignore file', async () => {
    await provider.create(newSecret('a', 'one'));
    expect(readdirSync(kit.home).sort()).toEqual(['.gitignore', 'key', 'store.json']);
    if (process.platform === 'win32') return;
    const mode = (name: string) => (statSync(`${kit.home}/${name}`).mode & 0o777).toString(8);
    expect([mode(''), mode('key'), mode('store.json')]).toEqual(['700', '600', '600']);
  });
});
