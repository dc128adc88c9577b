import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { CHECKSUM_NAMES } from '../../../shared/detect/checksums.ts';
import { matchRules } from '../../../shared/detect/match-rules.ts';
import { createPrefilter } from '../../../shared/detect/prefilter.ts';
import type { Rule } from '../../../shared/model/rule.ts';
import { RULES } from '../../../shared/rules/index.ts';
import { sample } from '../../../shared/rules/sample.ts';
import { hashOfSkeleton, skeletonOf } from '../../support/pattern-skeleton.ts';

const verdicts: Record<string, string> = JSON.parse(readFileSync(join(__dirname, 'pattern-verdicts.json'), 'utf8'));

const prefilter = createPrefilter(RULES);
const ruleOf = new Map(RULES.map((rule) => [rule.id, rule]));

/** A path that the rule's own globs accept. */
const pathFor = (rule: Rule): string => rule.paths?.[0]?.replaceAll('**/', 'folder/').replaceAll('*', 'file') ?? 'src/settings.txt';

const idsIn = (rule: Rule, text: string): string[] => matchRules(text, pathFor(rule), RULES, prefilter.search(text)).map((candidate) => candidate.ruleId);

describe('the set of rules', () => {
  it('is not empty', () => expect(RULES.length).toBeGreaterThanOrEqual(300));

  it('has unique ids', () => {
    const ids = RULES.map((rule) => rule.id);
    expect(ids.filter((id, index) => ids.indexOf(id) !== index)).toEqual([]);
  });
});

describe.each(RULES.map((rule) => [rule.id, rule] as const))('%s', (id, rule) => {
  it('is well formed', () => {
    expect(id).toMatch(/^[a-z0-9]+(?:-[a-z0-9]+)+$/);
    expect(rule.title).not.toBe('');
    expect(rule.keywords.length).toBeGreaterThan(0);
    for (const keyword of rule.keywords) expect(keyword).toMatch(/^[\x20-\x7e]{3,}$/);
    expect(rule.pattern.split('(?<secret>').length).toBe(2);
    // no unbounded quantifier outside a character class; escapes are taken out first
    const bare = rule.pattern.replace(/\\./g, 'x').replace(/\[[^\]]*\]/g, 'x');
    expect(bare).not.toMatch(/[*+]|\{\d+,\}/);
    // `^` and `$` would mean the ends of a window, not of a line
    expect(bare).not.toMatch(/[\^$]/);
    expect(new RegExp(rule.pattern, rule.flags)).toBeInstanceOf(RegExp);
    if (rule.checksum !== undefined) expect(CHECKSUM_NAMES).toContain(rule.checksum);
    if (rule.pair !== undefined) expect(ruleOf.has(rule.pair.rule)).toBe(true);
    for (const link of [rule.source, rule.rotate]) if (link !== undefined) expect(link).toMatch(/^https:\/\/\S+$/);
    for (const text of [...rule.examples, ...(rule.counterExamples ?? [])]) expect(() => sample(text)).not.toThrow();
  });

  it('finds its examples', () => {
    expect(rule.examples.length).toBeGreaterThan(0);
    if (rule.component === true) return;
    for (const example of rule.examples) expect([example, idsIn(rule, sample(example))]).toEqual([example, expect.arrayContaining([id])]);
  });

  it('finds an example again far inside a long text', () => {
    if (rule.component === true) return;
    const text = sample(rule.examples[0]!);
    expect(idsIn(rule, `${'lorem ipsum\n'.repeat(200)}${text}\n${'dolor sit amet\n'.repeat(200)}`)).toContain(id);
  });

  it('leaves its counter-examples alone', () => {
    for (const text of rule.counterExamples ?? []) expect([text, idsIn(rule, sample(text))]).toEqual([text, expect.not.arrayContaining([id])]);
  });

  it('has a verdict on its worst case', () => {
    // `scripts/check-patterns.mjs` stores the verdicts. No pattern is exponential. Where one is polynomial, an attempt at one place still
    // costs a bounded time, since every quantifier is bounded, and the pattern only meets windows around its keywords, 768 characters by
    // default: these bound the number of attempts.
    const verdict = verdicts[hashOfSkeleton(skeletonOf(rule))];
    expect(verdict).toMatch(/^safe$|^[2-5]\w\w degree polynomial$/);
    const span = (rule.window?.before ?? 256) + (rule.window?.after ?? 512);
    expect(span).toBeLessThanOrEqual(/^[45]/.test(verdict ?? '') ? 1600 : 8192);
  });
});
