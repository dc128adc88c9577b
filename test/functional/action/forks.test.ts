import { existsSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { sample } from '../../../shared/rules/sample.ts';
import { createSandbox, type Sandbox } from '../../support/repository.ts';
import { runAction } from '../../support/runner.ts';
import { createCheckouts } from '../../support/server.ts';

const leak = (seed: number): string => sample('STRIPE_SECRET_KEY=sk_live_{{alnum:24}}\n', seed);

/** An allowlist that silences everything. */
const SILENT = '[[allowlists]]\npaths = ["**"]\n';

const pull = (base: string, head: string, from: string | null = 'someone/app') => ({
  pull_request: {
    number: 7,
    base: { sha: base, ref: 'main', repo: { full_name: 'acme/app' } },
    head: { sha: head, ref: 'topic', repo: from === null ? null : { full_name: from } },
  },
});

describe('a pull request from a fork', () => {
  let box: Sandbox;
  let empty: string;
  let silenced: string;
  let later: string;
  beforeAll(() => {
    box = createSandbox();
    box.git('init', '-q', '-b', 'main');
    empty = box.commit({ 'readme.md': 'an app\n' });
    silenced = box.commit({ 'a.env': leak(1), 'watertight.toml': SILENT, 'ci/own.toml': SILENT });
    later = box.commit({ 'b.env': leak(2), 'watertight.toml': null });
  });
  afterAll(() => box.remove());
  const run = (payload: object, inputs: Record<string, string> = {}, workspace = box.folder) =>
    runAction({ event: 'pull_request', payload, workspace, inputs });

  it('is not silenced by the configuration that it brings', () => {
    box.git('checkout', '-q', silenced);
    const forked = run(pull(empty, silenced));
    expect([forked.status, forked.outputs['findings-count']]).toEqual([1, '1']);
    expect(forked.stdout).toContain('Not in force, because the fork brings its own: watertight.toml.');
    expect(run(pull(empty, silenced, null)).status).toBe(1);
    expect(run(pull(empty, silenced), { config: 'ci/own.toml' }).status).toBe(1);
  });

  it('is scanned as its base says, also where it takes that away', () => {
    box.git('checkout', '-q', later);
    expect([run(pull(silenced, later)).status, run(pull(silenced, later), { scan: 'tree' }).status]).toEqual([0, 0]);
    expect(run(pull(silenced, later), { config: 'ci/own.toml' }).status).toBe(0);
  });

  it('in a shallow clone too', () => {
    const clones = createCheckouts(box);
    try {
      box.git('checkout', '-q', 'main');
      expect(run(pull(silenced, later), {}, clones.checkout('main', 1)).status).toBe(0);
    } finally {
      clones.remove();
    }
  });

  it('fails when what it brings is damaged', () => {
    box.git('checkout', '-q', silenced);
    writeFileSync(join(box.folder, 'watertight.toml'), 'scan = \n');
    expect(run(pull(empty, silenced)).status).toBe(2);
    box.git('checkout', '-q', '--', '.');
  });

  it('unlike one of the repository itself, whose authors may write to it', () => {
    box.git('checkout', '-q', silenced);
    expect(run(pull(empty, silenced, 'acme/app')).status).toBe(0);
  });
});

describe('a report', () => {
  it('is not written through a link that the repository brings', () => {
    const [box, outside] = [createSandbox(), createSandbox()];
    try {
      outside.write({ victim: 'kept' });
      box.git('init', '-q', '-b', 'main');
      box.write({ 'a.env': leak(1) });
      symlinkSync(join(outside.folder, 'victim'), join(box.folder, 'w.sarif'));
      symlinkSync(outside.folder, join(box.folder, 'out'));
      const run = runAction({ event: 'schedule', payload: {}, workspace: box.folder, inputs: { 'sarif-file': 'w.sarif', 'report-file': 'out/w.json' } });
      expect([run.status, run.outputs['leaked'], run.outputs['report-path']]).toEqual([1, 'true', undefined]);
      expect(readFileSync(join(outside.folder, 'victim'), 'utf8')).toBe('kept');
      expect(existsSync(join(outside.folder, 'w.json'))).toBe(false);
      expect(JSON.parse(readFileSync(join(box.folder, 'w.sarif'), 'utf8')).version).toBe('2.1.0');
    } finally {
      box.remove();
      outside.remove();
    }
  });
});
