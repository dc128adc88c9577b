import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { cacheKeyOf, writeCache } from '../../../shared/scan/history-cache.ts';
import { createSandbox, type Sandbox } from '../../support/repository.ts';
import { type ActionResult, runAction } from '../../support/runner.ts';

const VALUE = ['g7Kq2', 'mZx9L', 'pQ4w'].join('');

let box: Sandbox;
let folder: string;

beforeAll(() => {
  box = createSandbox();
  folder = mkdtempSync(join(tmpdir(), 'watertight-cache-'));
  box.git('init', '-q');
  box.commit({ '.env': `DB_PASSWORD=${VALUE}\n`, 'readme.md': 'an app\n' });
});
afterAll(() => {
  box.remove();
  rmSync(folder, { recursive: true, force: true });
});

const scan = (inputs: Readonly<Record<string, string>>): ActionResult =>
  runAction({ event: 'schedule', payload: {}, workspace: box.folder, inputs: { scan: 'history', ...inputs } });
const outcome = ({ status, outputs }: ActionResult) => [status, outputs['findings-count']];

describe('cache', () => {
  it('remembers what was clean, and nothing of what was found', () => {
    const cache = join(folder, 'a', 'b');
    const first = scan({ cache });
    const text = readFileSync(join(cache, 'history'), 'utf8');
    const second = scan({ cache });
    expect([outcome(first), outcome(second), readFileSync(join(cache, 'history'), 'utf8')]).toEqual([[1, '1'], [1, '1'], text]);
    expect(second.stdout).not.toContain('cache');
    expect(text.trim().split('\n')).toHaveLength(4); // three lines of its own, one for the readme
  });

  it('is read: what it holds is not scanned', () => {
    const cache = join(folder, 'forged');
    scan({ cache });
    const [, settings = ''] = readFileSync(join(cache, 'history'), 'utf8').split('\n');
    const key = cacheKeyOf(box.git('rev-parse', 'HEAD:.env'), '.env', undefined);
    writeFileSync(join(cache, 'history'), writeCache(new Map([[key, { files: 1, bytes: 1 }]]), settings));
    expect(outcome(scan({ cache }))).toEqual([0, '0']);
  });

  it('that is damaged is not used, and said; one that can not be written costs nothing but time', () => {
    const cache = join(folder, 'damaged');
    scan({ cache });
    writeFileSync(join(cache, 'history'), 'nonsense');
    const damaged = scan({ cache });
    expect([outcome(damaged), damaged.stdout.includes('it is damaged')]).toEqual([[1, '1'], true]);
    writeFileSync(join(folder, 'file'), '');
    const unwritable = scan({ cache: join(folder, 'file') });
    expect([outcome(unwritable), unwritable.stdout.includes('read everything again')]).toEqual([[1, '1'], true]);
  });

  it('lies outside of the workspace, and is for the history alone', () => {
    for (const cache of ['.watertight-cache', '.', join(box.folder, 'x')]) expect(scan({ cache }).status).toBe(2);
    expect(scan({ cache: join(folder, 'tree'), scan: 'tree' }).status).toBe(2);
  });
});
