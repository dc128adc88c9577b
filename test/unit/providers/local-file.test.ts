import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { AppError } from '../../../shared/model/app-error.ts';
import type { Provider } from '../../../shared/model/provider.ts';
import { parseStoreFile } from '../../../shared/providers/local-file.ts';
import { formsOf } from '../../../shared/text/forms.ts';
import { createLocalStoreKit, type LocalStoreKit, newSecret } from '../../support/local-store.ts';

const NAMES = ['prod/billing/invoices', 'prod/api/payments'];
const VALUES = ['the first value, long enough to be seen', '{"user":"someone","word":"of the second"}'];

let kit: LocalStoreKit;
let provider: Provider;
beforeEach(async () => {
  kit = createLocalStoreKit();
  provider = await kit.provider();
  for (const [i, name] of NAMES.entries()) await provider.create(newSecret(name, VALUES[i]!, { description: `about ${name}`, tags: { owner: 'accounting' } }));
});
afterEach(() => kit.remove());

/** Reads all there is; the code of what is thrown. */
const readAll = async (): Promise<string> => {
  try {
    const fresh = await kit.provider();
    for (const name of NAMES) await fresh.get({ provider: 'local', id: name });
    return 'read';
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    return error.code;
  }
};

type Json = { key: Record<string, unknown>; wrapped: string; index: string; values: Record<string, string> };
const rewrite = (change: (store: Json) => void): void => {
  const store = JSON.parse(kit.text()) as Json;
  change(store);
  kit.overwrite(`${JSON.stringify(store, null, 1)}\n`);
};

