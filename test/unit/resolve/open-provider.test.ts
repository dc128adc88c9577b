import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { loadProviderSettings } from '../../../shared/config/provider-settings.ts';
import { PROVIDER_IDS } from '../../../shared/model/reference.ts';
import { createOpenProvider } from '../../../shared/resolve/open-provider.ts';

const home = mkdtempSync(join(tmpdir(), 'watertight-open-'));
afterAll(() => rmSync(home, { recursive: true, force: true }));

const ENV = { WATERTIGHT_HOME: home, AWS_REGION: 'eu-west-1', VAULT_ADDR: 'http://127.0.0.1:9', VAULT_TOKEN: 'x', AZURE_KEY_VAULT_URL: 'http://127.0.0.1:9' };

describe('createOpenProvider', () => {
  it.each([...PROVIDER_IDS])('opens %s without asking anybody, and once', async (id) => {
    const open = createOpenProvider(loadProviderSettings(ENV));
    const [first, second] = await Promise.all([open(id), open(id)]);
    expect(first.id).toBe(id);
    expect(second).toBe(first);
    expect(await open(id)).toBe(first);
  });

  it('tries again what failed to open', async () => {
    const { VAULT_ADDR: _, ...without } = ENV;
    const open = createOpenProvider(loadProviderSettings(without));
    const first = open('vault');
    await expect(first).rejects.toMatchObject({ code: 'usage' });
    expect(open('vault')).not.toBe(first);
    await expect(open('vault')).rejects.toMatchObject({ code: 'usage' });
  });
});
