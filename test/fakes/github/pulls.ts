import type { StoreAnswer } from '../http-store.ts';
import { account, created, invalid, notFound, ok, page, refuse } from './answers.ts';
import { bodyFault } from './comments.ts';
import type { Call, FakePull, FakeReviewComment, Route } from './world.ts';

/** Files and commits that the API lists at most (GitHub's OpenAPI description). */
const MAX_FILES = 3000;
const MAX_COMMITS = 250;

const repositoryOf = (name: string | null): unknown => (name === null ? null : { full_name: name, fork: false });

const shown = (call: Call, pull: FakePull): unknown => ({
  number: pull.number,
  state: pull.state,
  draft: pull.draft,
  title: pull.title,
  user: account('contributor'),
  head: { sha: pull.head.sha, ref: pull.head.ref, repo: repositoryOf(pull.head.repository) },
  base: { sha: pull.base.sha, ref: pull.base.ref, repo: repositoryOf(call.repository.name) },
  changed_files: pull.files.length,
  commits: pull.commits.length,
  html_url: `https://github.com/${call.repository.name}/pull/${pull.number}`,
});

const find = ({ repository, numbers }: Call): FakePull | undefined => repository.pulls.get(numbers[0] ?? 0);

/** Lines of the new side that a patch shows: a review can speak of no other ones. */
const linesIn = (patch: string): Set<number> => {
  const lines = new Set<number>();
  let at = 0;
  for (const line of patch.split('\n')) {
    const hunk = /^@@ -\d+(?:,\d+)? \+(\d+)/.exec(line);
    if (hunk !== null) at = Number(hunk[1]);
    else if (line.startsWith('+') || line.startsWith(' ')) lines.add(at++);
  }
  return lines;
};

const lineFault = (pull: FakePull, { path, line, start_line: start, side }: Readonly<Record<string, unknown>>): StoreAnswer | undefined => {
  const file = pull.files.find(({ filename }) => filename === path);
  if (file?.patch === undefined) return invalid('PullRequestReviewComment', 'pull_request_review_thread.path', 'is invalid');
  if (side === 'LEFT') return undefined;
  const lines = linesIn(file.patch);
  const isIn = (number: unknown): boolean => typeof number === 'number' && lines.has(number);
  if (!isIn(line)) return invalid('PullRequestReviewComment', 'pull_request_review_thread.line', 'must be part of the diff');
  if (start !== undefined && !(isIn(start) && Number(start) <= Number(line)))
    return invalid('PullRequestReviewComment', 'pull_request_review_thread.start_line', 'must precede the end line.');
  return undefined;
};

const addReviewComment = (call: Call, pull: FakePull, given: Readonly<Record<string, unknown>>): FakeReviewComment => {
  const comment: FakeReviewComment = {
    id: call.nextId(),
    pull: pull.number,
    login: call.token?.login ?? 'ghost',
    body: String(given['body']),
    path: String(given['path']),
    line: Number(given['line']),
    ...(given['start_line'] === undefined ? {} : { startLine: Number(given['start_line']) }),
    commit: String(given['commit_id'] ?? pull.head.sha),
  };
  call.repository.reviewComments.push(comment);
  return comment;
};

const shownReviewComment = (comment: FakeReviewComment): unknown => ({
  id: comment.id,
  body: comment.body,
  user: account(comment.login),
  path: comment.path,
  line: comment.line,
  ...(comment.startLine === undefined ? {} : { start_line: comment.startLine }),
  side: 'RIGHT',
  commit_id: comment.commit,
});

const needs = { any: ['pull_requests'], level: 'write' } as const;

