import type { StoreAnswer } from '../http-store.ts';
import { account, created, invalid, notFound, ok, page } from './answers.ts';
import type { Call, FakeComment, Route } from './world.ts';

/** Characters of a comment (measured by many; the documentation is silent). */
export const MAX_BODY = 65_536;

export const bodyFault = (resource: string, body: unknown): StoreAnswer | undefined => {
  if (typeof body !== 'string' || body.trim() === '') return invalid(resource, 'body', "body can't be blank");
  return [...body].length > MAX_BODY ? invalid(resource, 'body', `body is too long (maximum is ${MAX_BODY} characters)`) : undefined;
};

const shown = (call: Call, { id, issue, login, body }: FakeComment): unknown => ({
  id,
  body,
  user: account(login),
  url: `${call.api}/repos/${call.repository.name}/issues/comments/${id}`,
  html_url: `https://github.com/${call.repository.name}/pull/${issue}#issuecomment-${id}`,
  issue_url: `${call.api}/repos/${call.repository.name}/issues/${issue}`,
});

const find = ({ repository, numbers }: Call): FakeComment | undefined => repository.comments.find(({ id }) => id === numbers[0]);

const needs = { any: ['issues', 'pull_requests'], level: 'write' } as const;

/** Comments of issues and pull requests. */
export const COMMENT_ROUTES: readonly Route[] = [
  {
    method: 'GET',
    path: '/issues/:n/comments',
    handle: (call) => {
      const [number = 0] = call.numbers;
      if (!call.repository.pulls.has(number)) return notFound();
      const all = call.repository.comments.filter(({ issue }) => issue === number);
      return page(
        call,
        all.map((comment) => shown(call, comment)),
      );
    },
  },
  {
    method: 'POST',
    path: '/issues/:n/comments',
    needs,
    handle: (call) => {
      const [issue = 0] = call.numbers;
      if (!call.repository.pulls.has(issue)) return notFound();
      const fault = bodyFault('IssueComment', call.body['body']);
      if (fault !== undefined) return fault;
      const comment: FakeComment = { id: call.nextId(), issue, login: call.token?.login ?? 'ghost', body: String(call.body['body']) };
      call.repository.comments.push(comment);
      return created(shown(call, comment));
    },
  },
  {
    method: 'GET',
    path: '/issues/comments/:n',
    handle: (call) => {
      const comment = find(call);
      return comment === undefined ? notFound() : ok(shown(call, comment));
    },
  },
  {
    method: 'PATCH',
    path: '/issues/comments/:n',
    needs,
    handle: (call) => {
      const comment = find(call);
      if (comment === undefined) return notFound();
      const fault = bodyFault('IssueComment', call.body['body']);
      if (fault !== undefined) return fault;
      comment.body = String(call.body['body']);
      return ok(shown(call, comment));
    },
  },
  {
    method: 'DELETE',
    path: '/issues/comments/:n',
    needs,
    handle: (call) => {
      const at = call.repository.comments.findIndex(({ id }) => id === call.numbers[0]);
      if (at < 0) return notFound();
      call.repository.comments.splice(at, 1);
      return { status: 204 };
    },
  },
];
