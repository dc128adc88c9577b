import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { matchRules } from '../../../shared/detect/match-rules.ts';
import type { Finding } from '../../../shared/model/finding.ts';
import { RULES } from '../../../shared/rules/index.ts';
import { sample } from '../../../shared/rules/sample.ts';
import { createCollector } from '../../../shared/scan/collect.ts';
import { createEngine } from '../../../shared/scan/engine.ts';
import { createRuleSet, scanFragment } from '../../../shared/scan/scan-fragment.ts';
import { splitItem } from '../../../shared/sources/read-item.ts';
import { DEFAULT_READ_LIMITS, type SourceItem } from '../../../shared/sources/source-item.ts';

const ruleSet = createRuleSet(RULES);

/** Ordinary lines, with an example of some rule now and then. */
const mixed = (count: number, every: number): string => {
  const examples = RULES.flatMap((rule) => rule.examples);
  return Array.from({ length: count }, (_, i) =>
    i % every === 0 ? sample(examples[(i * 7919) % examples.length] ?? '', i) : `line ${i}: compiling module-${i % 97} into target/${i % 13}, ${i % 89} ms`,
  ).join('\n');
};

const plain = (findings: readonly Finding[]) => findings.map(({ secret, reasons, ...rest }) => ({ ...rest, value: secret.reveal(), reasons }));

describe('the prefilter', () => {
  it('lets everything through that a search without it finds', () => {
    const text = mixed(240, 3);
    // A few rules want their keyword near a match, not in it: it is part of what they mean, so searching without it is no comparison.
    const plain = (pattern: string): string =>
      pattern
        .replace(/\[([A-Z])([a-z])\]/g, '$2')
        .replace(/\\(.)/g, '$1')
        .toLowerCase();
    const own = RULES.map((rule, index) => ({ rule, index })).filter(({ rule }) =>
      rule.keywords.every((keyword) => plain(rule.pattern).includes(keyword.toLowerCase())),
    );
    expect(own.length).toBeGreaterThan(RULES.length * 0.6);
    const compared = new Set(own.map(({ rule }) => rule.id));
    const everywhere = Array.from({ length: Math.ceil(text.length / 100) }, (_, i) => Math.min(text.length, (i + 1) * 100));
    const all = { rules: new Map(own.map(({ index }) => [index, everywhere])), words: [], encoded: [] };
    const key = ({ ruleId, range }: { ruleId: string; range: { start: number; end: number } }) => `${ruleId} ${range.start} ${range.end}`;
    const without = new Set(
      matchRules(text, 'a.txt', RULES, all)
        .filter(({ ruleId }) => compared.has(ruleId))
        .map(key),
    );
    const withIt = new Set(matchRules(text, 'a.txt', RULES, ruleSet.prefilter.search(text)).map(key));
    expect(withIt.size).toBeGreaterThan(40);
    expect([...without].filter((found) => !withIt.has(found))).toEqual([]);
  });
});

describe('the same text', () => {
  it('gives the same findings again', () => {
    const text = mixed(400, 5);
    const [first, second] = [1, 2].map(() => plain(scanFragment({ text, origin: { path: 'a/b.txt' } }, ruleSet)));
    expect(first?.length).toBeGreaterThan(30);
    expect(second).toEqual(first);
  });

  it('gives the same findings whole and in pieces', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'watertight-pieces-'));
    try {
      const text = mixed(160_000, 400);
      expect(text.length).toBeGreaterThan(8.5e6);
      const absolute = join(folder, 'big.log');
      writeFileSync(absolute, text);
      const item: SourceItem = { kind: 'file', path: 'big.log', absolute, bytes: Buffer.byteLength(text) };
      const pieces = splitItem(item, DEFAULT_READ_LIMITS);
      expect(pieces.length).toBeGreaterThan(1);
      const engine = createEngine({
        rules: RULES,
        userRules: [],
        disabledRules: [],
        severities: [],
        allowlists: [],
        limits: DEFAULT_READ_LIMITS,
        inlineAllows: true,
      });
      const collector = createCollector();
      for (const piece of [...pieces].reverse()) collector.add(await engine.scanBatch([piece]));
      const cut = collector.finish();
      const whole = scanFragment({ text, origin: { path: 'big.log' } }, ruleSet);
      expect(whole.length).toBeGreaterThan(300);
      expect(plain(cut.findings)).toEqual(plain(whole));
      expect(cut.files).toBe(1);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});
