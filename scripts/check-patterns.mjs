#!/usr/bin/env node
// Asks `recheck` about every built-in pattern that has no verdict yet and stores what it says, keyed by a hash of the pattern, in
// test/unit/rules/pattern-verdicts.json. The rule test fails when a pattern has no verdict. Verdicts of patterns that are gone are dropped.
//
//   node scripts/check-patterns.mjs
import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { build } from 'esbuild';
import { check } from 'recheck';

const STORE = 'test/unit/rules/pattern-verdicts.json';

const bundle = await build({ entryPoints: ['shared/rules/index.ts'], bundle: true, format: 'esm', write: false, logLevel: 'warning' });
const { RULES } = await import(`data:text/javascript;base64,${Buffer.from(bundle.outputFiles[0].text).toString('base64')}`);

const read = () => {
  try {
    return JSON.parse(readFileSync(STORE, 'utf8'));
  } catch {
    return {};
  }
};
const known = read();
const verdicts = {};
const save = () => writeFileSync(STORE, `${JSON.stringify(Object.fromEntries(Object.entries(verdicts).sort(([a], [b]) => (a < b ? -1 : 1))), null, 2)}\n`);

let asked = 0;
for (const rule of RULES) {
  const hash = createHash('sha256')
    .update(`${rule.flags ?? ''}:${rule.pattern}`)
    .digest('hex')
    .slice(0, 16);
  if (known[hash] === undefined) {
    const diagnostics = await check(rule.pattern, rule.flags ?? '', { timeout: 10_000 });
    const verdict = diagnostics.status === 'vulnerable' ? diagnostics.complexity.summary.replace(' (fuzz)', '') : diagnostics.status;
    known[hash] = `${rule.id}: ${verdict}`;
    asked += 1;
    process.stderr.write(`${known[hash]}\n`);
  }
  verdicts[hash] = known[hash];
}
save();
process.stderr.write(`${RULES.length} rules, ${asked} newly checked\n`);
