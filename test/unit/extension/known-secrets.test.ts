import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import type { ExtensionContext } from 'vscode';
import { createKnownSecrets } from '../../../extension/known-secrets.ts';
import { keyedHash } from '../../../shared/text/digest.ts';
import { formsOf } from '../../../shared/text/forms.ts';
import { codeOf, ROOT } from '../../support/source-files.ts';

/** VS Code's state and key chain, in memory. */
const createMemory = () => {
  const state = new Map<string, unknown>();
  const chain = new Map<string, string>();
  const globalState = {
    get: (key: string, fallback: unknown) => state.get(key) ?? fallback,
    update: async (key: string, value: unknown) => void state.set(key, value),
  };
  const secrets = { get: async (key: string) => chain.get(key), store: async (key: string, value: string) => void chain.set(key, value) };
  return { state, chain, context: { globalState, secrets } as unknown as Pick<ExtensionContext, 'globalState' | 'secrets'> };
};

const value = 'correct-horse-battery';

describe('known secrets', () => {
  it('know a value again by its digest, also in the next window, and not where the salt is another', async () => {
    const { context, chain } = createMemory();
    const first = createKnownSecrets(context);
    first.add([{ digest: keyedHash(await first.salt(), value), provider: 'aws', name: 'prod/db', key: null }]);
    const next = createKnownSecrets(context);
    await next.salt();
    expect(next.find(value)).toMatchObject({ name: 'prod/db' });
    expect(next.find(`${value}!`)).toBeUndefined();
    chain.clear();
    const other = createKnownSecrets(context);
    await other.salt();
    expect(other.find(value)).toBeUndefined();
  });

  it('leave no value in the state or in the key chain, in any form', async () => {
    const { context, state, chain } = createMemory();
    const known = createKnownSecrets(context);
    known.add([{ digest: keyedHash(await known.salt(), value), provider: 'aws', name: 'prod/db', key: null }]);
    known.find(value);
    const kept = JSON.stringify([...state, ...chain]);
    expect(kept).toContain('prod/db');
    expect([...chain.values()]).toEqual([expect.stringMatching(/^[0-9a-f]{64}$/)]);
    expect(formsOf(value).filter((form) => kept.includes(form))).toEqual([]);
  });

  it('are all that the extension keeps anywhere', () => {
    const files = readdirSync(join(ROOT, 'extension')).filter((name) => name.endsWith('.ts'));
    const keeping = files.filter((name) =>
      /\b(?:globalState|workspaceState|secrets\.store|storageUri|globalStorageUri|setKeysForSync)\b/.test(
        codeOf(readFileSync(join(ROOT, 'extension', name), 'utf8')),
      ),
    );
    expect(keeping).toEqual(['known-secrets.ts']);
  });
});
