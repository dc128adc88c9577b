import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { loadProviderSettings } from '../../../shared/config/provider-settings.ts';
import { Secret } from '../../../shared/model/secret.ts';
import { createAuditedOpen } from '../../../shared/resolve/open-audited.ts';

describe('createAuditedOpen', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'watertight-audited-'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));
  const address = { provider: 'local', id: 'a/b' } as const;

  it('leaves a record of each call where a log is named, and none where not', async () => {
    const log = join(folder, 'audit.jsonl');
    const home = { WATERTIGHT_HOME: join(folder, 'home') };
    const silent = await createAuditedOpen(loadProviderSettings(home), 'me')('local');
    await silent.create({ address, value: new Secret('the value') });
    expect(existsSync(log)).toBe(false);
    const provider = await createAuditedOpen(loadProviderSettings({ ...home, WATERTIGHT_AUDIT_LOG: log }), 'me via a test')('local');
    await provider.get(address);
    const text = readFileSync(log, 'utf8');
    expect(JSON.parse(text)).toMatchObject({ who: 'me via a test', operation: 'get', reference: 'local://a/b', outcome: 'done' });
    expect(text).not.toContain('the value');
  });
});
