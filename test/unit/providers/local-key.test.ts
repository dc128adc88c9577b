import { chmodSync, copyFileSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Secret } from '../../../shared/model/secret.ts';
import { createLocalStoreKit, type LocalStoreKit, newSecret } from '../../support/local-store.ts';

let kit: LocalStoreKit;
beforeEach(() => {
  kit = createLocalStoreKit();
});
afterEach(() => kit.remove());

const A = { provider: 'local', id: 'a' } as const;
const key = (fill: number) => new Secret(Buffer.alloc(32, fill).toString('base64'));
const phrase = (text: string) => ({ passphrase: new Secret(text) });

describe('a key file', () => {
  it('is made with the first secret and never again', async () => {
    const provider = await kit.provider();
    await provider.create(newSecret('a', 'one'));
    const made = readFileSync(join(kit.home, 'key'), 'utf8');
    expect(made).toMatch(/^[\w+/]{43}=\n$/);
    await provider.create(newSecret('b', 'two'));
    expect(readFileSync(join(kit.home, 'key'), 'utf8')).toBe(made);
  });

  it('that is lost is not made anew over the secrets', async () => {
    await (await kit.provider()).create(newSecret('a', 'one'));
    rmSync(join(kit.home, 'key'));
    const store = kit.text();
    const provider = await kit.provider();
    await expect(provider.get(A)).rejects.toMatchObject({ code: 'authentication', message: expect.stringContaining('missing') });
    await expect(provider.create(newSecret('b', 'two'))).rejects.toMatchObject({ code: 'authentication' });
    expect(statSync(join(kit.home, 'key'), { throwIfNoEntry: false })).toBeUndefined();
    expect(kit.text()).toBe(store);
  });

  it('may be elsewhere', async () => {
    const keyFile = join(kit.home, '..', 'keys', 'mine');
    await (await kit.provider({ keyFile })).create(newSecret('a', 'one'));
    expect((await (await kit.provider({ keyFile })).get(A)).secret.reveal()).toBe('one');
    await expect((await kit.provider()).get(A)).rejects.toMatchObject({ code: 'authentication' });
  });

  it('that others may read is refused', async () => {
    if (process.platform === 'win32') return;
    await (await kit.provider()).create(newSecret('a', 'one'));
    for (const mode of [0o640, 0o604, 0o620]) {
      chmodSync(join(kit.home, 'key'), mode);
      await expect((await kit.provider()).get(A)).rejects.toMatchObject({ code: 'authentication', hint: expect.stringContaining('chmod 600') });
    }
  });

  it.each(['', 'not a key', Buffer.alloc(31).toString('base64'), `${'0'.repeat(63)}g`])('with something else in it is refused: %j', async (text) => {
    mkdirSync(kit.home, { recursive: true });
    writeFileSync(join(kit.home, 'key'), text, { mode: 0o600 });
    await expect((await kit.provider()).create(newSecret('a', 'one'))).rejects.toMatchObject({ code: 'authentication' });
    expect(readFileSync(join(kit.home, 'key'), 'utf8')).toBe(text);
  });
});

describe('a key in the environment', () => {
  it('is taken in base64, base64url and hex, and leaves no key file', async () => {
    const bytes = Buffer.alloc(32, 0xfb);
    await (await kit.provider({ key: new Secret(bytes.toString('base64')) })).create(newSecret('a', 'one'));
    for (const text of [bytes.toString('hex'), bytes.toString('hex').toUpperCase(), bytes.toString('base64url'), ` ${bytes.toString('base64')}\n`])
      expect((await (await kit.provider({ key: new Secret(text) })).get(A)).secret.reveal()).toBe('one');
    expect(statSync(join(kit.home, 'key'), { throwIfNoEntry: false })).toBeUndefined();
  });

  it('that is another one is told from damage, and changes nothing', async () => {
    await (await kit.provider({ key: key(1) })).create(newSecret('a', 'one'));
    const store = kit.text();
    const other = await kit.provider({ key: key(2) });
    await expect(other.get(A)).rejects.toMatchObject({ code: 'authentication' });
    await expect(other.create(newSecret('b', 'two'))).rejects.toMatchObject({ code: 'authentication' });
    expect(kit.text()).toBe(store);
  });

  it('that can not be one is refused without being shown', async () => {
    const provider = await kit.provider({ key: new Secret('hunter2hunter2') });
    const error = await provider.create(newSecret('a', 'one')).catch((each: Error) => each);
    expect(error).toMatchObject({ code: 'authentication' });
    expect(String(error)).not.toContain('hunter2');
  });
});

describe('a passphrase', () => {
  it('opens what it made, and no other does', async () => {
    await (await kit.provider(phrase('correct horse battery'))).create(newSecret('a', 'one'));
    expect(JSON.parse(kit.text()).key).toMatchObject({ kind: 'scrypt', N: 131_072, r: 8, p: 1 });
    expect((await (await kit.provider(phrase('correct horse battery'))).get(A)).secret.reveal()).toBe('one');
    await expect((await kit.provider(phrase('correct horse batterz'))).get(A)).rejects.toMatchObject({ code: 'authentication' });
    await expect((await kit.provider()).get(A)).rejects.toThrow(/wants a passphrase/);
    expect(statSync(join(kit.home, 'key'), { throwIfNoEntry: false })).toBeUndefined();
  });

  it('is the same however its accents are typed', async () => {
    await (await kit.provider(phrase('pass\u00e9 simple et long'))).create(newSecret('a', 'one'));
    expect((await (await kit.provider(phrase('passe\u0301 simple et long'))).get(A)).secret.reveal()).toBe('one');
  });

  it('does not open a store that was made with a key, and says so', async () => {
    await (await kit.provider()).create(newSecret('a', 'one'));
    await expect((await kit.provider(phrase('correct horse battery'))).get(A)).rejects.toThrow(/made with a key/);
  });

  it('must be long', async () => {
    await expect((await kit.provider(phrase('short'))).create(newSecret('a', 'one'))).rejects.toMatchObject({ code: 'authentication' });
  });

  it('gives another key for each store', async () => {
    await (await kit.provider(phrase('correct horse battery'))).create(newSecret('a', 'one'));
    const first = JSON.parse(kit.text()).key.salt;
    copyFileSync(kit.file, `${kit.file}.old`);
    rmSync(kit.file);
    await (await kit.provider(phrase('correct horse battery'))).create(newSecret('a', 'one'));
    expect(JSON.parse(kit.text()).key.salt).not.toBe(first);
  });
});