/** Pull requests, what they change, and reviews with suggestions. */
export const PULL_ROUTES: readonly Route[] = [
  {
    method: 'GET',
    path: '/pulls',
    handle: (call) => {
      const state = call.query.get('state') ?? 'open';
      const head = call.query.get('head');
      const isWanted = (pull: FakePull): boolean =>
        (state === 'all' || pull.state === state) && (head === null || head === `${(pull.head.repository ?? '').split('/')[0]}:${pull.head.ref}`);
      return page(
        call,
        [...call.repository.pulls.values()].filter(isWanted).map((pull) => shown(call, pull)),
      );
    },
  },
  {
    method: 'GET',
    path: '/pulls/:n',
    handle: (call) => {
      const pull = find(call);
      return pull === undefined ? notFound() : ok(shown(call, pull));
    },
  },
  {
    method: 'GET',
    path: '/commits/:w/pulls',
    handle: (call) => {
      const pulls = [...call.repository.pulls.values()].filter(({ head, commits }) => head.sha === call.word || commits.some(({ sha }) => sha === call.word));
      return page(
        call,
        pulls.map((pull) => shown(call, pull)),
      );
    },
  },
  {
    method: 'GET',
    path: '/pulls/:n/files',
    handle: (call) => {
      const pull = find(call);
      return pull === undefined ? notFound() : page(call, pull.files.slice(0, MAX_FILES));
    },
  },
  {
    method: 'GET',
    path: '/pulls/:n/commits',
    handle: (call) => {
      const pull = find(call);
      if (pull === undefined) return notFound();
      return page(
        call,
        pull.commits.slice(0, MAX_COMMITS).map(({ sha, message, author }) => ({ sha, commit: { message, author: { name: author } } })),
      );
    },
  },
  {
    method: 'GET',
    path: '/pulls/:n/comments',
    handle: (call) =>
      page(
        call,
        call.repository.reviewComments.filter(({ pull }) => pull === call.numbers[0]).map((comment) => shownReviewComment(comment)),
      ),
  },
  {
    method: 'POST',
    path: '/pulls/:n/comments',
    needs,
    handle: (call) => {
      const pull = find(call);
      if (pull === undefined) return notFound();
      if (call.body['commit_id'] !== pull.head.sha) return invalid('PullRequestReviewComment', 'commit_id', 'is not part of the pull request');
      const fault = bodyFault('PullRequestReviewComment', call.body['body']) ?? lineFault(pull, call.body);
      return fault ?? created(shownReviewComment(addReviewComment(call, pull, call.body)));
    },
  },
  {
    method: 'PATCH',
    path: '/pulls/comments/:n',
    needs,
    handle: (call) => {
      const comment = call.repository.reviewComments.find(({ id }) => id === call.numbers[0]);
      if (comment === undefined) return notFound();
      const fault = bodyFault('PullRequestReviewComment', call.body['body']);
      if (fault !== undefined) return fault;
      comment.body = String(call.body['body']);
      return ok(shownReviewComment(comment));
    },
  },
  {
    method: 'DELETE',
    path: '/pulls/comments/:n',
    needs,
    handle: (call) => {
      const at = call.repository.reviewComments.findIndex(({ id }) => id === call.numbers[0]);
      if (at < 0) return notFound();
      call.repository.reviewComments.splice(at, 1);
      return { status: 204 };
    },
  },
  {
    method: 'GET',
    path: '/pulls/:n/reviews',
    handle: (call) =>
      page(
        call,
        call.repository.reviews
          .filter(({ pull }) => pull === call.numbers[0])
          .map(({ id, event, body }) => ({ id, body, state: event === 'COMMENT' ? 'COMMENTED' : event })),
      ),
  },
  {
    method: 'POST',
    path: '/pulls/:n/reviews',
    needs,
    handle: (call) => {
      const pull = find(call);
      if (pull === undefined) return notFound();
      const comments = (call.body['comments'] ?? []) as readonly Readonly<Record<string, unknown>>[];
      if (call.body['commit_id'] !== undefined && call.body['commit_id'] !== pull.head.sha)
        return refuse(422, 'Unprocessable Entity', ['commit_id is invalid']);
      for (const comment of comments)
        if ((bodyFault('PullRequestReviewComment', comment['body']) ?? lineFault(pull, comment)) !== undefined)
          return refuse(422, 'Unprocessable Entity', ['Line could not be resolved']); // all or none
      const review = {
        id: call.nextId(),
        pull: pull.number,
        event: String(call.body['event'] ?? 'PENDING'),
        body: String(call.body['body'] ?? ''),
        comments: comments.map((comment) => addReviewComment(call, pull, comment).id),
      };
      call.repository.reviews.push(review);
      return ok({ id: review.id, body: review.body, state: review.event === 'COMMENT' ? 'COMMENTED' : review.event });
    },
  },
];
