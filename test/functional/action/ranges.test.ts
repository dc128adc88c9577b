import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { sample } from '../../../shared/rules/sample.ts';
import { createSandbox, type Sandbox } from '../../support/repository.ts';
import { runAction } from '../../support/runner.ts';

const leak = (seed: number): string => sample('STRIPE_SECRET_KEY=sk_live_{{alnum:24}}\n', seed);

interface Found {
  readonly path: string;
  readonly since?: string;
  readonly moved?: boolean;
  readonly commit?: { readonly id: string };
}

let box: Sandbox;
let out: Sandbox;
beforeAll(() => {
  [box, out] = [createSandbox(), createSandbox()];
  box.git('init', '-q', '-b', 'main');
});
afterAll(() => {
  box.remove();
  out.remove();
});

const scan = (base: string, head: string, inputs: Record<string, string> = {}) => {
  box.git('checkout', '-q', '--detach', head);
  const file = join(out.folder, `${head}.json`);
  const payload = { pull_request: { number: 7, base: { sha: base, ref: 'main' }, head: { sha: head, ref: 'topic' } } };
  const run = runAction({ event: 'pull_request', payload, workspace: box.folder, inputs: { 'report-file': file, 'sarif-file': `${file}.sarif`, ...inputs } });
  return {
    run,
    findings: (JSON.parse(readFileSync(file, 'utf8')) as { findings: Found[] }).findings,
    sarif: JSON.parse(readFileSync(`${file}.sarif`, 'utf8')),
  };
};

describe('the range of a pull request', () => {
  it('has what every branch of an octopus brings, and what the merge itself adds', () => {
    const base = box.commit({ 'readme.md': 'x\n', 'old.env': leak(9) });
    const tips = [1, 2, 3].map((i) => {
      box.git('checkout', '-q', '-b', `part${i}`, base);
      return box.commit({ [`part${i}.env`]: leak(i) });
    });
    box.git('checkout', '-q', '-b', 'octopus', base);
    box.git('merge', '-q', '--no-commit', ...tips);
    const head = box.commit({ 'merge.env': leak(4) }, 'merge');
    expect(box.git('rev-list', '--parents', '-1', head).split(' ').length).toBeGreaterThanOrEqual(4);
    const { findings } = scan(base, head);
    expect(findings.map(({ path, since }) => [path, since])).toEqual([['merge.env', head], ...tips.map((tip, i) => [`part${i + 1}.env`, tip])]);
    // the base is merged into the branch: what it has is not of this pull request
    box.git('checkout', '-q', 'main');
    box.git('checkout', '-q', '-b', 'ahead', base);
    const ahead = box.commit({ 'main.env': leak(5) });
    box.git('checkout', '-q', '--detach', head);
    box.git('merge', '-q', '-m', 'update', ahead);
    expect(scan(ahead, box.git('rev-parse', 'HEAD')).findings.map(({ path }) => path)).toEqual(['merge.env', 'part1.env', 'part2.env', 'part3.env']);
  });

  it('gives the fingerprints that it gave when lines move, in JSON and in SARIF', () => {
    box.git('checkout', '-q', '-b', 'lines', 'main');
    const base = box.git('rev-parse', 'main');
    const first = box.commit({ 'a.env': `A=1\n${leak(11)}` });
    const second = box.commit({ 'a.env': `A=1\nB=2\nC=3\n\n${leak(11)}` });
    const [before, after] = [scan(base, first), scan(base, second)];
    const prints = ({ sarif }: typeof before) => sarif.runs[0].results.map((result: { partialFingerprints: object }) => result.partialFingerprints);
    expect(prints(after)).toEqual(prints(before));
    expect(prints(after)).toHaveLength(1);
    expect([after.findings[0]?.since, after.findings[0]?.moved]).toEqual([first, false]);
  });

  it('has the same findings as the history of these commits, whatever is moved, renamed, removed and added again', () => {
    box.git('checkout', '-q', '-b', 'story', 'main');
    const base = box.git('rev-parse', 'main');
    box.commit({ 's/a.env': leak(21) });
    box.commit({ 's/b.env': leak(22), 's/a.env': null });
    box.git('mv', 's/b.env', 's/c.env');
    box.commit({ 's/d.env': leak(23) });
    const head = box.commit({ 's/a.env': leak(21), 's/d.env': null });
    const paths = (findings: readonly Found[]): string[] => findings.map(({ path }) => path).filter((path) => path.startsWith('s/'));
    const range = paths(scan(base, head).findings);
    expect(range).toEqual(['s/a.env', 's/b.env', 's/c.env', 's/d.env']);
    expect(paths(scan(base, head, { scan: 'history' }).findings)).toEqual(range);
  });
});
