#!/usr/bin/env node
// Adds up what several test runs reported and prints the total, alone on the last line. Fails when a run reported nothing.
import { readFileSync } from 'node:fs';

const total = { passed: 0, failed: 0, skipped: 0 };
for (const file of process.argv.slice(2)) {
  // Jest's line, or the one that closes the tests in the editor.
  const text = readFileSync(file, 'utf8');
  const line = text.match(/^Tests:\s.*$/m)?.[0] ?? text.match(/^\d+ passed, \d+ failed.*$/gm)?.pop();
  if (line === undefined) {
    console.error(`total: no tests were counted in ${file}`);
    process.exit(1);
  }
  for (const [, count, kind] of line.matchAll(/(\d+) (passed|failed|skipped)/g)) total[kind] += Number(count);
}
console.log(`${total.passed} passed, ${total.failed} failed${total.skipped > 0 ? `, ${total.skipped} skipped` : ''}`);
process.exitCode = total.failed > 0 || total.passed === 0 ? 1 : 0;
