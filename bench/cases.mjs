// What is measured: each case makes its data in a folder and says how many findings it must print, so that no case can measure the wrong thing.
import { execFileSync, spawnSync } from 'node:child_process';
import { closeSync, cpSync, existsSync, mkdirSync, openSync, readdirSync, statSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { loadTs, ROOT } from '../scripts/load-ts.mjs';
import { logBlocks } from './log-blocks.mjs';

const { sample } = await loadTs('shared/rules/sample.ts');

/** Packages of the lock file, so that the tree is the same everywhere: some 40 MB in 8,000 files. */
const PACKAGES =
  '@babel @jest @noble @secretlint @sinclair @types ajv caniuse-lite commander fast-check fflate jest-circus knip lodash oxc-parser path-scurry re2js recheck secretlint typescript undici valibot yaml zod'.split(
    ' ',
  );

const LEAKS = [
  'STRIPE_SECRET_KEY=sk_live_{{alnum:24}}',
  'GITHUB_TOKEN=ghp_{{alnum:36}}',
  'DATABASE_URL=postgres://app:{{alnum:14}}@db.internal:5432/app',
  'DB_PASSWORD={{lower:6}}{{digit:2}}',
];

const sizeOf = (folder) =>
  readdirSync(folder, { recursive: true, withFileTypes: true }).reduce(
    (sum, entry) => sum + (entry.isFile() ? statSync(join(entry.parentPath, entry.name)).size : 0),
    0,
  );

const sourceTree = (folder) => {
  for (const name of PACKAGES) {
    const from = join(ROOT, 'node_modules', name);
    if (existsSync(from))
      cpSync(from, join(folder, 'packages', name), {
        recursive: true,
        dereference: true,
        filter: (path) => !/\.(?:map|node|wasm|jar)$/.test(path) && !path.slice(from.length).includes('node_modules'),
      });
  }
  writeFileSync(join(folder, '.env'), sample(`${LEAKS.join('\n')}\n`));
};

const smallFiles = (folder) => {
  for (let i = 0; i < 5000; i++) {
    const name = join(folder, `service-${i % 50}`, `file-${i}.ts`);
    mkdirSync(join(name, '..'), { recursive: true });
    writeFileSync(
      name,
      `import { get } from './http.ts';\n\nexport const load${i} = async (id: string): Promise<string> => {\n  const answer = await get(\`/items/\${id}\`);\n  return answer.token ?? '${i}';\n};\n`,
    );
    if (i % 1000 === 0) writeFileSync(`${name}.env`, sample(`${LEAKS[1]}\n`, i + 1));
  }
};

const bigLog = (folder) => {
  const file = openSync(join(folder, 'build.log'), 'w');
  for (const block of logBlocks(0, LOG_LINES)) writeSync(file, block);
  closeSync(file);
};
const LOG_LINES = 2_300_000;

const history = (folder) => {
  const git = (args, input) => execFileSync('git', ['-C', folder, ...args], { input, stdio: ['pipe', 'ignore', 'ignore'], maxBuffer: 1 << 30 });
  git(['init', '-q', '-b', 'main']);
  let stream = '';
  for (let i = 0; i < 1000; i++) {
    const text = `export const version = ${i};\n${Array.from({ length: 60 }, (_, k) => `export const value${k} = compute(${(i * 31 + k) % 997}, 'item-${k}');\n`).join('')}`;
    const leak = i % 100 === 50 ? sample('API_TOKEN={{alnum:40}}\n', i) : '';
    stream += `commit refs/heads/main\ncommitter Bench <bench@example.com> ${1700000000 + i} +0000\ndata 4\nwork\n`;
    stream += `M 100644 inline src/file-${i % 40}.ts\ndata ${text.length}\n${text}\n`;
    if (leak !== '') stream += `M 100644 inline .env\ndata ${leak.length}\n${leak}\n`;
  }
  git(['fast-import', '--quiet'], stream);
  spawnSync('git', ['-C', folder, 'reset', '-q', '--hard'], { stdio: 'ignore' });
};

/** `expected`: how many findings it must print; `peer`: measured beside secretlint in the same run. */
export const CASES = [
  { name: 'source tree', make: sourceTree, args: ['scan', '.'], expected: 4, only: (finding) => finding.path === '.env', peer: true, sizeOf },
  { name: '5,000 small files', make: smallFiles, args: ['scan', '.'], expected: 5, peer: true, sizeOf },
  { name: 'log of 200 MB', make: bigLog, args: ['scan', 'build.log'], expected: 2 * Math.floor(LOG_LINES / 100_000), sizeOf },
  { name: 'history of 1,000 commits', make: history, args: ['scan', '--history'], expected: 10, sizeOf },
];
