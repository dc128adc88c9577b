import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FakePull, FakeRepository } from '../fakes/github/world.ts';
import { type FakeGithub, startGithub } from '../fakes/github.ts';
import { readActLog, type WorkflowLog } from './act-log.ts';
import { describeWith } from './describe-with.ts';
import { createSandbox, type Sandbox } from './repository.ts';
import { addPull } from './run-logs.ts';
import { ROOT } from './source-files.ts';
import { buildStandIns, localRepositories } from './stand-ins.ts';

/**
 * act (https://nektosact.com): runs workflows on this machine as GitHub would, with the expressions, conditions, matrices, masks and artifacts of
 * its own. `node scripts/act.mjs` installs it. Its steps run on the machine itself (`-self-hosted`), not in a container. Of what GitHub does it
 * leaves out `permissions` (the token of a test says what it may), `concurrency` and the filters of branches.
 */
const PROGRAM = join(ROOT, '.cache/act/act');

/** Tests that run workflows: skipped by name where act is not installed, failed in CI. */
export const describeWithAct = (title: string, tests: () => void): void =>
  describeWith({ name: 'act', files: [PROGRAM, join(ROOT, '.cache/act/installed.txt')], install: 'node scripts/act.mjs' }, title, tests);

export interface WorkflowResult extends WorkflowLog {
  readonly status: number | null;
  readonly stderr: string;
}

/** An event as GitHub sends it. */
export interface WorkflowEvent {
  readonly name: string;
  readonly payload: object;
  /** `GITHUB_SHA` and `GITHUB_REF`: what is checked out without a word. */
  readonly sha: string;
  readonly ref: string;
}

export interface WorkflowRun {
  /** Default: may write everything. */
  readonly token?: string;
  readonly secrets?: Readonly<Record<string, string>>;
  readonly env?: Readonly<Record<string, string>>;
}

/** A repository on the fake of GitHub, and a machine that runs its workflows. */
export interface ActStage {
  /** The repository as it is at GitHub: all its branches. */
  readonly box: Sandbox;
  readonly github: FakeGithub;
  readonly repository: FakeRepository;
  /** For files of a test beside the repository. `hub/OWNER/NAME` in it is what git finds at github.com. */
  readonly folder: string;
  /** Runs a workflow of `.github/workflows`. */
  readonly run: (workflow: string, event: WorkflowEvent, more?: WorkflowRun) => Promise<WorkflowResult>;
  /** The zip file that the last run left under a name. */
  readonly artifact: (name: string) => Uint8Array | undefined;
  /** A commit on a pull request, and the event that tells of it. */
  readonly pull: (base: string, head: string, given?: Partial<FakePull>) => WorkflowEvent;
  readonly close: () => Promise<void>;
}

const REPOSITORY = 'acme/app';

const freePort = async (): Promise<number> => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  return typeof address === 'object' && address !== null ? address.port : 0;
};

/** act reads what a step prints from a terminal, and forgets what is still in there when a step fails: a failing step waits a little. */
const LINGER = "process.on('exit', (code) => { if (code !== 0) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 200); });\n";

const asSettings = (values: Readonly<Record<string, string>>): string =>
  Object.entries(values)
    .map(([name, value]) => `${name}=${value}\n`)
    .join('');

