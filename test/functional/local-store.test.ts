import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { build } from 'esbuild';
import type { Provider } from '../../shared/model/provider.ts';
import { createLocalProvider } from '../../shared/providers/local.ts';
import { ROOT } from '../support/source-files.ts';

let folder: string;
let script: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'watertight-writers-'));
  script = join(folder, 'writer.mjs');
  await build({ entryPoints: [join(ROOT, 'test/support/store-writer.ts')], bundle: true, platform: 'node', format: 'esm', outfile: script });
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface Writer {
  readonly child: ChildProcess;
  /** What it said it has stored. */
  readonly stored: string[];
  readonly ended: Promise<number | null>;
}

const startWriter = (home: string, name: string, count: number): Writer => {
  const child = spawn(process.execPath, [script, home, name, String(count)], { stdio: ['ignore', 'pipe', 'inherit'] });
  let said = '';
  const stored: string[] = [];
  child.stdout!.setEncoding('utf8').on('data', (text: string) => {
    const lines = (said + text).split('\n');
    said = lines.pop() ?? '';
    stored.push(...lines);
  });
  const ended = new Promise<number | null>((resolve) => child.on('close', resolve));
  return { child, stored, ended };
};

const namesIn = async (provider: Provider): Promise<string[]> => {
  const names: string[] = [];
  let pageToken: string | undefined;
  do {
    const page = await provider.list(pageToken === undefined ? {} : { pageToken });
    names.push(...page.items.map(({ name }) => name));
    pageToken = page.nextPageToken;
  } while (pageToken !== undefined);
  return names;
};

const expectWhole = async (provider: Provider, names: readonly string[]): Promise<void> => {
  const results = await provider.getMany(names.map((id) => ({ provider: 'local', id })));
  expect(results.map((result) => ('value' in result ? result.value.secret.reveal() : result.error))).toEqual(names.map((name) => `value of ${name}`));
};

describe('the local store', () => {
  it('loses nothing when eight processes write 25 secrets each', async () => {
    const home = join(folder, 'eight');
    const writers = Array.from({ length: 8 }, (_, i) => startWriter(home, `writer-${i}`, 25));
    expect(await Promise.all(writers.map(({ ended }) => ended))).toEqual(Array(8).fill(0));
    const provider = await createLocalProvider({ home });
    const names = await namesIn(provider);
    expect(names).toHaveLength(200);
    await expectWhole(provider, names);
    expect(readdirSync(home).sort()).toEqual(['.gitignore', 'key', 'store.json']);
  });

  it('can be read after a writer was killed at any moment, and holds all that was said to be stored', async () => {
    const home = join(folder, 'killed');
    const provider = await createLocalProvider({ home });
    const promised = new Set<string>();
    for (let round = 0; round < 24; round++) {
      const writer = startWriter(home, `round-${round}`, 1000);
      // While it starts and makes the first key, and in the midst of writing.
      while (writer.stored.length < round % 4 && writer.child.exitCode === null) await sleep(1);
      await sleep(round % 4 === 0 ? 40 + round * 4 : (round * 37) % 11);
      writer.child.kill('SIGKILL');
      await writer.ended;
      for (const name of writer.stored) promised.add(name);
      const names = await namesIn(provider);
      expect(names).toEqual(expect.arrayContaining([...promised]));
      expect((await provider.test()).endpoint).toBe(join(home, 'store.json'));
    }
    expect(promised.size).toBeGreaterThanOrEqual(36);
    await expectWhole(provider, await namesIn(provider));
    const last = startWriter(home, 'last', 1);
    expect(await last.ended).toBe(0);
    expect(readdirSync(home).filter((name) => name.endsWith('.tmp') || name.includes('lock'))).toEqual([]);
  });
});
