import { randomBytes } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { defaultConfig } from '../../../shared/config/default-config.ts';
import type { Finding } from '../../../shared/model/finding.ts';
import type { ScanConfig } from '../../../shared/model/scan-config.ts';
import { sample } from '../../../shared/rules/sample.ts';
import { listChange } from '../../../shared/scan/change.ts';
import { createCollector } from '../../../shared/scan/collect.ts';
import { createEngine } from '../../../shared/scan/engine.ts';
import { detectorSetupOf } from '../../../shared/scan/fragment-scanner.ts';
import { KNOWN_RULES } from '../../../shared/scan/rule-list.ts';
import { gitEnvironment } from '../../../shared/sources/git.ts';
import { listCommits, listDiff } from '../../../shared/sources/list-changes.ts';
import { PIECE_BYTES } from '../../../shared/sources/pieces.ts';
import { DEFAULT_READ_LIMITS, type SourceItem } from '../../../shared/sources/source-item.ts';
import { createSandbox, type Sandbox } from '../../support/repository.ts';

const leak = (seed: number): string => sample('STRIPE_SECRET_KEY=sk_live_{{alnum:24}}\n', seed);
const large = (seed: number): string => 'just a line of some log\n'.repeat((2.5 * PIECE_BYTES) / 24) + leak(seed);

const limits = { ...DEFAULT_READ_LIMITS, archives: true };
let box: Sandbox;
let base: string;
let head: string;
let packed: string;

/** Lines that come, go and come back, in files that are moved, merged, large, packed, in UTF-16, binary, allowed. */
beforeAll(() => {
  box = createSandbox();
  box.git('init', '-q', '-b', 'main');
  base = box.commit({ 'a.env': `A=1\n${leak(1)}B=2\n`, 'old.env': `${'X=1\n'.repeat(9)}${leak(2)}`, 'big.log': large(3) });
  box.commit({ 'a.env': 'A=1\nB=2\n', 'b.env': leak(4), 'c.env': leak(5) });
  box.commit({ 'a.env': `A=1\n${leak(1)}B=2\n`, 'c.env': null });
  box.git('mv', 'old.env', 'new.env');
  box.commit({ 'new.env': `${'X=1\n'.repeat(9)}${leak(2)}${leak(6)}`, 'd.env': `${leak(7).trim()} # gitleaks:allow\n` });
  packed = box.commit({ 'big.log': large(3) + leak(8), 'packed.gz': gzipSync(leak(9)), 'wide.env': Buffer.from(`\ufeff${leak(10)}`, 'utf16le') });
  box.commit({ 'b.env': `${leak(11)}${leak(4)}`, 'some.bin': randomBytes(3000) });
  box.git('checkout', '-q', '-b', 'side', 'HEAD~2');
  box.commit({ 'side.env': leak(12), 'b.env': `${leak(4)}${leak(13)}` });
  box.git('checkout', '-q', 'main');
  box.git('merge', '-q', '--no-commit', '-X', 'ours', 'side');
  head = box.commit({ 'merge.env': leak(14) }, 'merge');
});
afterAll(() => box.remove());

interface Read {
  readonly findings: readonly Finding[];
  readonly silenced: readonly Finding[];
  readonly files: number;
}

const scanItems = async (config: ScanConfig, ...sources: readonly AsyncIterable<SourceItem>[]): Promise<Read> => {
  const engine = createEngine({ ...detectorSetupOf(config, true), limits });
  const collector = createCollector();
  let files = 0;
  for (const items of sources) {
    for await (const item of items) {
      if (item.kind === 'bytes') files += 1;
      collector.add(await engine.scanBatch([item]));
    }
  }
  const { findings, suppressed } = collector.finish();
  return { findings, silenced: suppressed.map(({ finding }) => finding), files };
};

const plain = ({ findings, silenced }: Read) => [findings, silenced].map((each) => each.map(({ secret, ...rest }) => ({ ...rest, value: secret.reveal() })));

const both = async (config: ScanConfig): Promise<{ readonly once: Read; readonly apart: Read }> => {
  const options = { cwd: box.folder, env: gitEnvironment(process.env, box.folder), limits };
  return {
    once: await scanItems(config, listChange({ base, head }, options)),
    apart: await scanItems(config, listDiff(`${base}...${head}`, options), listCommits(`${base}..${head}`, options)),
  };
};

describe('a change that is read once', () => {
  it('has what its net difference and its commits have, read one after the other', async () => {
    const { once, apart } = await both(defaultConfig(KNOWN_RULES));
    expect(plain(once)).toEqual(plain(apart));
    expect(once.findings.length).toBeGreaterThan(9);
    expect(once.silenced.map(({ origin }) => origin.path)).toContain('d.env');
    // gone again, or there before: a commit alone brought it
    expect(once.findings.filter(({ origin }) => origin.commit !== undefined).map(({ origin }) => origin.path)).toEqual(['a.env', 'c.env']);
    expect(once.findings.find(({ origin }) => origin.path === 'packed.gz!packed')?.since).toMatch(/^[0-9a-f]{40}$/);
    expect(once.files).toBeLessThan(apart.files);
  });

  it('asks the rules of a user for each commit, where they speak of commits', async () => {
    const rule = { id: 'mine', title: 'Mine', pattern: 'sk_live_[0-9A-Za-z]{24}', keywords: ['sk_live'], severity: 'high', confidence: 'high' } as const;
    const { rules: _, ...rest } = defaultConfig(KNOWN_RULES);
    const config = { ...rest, rules: [], userRules: [{ ...rule, allowlists: [{ name: 'known', condition: 'any' as const, commits: [packed] }] }] };
    const { once, apart } = await both(config);
    expect(plain(once)).toEqual(plain(apart));
    const since = new Map(once.findings.filter(({ ruleId }) => ruleId === 'mine').map((finding) => [finding.origin.path, finding.since]));
    expect([since.has('wide.env'), since.get('wide.env')]).toEqual([true, undefined]);
    expect(since.get('new.env')).toMatch(/^[0-9a-f]{40}$/);
  });
});
