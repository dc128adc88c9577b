// Large pull requests, scanned and told by the built Action against GitHub's API on loopback: seconds, and memory of the Action and of git together.
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadTs, ROOT } from '../scripts/load-ts.mjs';
import { median } from './measure.mjs';
import { watchMemory } from './tree-memory.mjs';

const { sample } = await loadTs('shared/rules/sample.ts');
const { startGithub } = await loadTs('test/fakes/github.ts');

/** Quoted for two processors that do nothing else. */
const MOST_SECONDS = 10;
const MOST_MEGABYTES = 300;

/** `leaky`: a leak in every so many commits; every other one of these is taken out again at the end. `depth`: of the clone, 0 for all. */
const CASES = [
  { name: 'pull request, full clone', files: 5000, commits: 500, leaky: 10, depth: 0 },
  { name: 'pull request, depth 1', files: 5000, commits: 500, leaky: 10, depth: 1 },
  { name: 'pull request, 2,500 leaks', files: 2500, commits: 2500, leaky: 1, depth: 1 },
];

const git = (cwd, ...args) =>
  execFileSync('git', ['-c', 'protocol.file.allow=always', ...args], { cwd, encoding: 'utf8', env: { ...process.env, GIT_CONFIG_GLOBAL: '/dev/null' } }).trim();

/** About 4 kB of plausible source. */
const textOf = (i, round) =>
  Array.from(
    { length: 60 },
    (_, line) => `export const value${i}_${line} = compute(${(i * 31 + line * 7 + round) % 997}, 'item ${line}'); // round ${round}`,
  ).join('\n');

/** The stream that `git fast-import` reads (git-fast-import). */
const history = ({ files, commits, leaky }) => {
  const perCommit = Math.ceil(files / commits);
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
    if (c % leaky === 0) changes.push([`deploy/${c}.env`, `STRIPE_SECRET_KEY=${sample('sk_live_{{alnum:24}}', c + 1)}\n`]);
    commit('refs/heads/topic', `work ${c}`, changes);
  }
  commit(
    'refs/heads/topic',
    'remove some',
    Array.from({ length: Math.ceil(commits / leaky / 2) }, (_, i) => [`deploy/${i * 2 * leaky}.env`, null]),
  );
  return parts.join('');
};

/** Runs the Action once in a fresh clone; gives undefined when it does not say what it must. */
const runOnce = async (home, { name, commits, leaky, depth }) => {
  const [server, workspace] = [join(home, 'server'), join(home, 'workspace')];
  const [base, head] = ['main', 'topic'].map((branch) => git(server, 'rev-parse', branch));
  rmSync(workspace, { recursive: true, force: true });
  git(home, 'clone', '-q', '--no-local', ...(depth > 0 ? [`--depth=${depth}`] : []), '-b', 'topic', `file://${server}`, workspace);
  git(workspace, 'checkout', '-q', '--detach', head);
  const repository = { full_name: 'acme/app' };
  const pull = { number: 7, commits: commits + 1, base: { sha: base, ref: 'main', repo: repository }, head: { sha: head, ref: 'topic', repo: repository } };
  writeFileSync(join(home, 'event.json'), JSON.stringify({ pull_request: pull }));
  for (const file of ['output', 'summary', 'state']) writeFileSync(join(home, file), '');
  const github = await startGithub();
  try {
    const { pulls, comments } = github.repository('acme/app');
    const ends = { head: { sha: head, ref: 'topic', repository: 'acme/app' }, base: { sha: base, ref: 'main' } };
    pulls.set(7, { number: 7, state: 'open', draft: false, title: 'x', ...ends, files: [], commits: [] });
    const started = performance.now();
    const child = spawn(process.execPath, [join(ROOT, 'dist/action/main.js')], {
      cwd: workspace,
      stdio: ['ignore', 'ignore', 'inherit'],
      env: {
        PATH: process.env.PATH,
        HOME: home,
        GITHUB_EVENT_NAME: 'pull_request',
        GITHUB_EVENT_PATH: join(home, 'event.json'),
        GITHUB_WORKSPACE: workspace,
        GITHUB_REPOSITORY: 'acme/app',
        GITHUB_API_URL: github.url,
        GITHUB_OUTPUT: join(home, 'output'),
        GITHUB_STEP_SUMMARY: join(home, 'summary'),
        'INPUT_GITHUB-TOKEN': github.token(),
        'INPUT_REPORT-FILE': join(home, 'report.json'),
      },
    });
    const stopWatching = watchMemory(child.pid);
    const [status] = await once(child, 'close');
    const seconds = (performance.now() - started) / 1000;
    const megabytes = stopWatching();
    const { findings } = JSON.parse(readFileSync(join(home, 'report.json'), 'utf8'));
    const expected = Math.ceil(commits / leaky);
    const gone = findings.filter((finding) => finding.commit !== undefined).length;
    if (status === 1 && findings.length === expected && gone === Math.ceil(expected / 2) && comments.length === 1) return { seconds, megabytes, expected };
    console.error(`${name}: status ${status}, ${findings.length} findings (${gone} only in the history), ${comments.length} comments; ${expected} expected`);
    return undefined;
  } finally {
    await github.close();
  }
};

/** @returns {Promise<number>} how many bars were missed */
export const benchPullRequests = async (runs, only) => {
  let failed = 0;
  for (const each of CASES.filter(({ name }) => name.includes(only))) {
    const home = mkdtempSync(join(tmpdir(), 'watertight-bench-'));
    try {
      mkdirSync(join(home, 'server'));
      git(join(home, 'server'), 'init', '-q', '-b', 'main');
      git(join(home, 'server'), 'config', 'uploadpack.allowAnySHA1InWant', 'true');
      execFileSync('git', ['fast-import', '--quiet'], { cwd: join(home, 'server'), input: history(each), maxBuffer: 1 << 30 });
      const done = [];
      for (let run = 0; run < runs; run++) done.push(await runOnce(home, each));
      if (done.includes(undefined)) {
        failed += 1;
        continue;
      }
      const seconds = median(done.map((run) => run.seconds));
      const megabytes = median(done.map((run) => run.megabytes));
      console.log(
        `${each.name.padEnd(26)} ${each.files} files in ${each.commits + 1} commits: ${seconds.toFixed(2)} s, ${megabytes.toFixed(0)} MB peak with git, ${done[0].expected} findings`,
      );
      if (seconds <= MOST_SECONDS && megabytes <= MOST_MEGABYTES) continue;
      console.error(`${each.name}: more than ${MOST_SECONDS} s or ${MOST_MEGABYTES} MB`);
      failed += 1;
    } finally {
      rmSync(home, { recursive: true, force: true });
    }
  }
  return failed;
};
