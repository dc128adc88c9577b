import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ROOT } from '../support/source-files.ts';

/** A name that means something else where it is taken for a URL. */
const home = mkdtempSync(join(tmpdir(), 'watertight #1%20 '));
const root = join(home, 'workspace');

beforeAll(() => {
  const { status } = spawnSync(process.execPath, [join(ROOT, 'scripts/build-extension.mjs')], { stdio: 'inherit' });
  expect(status).toBe(0);
  cpSync(join(ROOT, 'dist/extension/dist'), join(home, 'dist'), { recursive: true });
  mkdirSync(root);
  // More than one thread does alone.
  for (let i = 0; i < 40; i++) writeFileSync(join(root, `${i}.txt`), 'nothing here\n'.repeat(20_000));
  writeFileSync(join(root, '.env'), `DB_PASSWORD=${['hunter', '2', 'hunter', '2'].join('')}\n`);
});
afterAll(() => rmSync(home, { recursive: true, force: true }));

describe('the extension', () => {
  it('scans a workspace from whatever folder it is installed in', async () => {
    const task = { kind: 'scan', root, paths: [], isTrusted: true, scanWorker: join(home, 'dist/scan-worker.js') };
    const worker = new Worker(join(home, 'dist/worker.js'), { workerData: task });
    const answer = await new Promise<object>((resolve, reject) => {
      worker.on('message', (message: object) => !('files' in message) && resolve(message));
      worker.on('error', reject);
    });
    await worker.terminate();
    expect(answer).toMatchObject({ done: { files: 41, reply: { findings: [{ key: 'DB_PASSWORD' }] } } });
  });
});