/** `workflows`: those that the repository has. Its first commit holds them. */
export const openActStage = async (workflows: Readonly<Record<string, string>>): Promise<ActStage> => {
  const folder = mkdtempSync(join(tmpdir(), 'watertight-act-'));
  const path = (...parts: string[]): string => join(folder, ...parts);
  const box = createSandbox();
  box.git('init', '-q', '-b', 'main');
  box.git('config', 'uploadpack.allowAnySHA1InWant', 'true'); // as GitHub does
  box.commit(Object.fromEntries(Object.entries(workflows).map(([name, text]) => [`.github/workflows/${name}`, text])), 'workflows');
  await buildStandIns(path('actions'));
  for (const name of ['home', 'hub/acme']) mkdirSync(path(name), { recursive: true });
  symlinkSync(box.folder, path('hub', REPOSITORY));
  writeFileSync(path('home/.gitconfig'), `[url "file://${path('hub')}/"]\n\tinsteadOf = https://github.com/\n`);
  writeFileSync(path('linger.cjs'), LINGER);
  const github = await startGithub();
  const repository = github.repository(REPOSITORY);
  const own = github.token();

  const run: ActStage['run'] = async (workflow, { name, payload, sha, ref }, { token = own, secrets = {}, env = {} } = {}) => {
    rmSync(path('artifacts'), { recursive: true, force: true });
    const event = { ...payload, repository: { full_name: REPOSITORY, default_branch: 'main' } };
    writeFileSync(path('event.json'), JSON.stringify(event));
    writeFileSync(path('secrets'), asSettings({ ...secrets, GITHUB_TOKEN: token }));
    const settings = {
      GITHUB_API_URL: github.url,
      GITHUB_REPOSITORY: REPOSITORY,
      GITHUB_REF: ref,
      SHA_REF: sha, // act's name for GITHUB_SHA
      GITHUB_RUN_ID: '4711',
      NODE_OPTIONS: `--require=${path('linger.cjs')}`,
      ...env,
    };
    writeFileSync(path('env'), asSettings(settings));
    const port = String(await freePort());
    const args = [name, '--json', '--strict', '-C', box.folder, '-W', `.github/workflows/${workflow}`, '-e', path('event.json')];
    const places = ['-P', 'ubuntu-latest=-self-hosted', '--action-cache-path', path('cache'), '--no-cache-server', '--no-skip-checkout'];
    const files = ['--secret-file', path('secrets'), '--env-file', path('env'), '--var-file', path('none'), '--input-file', path('none')];
    const artifacts = ['--artifact-server-path', path('artifacts'), '--artifact-server-addr', '127.0.0.1', '--artifact-server-port', port];
    const child = spawn(PROGRAM, [...args, ...places, ...files, ...artifacts, ...localRepositories(path('actions'), join(box.folder, '.github/workflows'))], {
      env: { PATH: `${path('actions/bin')}:${process.env['PATH'] ?? ''}`, HOME: path('home') },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const text = { stdout: '', stderr: '' };
    for (const stream of ['stdout', 'stderr'] as const) child[stream].setEncoding('utf8').on('data', (chunk: string) => (text[stream] += chunk));
    const [status] = (await once(child, 'close')) as [number | null];
    return { status, stderr: text.stderr, ...readActLog(text.stdout) };
  };

  return {
    box,
    github,
    repository,
    folder,
    run,
    artifact: (name) => {
      const file = path('artifacts', '4711', name, `${name}.zip`);
      return existsSync(file) ? new Uint8Array(readFileSync(file)) : undefined;
    },
    pull: (base, head, given = {}) => {
      const made = addPull(repository, { number: 7, head: { sha: head, ref: 'topic', repository: REPOSITORY }, base: { sha: base, ref: 'main' }, ...given });
      box.git('checkout', '-q', '--detach', base);
      box.git('merge', '-q', '--no-ff', '-m', 'merge', head);
      const sha = box.git('rev-parse', 'HEAD');
      box.git('update-ref', 'refs/pull/7/merge', sha);
      box.git('checkout', '-q', 'main');
      const pull_request = {
        number: 7,
        base: { ...made.base, repo: { full_name: REPOSITORY } },
        head: { sha: head, ref: made.head.ref, repo: { full_name: made.head.repository } },
      };
      return { name: 'pull_request', payload: { number: 7, pull_request }, sha, ref: 'refs/pull/7/merge' };
    },
    close: async () => {
      await github.close();
      box.remove();
      rmSync(folder, { recursive: true, force: true });
    },
  };
};

/** A workflow of `examples/`. */
export const exampleWorkflow = (name: string): string => readFileSync(join(ROOT, 'examples/workflows', name), 'utf8');

/** All of them, by their names. */
export const exampleWorkflows = (): Record<string, string> =>
  Object.fromEntries(readdirSync(join(ROOT, 'examples/workflows')).map((name) => [name, exampleWorkflow(name)]));
