// A log as a build writes it, the same each time: some 93 bytes a line, and two leaks after every 100,000 lines.
import { loadTs } from '../scripts/load-ts.mjs';

const { sample } = await loadTs('shared/rules/sample.ts');

const LINES_OF_BLOCK = 5000;

const stamp = (i) =>
  `2026-05-11T${String(Math.floor(i / 3600) % 24).padStart(2, '0')}:${String(Math.floor(i / 60) % 60).padStart(2, '0')}:${String(i % 60).padStart(2, '0')}.${String(i % 10_000_000).padStart(7, '0')}Z `;
const words = ['Compiling', 'Downloading', 'Resolved', 'linking', 'checking out', 'cache restored from', 'tests passed in', 'warning: unused variable'];

/** `count` lines from the line `from` on: a multiple of 5,000. */
export function* logBlocks(from, count) {
  for (let line = from; line < from + count; ) {
    let block = '';
    for (let i = 0; i < LINES_OF_BLOCK; i++, line++)
      block += `${stamp(line)}${words[line % words.length]} module-${line % 977}/src/file_${line % 613}.rs in ${line % 89}ms (sha ${((line * 2654435761) >>> 0).toString(16)})\n`;
    if (line % 100_000 === 0)
      block += sample(
        `${stamp(line)}+ export DEPLOY_PASSWORD={{lower:7}}{{digit:3}}\n${stamp(line)}+ curl -u deploy:{{alnum:14}} https://artifacts.acme.dev/\n`,
        line,
      );
    yield block;
  }
}
