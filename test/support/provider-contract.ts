import { randomUUID } from 'node:crypto';
import { inspect } from 'node:util';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { AppError } from '../../shared/model/app-error.ts';
import type { NewSecret, Operation, Provider, SecretValue } from '../../shared/model/provider.ts';
import type { SecretAddress } from '../../shared/model/reference.ts';
import { Secret } from '../../shared/model/secret.ts';

/** A provider with a store behind it, and what the store has a notion of. What it has not, the provider must refuse as `unsupported`. */
export interface ProviderUnderTest {
  readonly provider: Provider;
  /** The address that a person would write for a name made of letters, digits, `-` and, unless `folders` is false, `/`. */
  readonly address: (name: string) => SecretAddress;
  /** What a value may have at most, in bytes of UTF-8; Infinity: no test. */
  readonly maxBytes: number;
  /** Names that no secret of the store may have. */
  readonly badNames: readonly string[];
  /** Default: true. Whether names may hold `/`. */
  readonly folders?: boolean;
  /** Kinds of values, by their names in `VALUES`, that the store refuses as invalid. */
  readonly refusedValues?: readonly string[];
  /** Default: true. Values that are bytes. */
  readonly binary?: boolean;
  /** Default: true. Earlier versions can be read by their id. */
  readonly versions?: boolean;
  /** The label of the version before the current one, where the store has one. */
  readonly previousStage?: string;
  /** Default: true. The same token with the same value is done once. */
  readonly tokens?: boolean;
  /** Default: true. A version that is expected is compared with the current one. */
  readonly expects?: boolean;
  /** Default: true. A deleted secret waits, and reads of it say `secret-deleted`. False: it is gone at once, or can't be told from one that never was. */
  readonly waits?: boolean;
  /** Default: true. Pages have the size that was asked for; an emulator may know better. */
  readonly pages?: boolean;
  /** Default: true. Description and tags are kept. */
  readonly describes?: boolean;
  /** Default: true. A text that is not well-formed Unicode is refused. */
  readonly refusesHalfCharacters?: boolean;
  /** The error that rotation ends with where nothing is set up for it. Default: `unsupported`. Null: rotation works. */
  readonly rotation?: AppError['code'] | null;
  readonly close?: () => Promise<void> | void;
}

/** The value of an error, or the error that the promise did not give. */
const errorOf = async (promise: Promise<unknown>): Promise<AppError> => {
  let value: unknown;
  try {
    value = await promise;
  } catch (error) {
    if (error instanceof AppError) return error;
    throw error;
  }
  throw new Error(`no error, but ${inspect(value)}`);
};

/** Nothing that a person or a log could see of an error holds a value. */
const expectNoValue = (error: unknown, ...values: readonly string[]): void => {
  const shown: string[] = [];
  for (let each = error as Error | undefined; each instanceof Error; each = each.cause as Error | undefined)
    shown.push(each.message, String(each.stack), each instanceof AppError ? each.hint : '', inspect(each, { depth: 9, showHidden: true }));
  for (const value of values) for (const text of shown) expect(text.includes(value)).toBe(false);
};

/** Values that a store must give back byte for byte. */
const VALUES: Readonly<Record<string, string>> = {
  'one character': 'x',
  'letters of many alphabets': 'pässwörd 密码 пароль 🔐 \u0000 \u200b é',
  'several lines with both line endings': 'first\nsecond\r\nthird\n',
  'spaces at both ends': '  \t value \n ',
  'JSON with its own spacing': '{ "user": "app",\n  "n": 1.0, "list": [1,2, {"a": "\\u00e9"}], "big": 12345678901234567890 }',
  'JSON that is one string': '"quoted"',
  'text that looks like a template': '${VAR} $(command) %PATH% {{x}} \\n \' " ` & | ; < >',
  'a word of the language': 'null',
  base64: 'AAECAwQFBgc=',
};

const BYTES = Buffer.from(Array.from({ length: 256 }, (_, i) => i));

/**
 * One contract for every provider: whatever store is behind it, the same calls do the same and fail alike. `start` is run once; each test
 * makes secrets of names of its own and leaves what it made.
 */
