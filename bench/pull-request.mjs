#!/usr/bin/env node
// A pull request of 5,000 files and 500 commits, scanned and told by the built Action against GitHub's API on loopback: seconds and peak memory.
//   node bench/pull-request.mjs [--files 5000] [--commits 500] [--depth 1]
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { loadTs, ROOT } from '../scripts/load-ts.mjs';

const option = (name, fallback) => {
  const at = process.argv.indexOf(`--${name}`);
  return at < 0 ? fallback : Number(process.argv[at + 1]);
};
const [files, commits, depth] = [option('files', 5000), option('commits', 500), option('depth', 0)];
const perCommit = Math.ceil(files / commits);

/** A leak in every tenth commit; every other one of these is taken out again at the end. */
const LEAKY = 10;

const { sample } = await loadTs('shared/rules/sample.ts');
const { startGithub } = await loadTs('test/fakes/github.ts');

const home = mkdtempSync(join(tmpdir(), 'watertight-bench-'));
const [server, workspace] = [join(home, 'server'), join(home, 'workspace')];
const git = (cwd, ...args) =>
  execFileSync('git', ['-c', 'protocol.file.allow=always', ...args], { cwd, encoding: 'utf8', env: { ...process.env, GIT_CONFIG_GLOBAL: '/dev/null' } }).trim();

/** About 4 kB of plausible source. */
const textOf = (i, round) =>
  Array.from(
    { length: 60 },
    (_, line) => `export const value${i}_${line} = compute(${(i * 31 + line * 7 + round) % 997}, 'item ${line}'); // round ${round}`,
  ).join('\n');

/** The stream that `git fast-import` reads (git-fast-import). */
const history = () => {
  const parts = [];
  const commit = (ref, message, changes) => {
    parts.push(`commit ${ref}\ncommitter B <b@example.com> ${1_700_000_000 + parts.length} +0000\ndata ${Buffer.byteLength(message)}\n${message}\n`);
    for (const [path, text] of changes) parts.push(text === null ? `D ${path}\n` : `M 100644 inline ${path}\ndata ${Buffer.byteLength(text)}\n${text}\n`);
  };
  const path = (i) => `src/part${i % 50}/file${i}.ts`;
  commit(
    'refs/heads/main',
    'base',
    Array.from({ length: files }, (_, i) => [path(i), `${textOf(i, 0)}\n`]),
  );
  parts.push('reset refs/heads/topic\nfrom refs/heads/main\n\n');
  for (let c = 0; c < commits; c++) {
    const changes = Array.from({ length: perCommit }, (_, j) => c * perCommit + j).map((i) => [path(i), `${textOf(i, 0)}\n${textOf(i, 1)}\n`]);
    if (c % LEAKY === 0) changes.push([`deploy/${c}.env`, `STRIPE_SECRET_KEY=${sample('sk_live_{{alnum:24}}', c + 1)}\n`]);
    commit('refs/heads/topic', `work ${c}`, changes);
  }
  commit(
    'refs/heads/topic',
    'remove some',
    Array.from({ length: Math.ceil(commits / LEAKY / 2) }, (_, i) => [`deploy/${i * 2 * LEAKY}.env`, null]),
  );
  return parts.join('');
};

const github = await startGithub();
try {
  mkdirSync(server);
  git(server, 'init', '-q', '-b', 'main');
  git(server, 'config', 'uploadpack.allowAnySHA1InWant', 'true');
  execFileSync('git', ['fast-import', '--quiet'], { cwd: server, input: history(), maxBuffer: 1 << 30 });
  const [base, head] = ['main', 'topic'].map((name) => git(server, 'rev-parse', name));
  git(home, 'clone', '-q', '--no-local', ...(depth > 0 ? [`--depth=${depth}`] : []), '-b', 'topic', `file://${server}`, workspace);
  git(workspace, 'checkout', '-q', '--detach', head);
  github.repository('acme/app').pulls.set(7, {
    number: 7,
    state: 'open',
    draft: false,
    title: 'x',
    head: { sha: head, ref: 'topic', repository: 'acme/app' },
    base: { sha: base, ref: 'main' },
    files: [],
    commits: [],
  });
  const event = join(home, 'event.json');
  writeFileSync(
    event,
    JSON.stringify({
      pull_request: {
        number: 7,
        base: { sha: base, ref: 'main', repo: { full_name: 'acme/app' } },
        head: { sha: head, ref: 'topic', repo: { full_name: 'acme/app' } },
      },
    }),
  );
  for (const name of ['output', 'summary', 'state']) writeFileSync(join(home, name), '');
  const peak = join(home, 'peak');
  const started = performance.now();
  const child = spawn(process.execPath, ['--import', pathToFileURL(join(ROOT, 'bench/peak-memory.mjs')).href, join(ROOT, 'dist/action/main.js')], {
    cwd: workspace,
    stdio: ['ignore', 'ignore', 'inherit'],
    env: {
      PATH: process.env.PATH,
      HOME: home,
      GITHUB_EVENT_NAME: 'pull_request',
      GITHUB_EVENT_PATH: event,
      GITHUB_WORKSPACE: workspace,
      GITHUB_REPOSITORY: 'acme/app',
      GITHUB_API_URL: github.url,
      GITHUB_OUTPUT: join(home, 'output'),
      GITHUB_STEP_SUMMARY: join(home, 'summary'),
      'INPUT_GITHUB-TOKEN': github.token(),
      'INPUT_REPORT-FILE': join(home, 'report.json'),
      BENCH_PEAK_FILE: peak,
    },
  });
  const [status] = await once(child, 'close');
  const seconds = (performance.now() - started) / 1000;
  const { findings, summary } = JSON.parse(readFileSync(join(home, 'report.json'), 'utf8'));
  const [comment] = github.repository('acme/app').comments;
  const expected = Math.ceil(commits / LEAKY);
  const gone = findings.filter((finding) => finding.commit !== undefined).length;
  console.log(
    `${files} files, ${commits + 1} commits${depth > 0 ? `, clone of depth ${depth}` : ''}: ${seconds.toFixed(2)} s, ${(Number(readFileSync(peak, 'utf8')) / 1000).toFixed(0)} MB peak; ${findings.length} findings (${gone} only in the history), ${(summary.bytesScanned / 1e6).toFixed(0)} MB read, comment of ${comment?.body.length} characters`,
  );
  if (status !== 1 || findings.length !== expected || gone !== Math.ceil(expected / 2) || comment === undefined) {
    console.error(`status ${status}, ${expected} findings and a comment expected`);
    process.exitCode = 1;
  }
} finally {
  await github.close();
  rmSync(home, { recursive: true, force: true });
}
