import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { MoveTask } from '../../../extension/move-protocol.ts';
import { startMoveThread } from '../../../extension/move-thread.ts';

const settings = { provider: 'aws', awsRegion: '', awsProfile: '', awsEndpoint: '', vaultAddress: '', azureVaultUrl: '', home: '' };
const task: MoveTask = { kind: 'move', root: '/nowhere', path: '.env', settings, kmsKey: '', salt: '' };
const wish = { provider: 'aws', onePerKey: false, update: false } as const;

describe('the thread of a move', () => {
  let bundles = '';
  const start = (program: string) => {
    writeFileSync(join(bundles, 'mover.js'), program);
    return startMoveThread(bundles, task, async () => ({ error: null, outcomes: [] }));
  };
  beforeAll(() => {
    bundles = mkdtempSync(join(tmpdir(), 'watertight-mover-'));
  });
  afterAll(() => rmSync(bundles, { recursive: true, force: true }));

  it('says that it ended to whoever waits, and to whoever asks later', async () => {
    const thread = start('process.exit(1)');
    await expect(thread.plan(wish)).rejects.toThrow('the thread of the move ended');
    await expect(thread.apply()).rejects.toThrow('the thread of the move ended');
  });

  it('says of its own error the name alone, which holds no value', async () => {
    const thread = start("throw new TypeError('a value')");
    await expect(thread.plan(wish)).rejects.toThrow(/^TypeError$/);
    await expect(thread.apply()).rejects.toThrow(/^TypeError$/);
  });
});