export const describeProvider = (name: string, start: () => Promise<ProviderUnderTest>): void => {
  describe(`the provider's contract: ${name}`, () => {
    let store: ProviderUnderTest;
    let provider: Provider;
    const made: SecretAddress[] = [];
    const RUN = randomUUID().slice(0, 8);
    let serial = 0;

    beforeAll(async () => {
      store = await start();
      provider = store.provider;
    });
    afterEach(async () => {
      if (provider.unsupported.delete !== undefined) return;
      for (const address of made.splice(0)) await provider.delete(address, { recoveryDays: 0 }).catch(() => undefined);
    });
    afterAll(async () => store?.close?.());

    const newName = (what = 'secret'): string => {
      serial += 1;
      return [`contract-${RUN}`, `${what}-${serial}x`].join(store.folders === false ? '-' : '/');
    };
    const newAddress = (what?: string): SecretAddress => {
      const address = store.address(newName(what));
      made.push(address);
      return address;
    };
    const newSecret = (address: SecretAddress, value: string, more: Partial<NewSecret> = {}): NewSecret => ({ address, value: new Secret(value), ...more });
    const textOf = (value: SecretValue): string => value.secret.reveal();
    /** The code with which an operation must fail that the store has no notion of; undefined where it has. */
    const refused = async (operation: Operation, call: () => Promise<unknown>): Promise<boolean> => {
      if (provider.unsupported[operation] === undefined) return false;
      expect((await errorOf(call())).code).toBe('unsupported');
      return true;
    };

    it('says who it is without the network, and no credential', () => {
      expect(provider.identity.length).toBeGreaterThan(0);
      expect(provider.identity).not.toMatch(/token|password|key:|secret:/i);
      for (const reason of Object.values(provider.unsupported)) expect(reason?.length).toBeGreaterThan(3);
    });

    it('gives back what was created, by the name and by the id that creating gave', async () => {
      const address = newAddress();
      const stored = await provider.create(newSecret(address, 'first value'));
      expect(stored.changed).toBe(true);
      for (const each of [address, stored.address]) {
        const value = await provider.get(each);
        expect(textOf(value)).toBe('first value');
        expect(value.encoding).toBe('text');
        expect(value.versionId).toBe(stored.versionId);
      }
      expect(inspect(await provider.get(address), { depth: 9, showHidden: true })).not.toContain('first value');
    });

    it.each(Object.entries(VALUES))('keeps %s byte for byte', async (kind, text) => {
      const address = newAddress('bytes');
      if (store.refusedValues?.includes(kind)) {
        expect((await errorOf(provider.create(newSecret(address, text)))).code).toBe('secret-invalid');
        return;
      }
      await provider.create(newSecret(address, text));
      expect(textOf(await provider.get(address))).toBe(text);
      const [result] = await provider.getMany([address]);
      expect(result !== undefined && 'value' in result && textOf(result.value)).toBe(text);
    });

    it('keeps bytes that are no text, or refuses them', async () => {
      const address = newAddress('binary');
      const secret = newSecret(address, BYTES.toString('base64'), { encoding: 'base64' });
      if (store.binary === false) {
        expect(['unsupported', 'secret-invalid']).toContain((await errorOf(provider.create(secret))).code);
        return;
      }
      await provider.create(secret);
      const value = await provider.get(address);
      expect(value.encoding).toBe('base64');
      expect(Buffer.from(textOf(value), 'base64').equals(BYTES)).toBe(true);
      const damaged = newSecret(newAddress('binary'), 'not*base64!', { encoding: 'base64' });
      const error = await errorOf(provider.create(damaged));
      expect(error.code).toBe('secret-invalid');
      expectNoValue(error, 'not*base64!');
    });

    it('reads many in the order asked for: found, missing and deleted, each with its own outcome', async () => {
      const addresses = [newAddress('many'), store.address(newName('missing')), newAddress('many'), newAddress('deleted'), newAddress('many')];
      const [one, missing, two, deleted, three] = addresses as [SecretAddress, SecretAddress, SecretAddress, SecretAddress, SecretAddress];
      for (const [i, address] of [one, two, three, deleted].entries()) await provider.create(newSecret(address, `value ${i}`));
      if (provider.unsupported.delete === undefined) await provider.delete(deleted);
      const results = await provider.getMany([three, missing, one, deleted, two, one]);
      const shown = results.map((result) => ('value' in result ? textOf(result.value) : (result.error as AppError).code));
      const gone = store.waits === false ? 'secret-missing' : 'secret-deleted';
      expect(shown).toEqual(['value 2', 'secret-missing', 'value 0', provider.unsupported.delete === undefined ? gone : 'value 3', 'value 1', 'value 0']);
      expect(results.map(({ address }) => address)).toEqual([three, missing, one, deleted, two, one]);
      expect(await provider.getMany([])).toEqual([]);
    });

    it('says that a secret is missing', async () => {
      const address = store.address(newName('missing'));
      expect((await errorOf(provider.get(address))).code).toBe('secret-missing');
      expect((await errorOf(provider.getMetadata(address))).code).toBe('secret-missing');
      const error = await errorOf(provider.update(newSecret(address, 'value that goes nowhere')));
      expect(error.code).toBe('secret-missing');
      expectNoValue(error, 'value that goes nowhere');
    });

    it('updates with a new version, and keeps the one before where it can', async () => {
      const address = newAddress();
      const first = await provider.create(newSecret(address, 'one'));
      const second = await provider.update(newSecret(address, 'two'));
      expect(textOf(await provider.get(address))).toBe('two');
      if (store.versions === false) return;
      expect(second.versionId).not.toBe(first.versionId);
      expect((await provider.get(address)).versionId).toBe(second.versionId);
      for (const [stored, value] of [
        [first, 'one'],
        [second, 'two'],
      ] as const) {
        const version = { ...address, version: { id: stored.versionId ?? '' } };
        expect(textOf(await provider.get(version))).toBe(value);
        const [result] = await provider.getMany([version]);
        expect(result !== undefined && 'value' in result && textOf(result.value)).toBe(value);
      }
      if (store.previousStage === undefined) return;
      const previous = { ...address, version: { stage: store.previousStage } };
      expect(textOf(await provider.get(previous))).toBe('one');
      const both = await provider.getMany([previous, address]);
      expect(both.map((result) => 'value' in result && textOf(result.value))).toEqual(['one', 'two']);
    });

    it('makes no second secret of a name', async () => {
      const address = newAddress();
      await provider.create(newSecret(address, 'one'));
      const error = await errorOf(provider.create(newSecret(address, 'another value')));
      expect(error.code).toBe('secret-exists');
      expectNoValue(error, 'another value');
      expect(textOf(await provider.get(address))).toBe('one');
    });

    it('does the same token with the same value once, and refuses it with another', async () => {
      if (store.tokens === false) return;
      const address = newAddress();
      const [first, second] = [randomUUID(), randomUUID()];
      const created = await provider.create(newSecret(address, 'one', { token: first }));
      const again = await provider.create(newSecret(address, 'one', { token: first }));
      expect([created.changed, again.changed, again.versionId]).toEqual([true, false, created.versionId]);
      const updated = await provider.update(newSecret(address, 'two', { token: second }));
      const updatedAgain = await provider.update(newSecret(address, 'two', { token: second }));
      expect([updated.changed, updatedAgain.changed, updatedAgain.versionId]).toEqual([true, false, updated.versionId]);
      const error = await errorOf(provider.update(newSecret(address, 'a third value', { token: second })));
      expect(error.code).toBe('conflict');
      expectNoValue(error, 'a third value');
      expect(textOf(await provider.get(address))).toBe('two');
    });

    it('replaces the version that was expected, and no other', async () => {
      if (store.expects === false) return;
      const address = newAddress();
      const first = await provider.create(newSecret(address, 'one'));
      const second = await provider.update(newSecret(address, 'two'), { expected: first.versionId ?? '' });
      const error = await errorOf(provider.update(newSecret(address, 'too late'), { expected: first.versionId ?? '' }));
      expect(error.code).toBe('conflict');
      expectNoValue(error, 'too late');
      expect(await provider.get(address)).toMatchObject({ versionId: second.versionId });
      expect(textOf(await provider.get(address))).toBe('two');
    });

    it('tells what is known of a secret without its value', async () => {
      const address = newAddress('metadata');
      const more = store.describes === false ? {} : { description: 'What it is for', tags: { team: 'payments', env: 'prod' } };
      const stored = await provider.create(newSecret(address, 'the value itself', more));
      const metadata = await provider.getMetadata(address);
      expect(metadata).toMatchObject({ provider: provider.id, deletesAt: null });
      // The id of a value may name its version too.
      expect((await provider.get(address)).id.startsWith(metadata.id) && metadata.id !== '').toBe(true);
      expect(metadata.name).toContain(address.id.split('/').at(-1));
      if (store.describes !== false) expect(metadata).toMatchObject(more);
      if (metadata.createdAt !== null) expect(new Date(metadata.createdAt).toISOString()).toBe(metadata.createdAt);
      if (store.versions !== false) expect(metadata.versions.map(({ id }) => id)).toContain(stored.versionId);
      expect(JSON.stringify(metadata)).not.toContain('the value itself');
      expect(inspect(metadata, { depth: 9, showHidden: true })).not.toContain('the value itself');
    });

    it('lists by prefix, in pages', async () => {
      const addresses = [newAddress('list'), newAddress('list'), newAddress('list')];
      if (await refused('list', () => provider.list({ prefix: 'contract' }))) return;
      for (const address of addresses) await provider.create(newSecret(address, 'a value of the list'));
      const prefix = `contract-${RUN}${store.folders === false ? '-' : '/'}list-`;
      const { mount, host } = addresses[0] as SecretAddress;
      const seen: string[] = [];
      let pageToken: string | undefined;
      let pages = 0;
      do {
        const page = await provider.list({
          prefix,
          pageSize: 2,
          ...(mount && { mount }),
          ...(host && { host }),
          ...(pageToken === undefined ? {} : { pageToken }),
        });
        if (store.pages !== false) expect(page.items.length).toBeLessThanOrEqual(2);
        seen.push(...page.items.map((item) => item.name));
        expect(inspect(page, { depth: 9 })).not.toContain('a value of the list');
        pageToken = page.nextPageToken;
        pages += 1;
      } while (pageToken !== undefined && pages < 50);
      if (store.pages !== false) expect(pages).toBeGreaterThan(1);
      expect(seen.length).toBe(3);
      for (const { id } of addresses) expect(seen.some((each) => each.endsWith(id.split('/').at(-1) ?? id))).toBe(true);
    });

    it('deletes, says so, and gives back', async () => {
      const address = newAddress('deleted');
      await provider.create(newSecret(address, 'one'));
      if (await refused('delete', () => provider.delete(address))) return;
      const before = Date.now();
      const goneAt = Date.parse(await provider.delete(address, store.waits === false ? {} : { recoveryDays: 7 }));
      expect(Number.isNaN(goneAt)).toBe(false);
      if (store.waits === false) {
        expect((await errorOf(provider.get(address))).code).toBe('secret-missing');
      } else {
        expect(goneAt).toBeGreaterThan(before + 6 * 86_400_000);
        expect((await errorOf(provider.get(address))).code).toBe('secret-deleted');
        expect(['secret-deleted', 'secret-exists']).toContain((await errorOf(provider.create(newSecret(address, 'two')))).code);
        expect((await provider.getMetadata(address)).deletesAt).not.toBeNull();
      }
      if (await refused('restore', () => provider.restore(address))) return;
      await provider.restore(address);
      expect(textOf(await provider.get(address))).toBe('one');
      expect((await provider.getMetadata(address)).deletesAt).toBeNull();
    });

    it('deletes for good where that is asked for, and for no other number of days than the store has', async () => {
      const address = newAddress('deleted');
      await provider.create(newSecret(address, 'one'));
      if (await refused('delete', () => provider.delete(address))) return;
      for (const recoveryDays of [-1, 6, 31, 7.5]) expect(['usage', 'unsupported']).toContain((await errorOf(provider.delete(address, { recoveryDays }))).code);
      await provider.delete(address, { recoveryDays: 0 });
      expect((await errorOf(provider.get(address))).code).toBe('secret-missing');
      await provider.create(newSecret(address, 'two'));
      expect(textOf(await provider.get(address))).toBe('two');
    });

    it('rotates, or says why not', async () => {
      const address = newAddress('rotation');
      await provider.create(newSecret(address, 'one'));
      if (!(await refused('enableRotation', () => provider.enableRotation(address, { everyDays: 30 })))) {
        expect(['usage', 'secret-invalid']).toContain((await errorOf(provider.enableRotation(address, { everyDays: 0 }))).code);
        expect(['usage', 'secret-invalid']).toContain((await errorOf(provider.enableRotation(address, { everyDays: 1001 }))).code);
      }
      if (await refused('rotate', () => provider.rotate(address))) return;
      if (store.rotation === null) await provider.rotate(address);
      else expect((await errorOf(provider.rotate(address))).code).toBe(store.rotation ?? 'unsupported');
    });

    it('takes no empty value, none that is too large, and no name that the store has not', async () => {
      const address = newAddress('limits');
      expect((await errorOf(provider.create(newSecret(address, '')))).code).toBe('secret-invalid');
      if (store.refusesHalfCharacters !== false) {
        const error = await errorOf(provider.create(newSecret(address, 'half \ud800 of it')));
        expect(error.code).toBe('secret-invalid');
        expectNoValue(error, 'half \ud800 of it');
      }
      for (const bad of store.badNames) {
        const error = await errorOf(provider.create(newSecret(store.address(bad), 'value of a bad name')));
        expect([bad.slice(0, 60), error.code]).toEqual([bad.slice(0, 60), 'secret-invalid']);
        expectNoValue(error, 'value of a bad name');
      }
      if (store.maxBytes === Number.POSITIVE_INFINITY) return;
      const most = 'é'.repeat(Math.floor(store.maxBytes / 2)) + 'a'.repeat(store.maxBytes % 2);
      const error = await errorOf(provider.create(newSecret(address, `${most}a`)));
      expect(error.code).toBe('secret-invalid');
      expectNoValue(error, 'é'.repeat(100));
      await provider.create(newSecret(address, most));
      expect(textOf(await provider.get(address))).toBe(most);
    });

    it('answers a test of the connection', async () => {
      if (await refused('test', () => provider.test())) return;
      const status = await provider.test();
      expect(status.endpoint.length).toBeGreaterThan(0);
      expect(status.latencyMs).toBeGreaterThanOrEqual(0);
    });

    it('stops when it is told to', async () => {
      const address = newAddress();
      await provider.create(newSecret(address, 'one'));
      const signal = AbortSignal.abort();
      expect((await errorOf(provider.get(address, { signal }))).code).toBe('timeout');
    });
  });
};
