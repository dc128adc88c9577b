#!/usr/bin/env node
// Asks `recheck` about the worst case of every built-in pattern that has no verdict yet, and stores what it says, keyed by a hash of the
// pattern's skeleton, in test/unit/rules/pattern-verdicts.json. The rule test fails when a pattern has no verdict. Verdicts of patterns that
// are gone are dropped. It takes some seconds for each new pattern.
//
//   node scripts/check-patterns.mjs
import { readFileSync, writeFileSync } from 'node:fs';
import { build } from 'esbuild';
import { check } from 'recheck';

const STORE = 'test/unit/rules/pattern-verdicts.json';

const bundle = await build({
  stdin: {
    contents: "export { RULES } from './shared/rules/index.ts'; export { hashOfSkeleton, skeletonOf } from './test/support/pattern-skeleton.ts';",
    resolveDir: process.cwd(),
  },
  bundle: true,
  platform: 'node',
  format: 'esm',
  write: false,
  logLevel: 'warning',
});
const { RULES, hashOfSkeleton, skeletonOf } = await import(`data:text/javascript;base64,${Buffer.from(bundle.outputFiles[0].text).toString('base64')}`);

const known = JSON.parse(readFileSync(STORE, 'utf8'));
const wanted = new Map(RULES.map((rule) => [hashOfSkeleton(skeletonOf(rule)), rule]));
const save = () => {
  const kept = Object.entries(known).filter(([hash]) => wanted.has(hash));
  writeFileSync(STORE, `${JSON.stringify(Object.fromEntries(kept.sort(([a], [b]) => (a < b ? -1 : 1))), null, 2)}\n`);
};

const ACCEPTED = /^safe$|^\d\w\w degree polynomial$/;
const ask = async (pattern, flags = '') => {
  const { status, complexity } = await check(pattern, flags, { timeout: 20_000 });
  return status === 'vulnerable' ? complexity.summary.replace(' (fuzz)', '') : status;
};

const open = [...wanted].filter(([hash]) => !ACCEPTED.test(known[hash]));
process.stderr.write(`${RULES.length} rules, ${wanted.size} kinds of pattern, ${open.length} without a verdict\n`);
for (const [hash, rule] of open) {
  known[hash] = await ask(skeletonOf(rule));
  // A skeleton can be worse than what it stands for: where it looks exponential, the pattern itself decides.
  if (!ACCEPTED.test(known[hash])) known[hash] = await ask(rule.pattern, rule.flags ?? '');
  process.stderr.write(`${known[hash]}: ${rule.id}\n`);
  save();
}
save();