describe('the file', () => {
  it('shows no value, name, description or tag in any form', () => {
    const text = kit.text();
    for (const hidden of [...NAMES, ...VALUES, 'about prod', 'accounting', 'AWSCURRENT'])
      for (const form of formsOf(hidden)) expect(text.includes(form)).toBe(false);
  });

  it('has a new nonce for each value, and leaves those alone that did not change', async () => {
    const before = JSON.parse(kit.text()) as Json;
    await provider.create(newSecret('third', VALUES[0]!));
    const after = JSON.parse(kit.text()) as Json;
    expect(after.values).toMatchObject(before.values);
    expect(after.index).not.toBe(before.index);
    const sealed = Object.values(after.values);
    expect(new Set(sealed.map((text) => text.slice(0, 16))).size).toBe(3);
  });

  it('betrays every flipped bit', async () => {
    const bytes = Buffer.from(kit.text(), 'latin1');
    const missed: number[] = [];
    for (let at = 0; at < bytes.length; at++) {
      const changed = Buffer.from(bytes);
      changed[at] = bytes[at]! ^ (1 << (at % 8));
      kit.overwrite(changed);
      if (!['store-damaged', 'authentication'].includes(await readAll())) missed.push(at);
    }
    expect(missed).toEqual([]);
    kit.overwrite(bytes);
    expect(await readAll()).toBe('read');
  });

  it('betrays every cut', async () => {
    const text = kit.text();
    for (let length = 0; length < text.length; length += 7) {
      kit.overwrite(text.slice(0, length));
      expect(await readAll()).toBe('store-damaged');
    }
  });

  it('betrays two values that were exchanged, one that is missing, one too many', async () => {
    const text = kit.text();
    rewrite(({ values }) => {
      const [a, b] = Object.keys(values) as [string, string];
      [values[a], values[b]] = [values[b]!, values[a]!];
    });
    expect(await readAll()).toBe('store-damaged');
    kit.overwrite(text);
    rewrite(({ values }) => delete values[Object.keys(values)[0]!]);
    expect(await readAll()).toBe('store-damaged');
    kit.overwrite(text);
    rewrite((store) => {
      store.values = { ...store.values, [`f${'f'.repeat(31)}`]: Object.values(store.values)[0]! };
    });
    expect(await readAll()).toBe('store-damaged');
  });

  it('betrays an older value in the place of a newer one, and the index of another time', async () => {
    const older = JSON.parse(kit.text()) as Json;
    await provider.update(newSecret(NAMES[0]!, 'a newer value'));
    const newer = kit.text();
    rewrite((store) => {
      store.index = older.index;
    });
    expect(await readAll()).toBe('store-damaged');
    kit.overwrite(newer);
    rewrite(({ values }) => {
      const added = Object.keys(values).find((id) => older.values[id] === undefined)!;
      values[added] = Object.values(older.values)[0]!;
    });
    expect(await readAll()).toBe('store-damaged');
  });

  it('betrays parts of another store, also of one with the same key', async () => {
    const mine = JSON.parse(kit.text()) as Json;
    kit.overwrite('');
    expect(await readAll()).toBe('store-damaged');
    const second = createLocalStoreKit();
    try {
      const other = await second.provider({ keyFile: `${kit.home}/key` });
      for (const [i, name] of NAMES.entries()) await other.create(newSecret(name, VALUES[i]!));
      const theirs = JSON.parse(second.text()) as Json;
      kit.overwrite(`${JSON.stringify({ ...mine, index: theirs.index, values: theirs.values }, null, 1)}\n`);
      expect(await readAll()).toBe('store-damaged');
    } finally {
      second.remove();
    }
  });

  it('is never written over when it can not be read', async () => {
    const text = kit.text().replace('"index": "', '"index": "AAAA');
    kit.overwrite(text);
    const fresh = await kit.provider();
    await expect(fresh.create(newSecret('new', 'value'))).rejects.toMatchObject({ code: 'store-damaged' });
    await expect(fresh.delete({ provider: 'local', id: NAMES[0]! })).rejects.toMatchObject({ code: 'store-damaged' });
    await expect(fresh.list({})).rejects.toMatchObject({ code: 'store-damaged' });
    await expect(fresh.test()).rejects.toMatchObject({ code: 'store-damaged' });
    expect(kit.text()).toBe(text);
  });

  it('of a newer version says so', async () => {
    const text = kit.text().replace('watertight-store-1', 'watertight-store-2');
    kit.overwrite(text);
    await expect((await kit.provider()).list({})).rejects.toThrow(/newer format/);
  });

  it('can not make its reader take gigabytes', () => {
    const scrypt = (change: object) =>
      JSON.stringify({
        format: 'watertight-store-1',
        key: { kind: 'scrypt', salt: Buffer.alloc(16).toString('base64'), N: 2 ** 17, r: 8, p: 1, ...change },
        wrapped: '',
        index: '',
        values: {},
      });
    const pretty = (text: string) => `${JSON.stringify(JSON.parse(text), null, 1)}\n`;
    expect(parseStoreFile(pretty(scrypt({})), 'f').key.kind).toBe('scrypt');
    for (const change of [
      { N: 2 ** 21 },
      { N: 2 ** 16 },
      { N: 2 ** 17 + 1 },
      { r: 65 },
      { r: 7 },
      { p: 17 },
      { N: 2 ** 20, p: 2 },
      { p: 9 },
      { p: 0 },
      { N: '131072' },
      { N: null },
      { salt: '' },
    ])
      expect(() => parseStoreFile(pretty(scrypt(change)), 'f')).toThrow(/can't be read/);
  });

  it('holding anything else is refused, and nothing else is thrown', () => {
    const store = kit.text();
    const mutated = fc
      .tuple(fc.nat(store.length), fc.nat(40), fc.string({ maxLength: 20 }))
      .map(([at, length, text]) => store.slice(0, at) + text + store.slice(at + length));
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: 'binary' }), fc.json(), mutated), (text) => {
        try {
          parseStoreFile(text, 'f');
          return text === store || JSON.parse(text).format === 'watertight-store-1';
        } catch (error) {
          return error instanceof AppError && error.code === 'store-damaged';
        }
      }),
      { numRuns: 2000 },
    );
  });
});
