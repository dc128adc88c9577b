import type { FakePull, FakeRepository } from '../fakes/github/world.ts';
import { type FakeGithub, startGithub } from '../fakes/github.ts';
import type { Sandbox } from './repository.ts';
import { type ActionResult, createJob } from './runner.ts';

/** A pull request on the fake of GitHub, and its repository in a folder. */
export interface PullStage {
  readonly github: FakeGithub;
  readonly repository: FakeRepository;
  /** Opens the pull request, or moves it to other commits: runs one workflow on it, as the runner does. */
  readonly run: (base: string, head: string, more?: PullRun) => Promise<ActionResult>;
  /** Texts of the comments on it. */
  readonly comments: () => string[];
  readonly close: () => Promise<void>;
}

export interface PullRun {
  readonly inputs?: Readonly<Record<string, string>>;
  readonly token?: string;
  readonly pull?: Partial<FakePull>;
  readonly env?: Readonly<Record<string, string>>;
  readonly event?: { readonly name: string; readonly payload: object };
}

const NUMBER = 7;

export const openPullStage = async (box: Sandbox): Promise<PullStage> => {
  const github = await startGithub();
  const repository = github.repository('acme/app');
  const own = github.token();
  return {
    github,
    repository,
    run: async (base, head, { inputs = {}, token = own, pull = {}, env = {}, event } = {}) => {
      const made: FakePull = {
        number: NUMBER,
        state: 'open',
        draft: false,
        title: 'A change',
        head: { sha: head, ref: 'topic', repository: 'acme/app' },
        base: { sha: base, ref: 'main' },
        files: [],
        commits: [],
        ...pull,
      };
      repository.pulls.set(NUMBER, made);
      box.git('checkout', '-q', '--detach', head);
      const payload = event?.payload ?? {
        pull_request: {
          number: NUMBER,
          base: { sha: base, ref: made.base.ref, repo: { full_name: 'acme/app' } },
          head: { sha: head, ref: made.head.ref, repo: { full_name: made.head.repository } },
        },
      };
      const job = createJob({ event: event?.name ?? 'pull_request', payload, workspace: box.folder, env: { GITHUB_API_URL: github.url } });
      try {
        return await job.step({ 'github-token': token, ...inputs }, env);
      } finally {
        job.remove();
      }
    },
    comments: () => repository.comments.filter(({ issue }) => issue === NUMBER).map(({ body }) => body),
    close: () => github.close(),
  };
};
