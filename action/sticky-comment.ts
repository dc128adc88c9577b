import { type CommentState, isSameComment, parseComment } from '../shared/report/comment.ts';
import { failureOf, type GithubClient, isLimited } from './github-client.ts';
import { createIsOwn } from './own-login.ts';
import type { PullRequest } from './pull-request.ts';

/** What became of the comment. */
export type Outcome = 'created' | 'updated' | 'unchanged' | 'none';

interface Found {
  readonly id: number;
  readonly body: string;
  readonly state: CommentState;
}

/** How often a comment is looked for again when it is not known whether it was written. */
const MAX_ROUNDS = 3;

/** All that there are, the oldest first: two runs at a time may have made one each. */
const findComments = async (
  client: GithubClient,
  { owner, repo, number }: PullRequest,
  id: string,
  isOwn: Awaited<ReturnType<typeof createIsOwn>>,
): Promise<Found[]> => {
  const found: Found[] = [];
  const pages = client.paginate.iterator(client.rest.issues.listComments, { owner, repo, issue_number: number, per_page: 100 });
  for await (const { data } of pages) {
    for (const comment of data) {
      const state = isOwn(comment.user) ? parseComment(comment.body ?? '', id) : undefined;
      if (state !== undefined) found.push({ id: comment.id, body: comment.body ?? '', state });
    }
  }
  return found;
};

/**
 * Leaves exactly one comment with this id on a pull request. `write` gives its text from what the one before said; undefined when there is
 * nothing to say that would need a comment. Only comments of our own are read and changed: others may quote the marker.
 * @throws what the client throws
 */
export const upsertComment = async (
  client: GithubClient,
  pull: PullRequest,
  id: string,
  write: (before: CommentState | undefined) => string | undefined,
): Promise<Outcome> => {
  const { owner, repo, number } = pull;
  const isOwn = await createIsOwn(client);
  for (let round = 1; ; round++) {
    const [found, ...twins] = await findComments(client, pull, id, isOwn);
    // one that stays does no harm
    for (const twin of twins) await client.rest.issues.deleteComment({ owner, repo, comment_id: twin.id }).catch(() => {});
    const body = write(found?.state);
    if (body === undefined) return 'none';
    if (found !== undefined && isSameComment(found.body, body)) return 'unchanged';
    try {
      if (found === undefined) await client.rest.issues.createComment({ owner, repo, issue_number: number, body });
      else await client.rest.issues.updateComment({ owner, repo, comment_id: found.id, body });
      return found === undefined ? 'created' : 'updated';
    } catch (error) {
      const failure = failureOf(error);
      // it may have been written though the answer was lost, or deleted by a person meanwhile
      const isOpen = failure.status === 0 || failure.status >= 500 || (failure.status === 404 && found !== undefined);
      if (!isOpen || isLimited(failure) || round === MAX_ROUNDS) throw error;
    }
  }
};
