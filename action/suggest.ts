import type { Finding } from '../shared/model/finding.ts';
import { besidePath } from '../shared/move/rewrite/beside.ts';
import { planSuggestions, type Suggestion } from '../shared/move/suggest.ts';
import { groupByPath, plural } from '../shared/report/by-path.ts';
import type { Report } from '../shared/report/report.ts';
import { suggestedIn, writeSuggestion } from '../shared/report/suggestion.ts';
import { readFilesOf } from '../shared/scan/change.ts';
import { failureOf, type GithubClient } from './github-client.ts';
import { createIsOwn } from './own-login.ts';
import type { PullRequest } from './pull-request.ts';
import { say } from './say.ts';

/** Files that are looked at, and suggestions of one run: more would be a wall of comments. */
const MAX_FILES = 20;
const MAX_SUGGESTIONS = 20;

/** Where the files of a pull request can be read. */
export interface Workspace {
  readonly folder: string;
  readonly env: NodeJS.ProcessEnv;
}

const decoder = new TextDecoder('utf-8');

const plan = async (report: Report, { folder, env }: Workspace): Promise<Suggestion[]> => {
  const { change } = report;
  if (change === undefined || change.base === null) return [];
  const standing: readonly Finding[] = report.findings.filter(({ origin }) => origin.commit === undefined);
  const files = [...groupByPath(standing)].slice(0, MAX_FILES);
  const wanted = new Set(files.flatMap(([path]) => [path, besidePath(path, '.env')]));
  const read = async (commit: string) => {
    const texts = await readFilesOf(folder, env, commit, (path) => wanted.has(path));
    return (path: string): string | undefined => (texts.has(path) ? decoder.decode(texts.get(path)) : undefined);
  };
  const [now, before] = [await read(change.head), await read(change.base)];
  return files.flatMap(([path, findings]) => {
    const text = now(path);
    return text === undefined
      ? []
      : planSuggestions({ path, text, before: before(path), env: path === besidePath(path, '.env') ? undefined : now(besidePath(path, '.env')) }, findings);
  });
};

/** Fingerprints that were suggested for already, whether taken or not. */
const listSuggested = async (client: GithubClient, { owner, repo, number }: PullRequest): Promise<ReadonlySet<string>> => {
  const isOwn = await createIsOwn(client);
  const known = new Set<string>();
  for await (const { data } of client.paginate.iterator(client.rest.pulls.listReviewComments, { owner, repo, pull_number: number, per_page: 100 })) {
    for (const { user, body } of data) {
      const fingerprint = isOwn(user) ? suggestedIn(body) : undefined;
      if (fingerprint !== undefined) known.add(fingerprint);
    }
  }
  return known;
};

/**
 * Suggests lines without values, each once, in one review. Lines that GitHub does not show in the difference can't be spoken of.
 * @throws what the client throws
 */
export const suggestFixes = async (client: GithubClient, report: Report, pull: PullRequest, workspace: Workspace): Promise<void> => {
  const planned = await plan(report, workspace);
  if (planned.length === 0) return;
  const known = await listSuggested(client, pull);
  const comments = planned
    .filter(({ finding }) => !known.has(finding.fingerprint))
    .slice(0, MAX_SUGGESTIONS)
    .map(({ finding, line, text, why }) => ({ path: finding.origin.path, line, side: 'RIGHT' as const, body: writeSuggestion(finding, text, why) }));
  if (comments.length === 0) return;
  const where = { owner: pull.owner, repo: pull.repo, pull_number: pull.number, commit_id: pull.head };
  let made = comments.length;
  try {
    await client.rest.pulls.createReview({ ...where, event: 'COMMENT', comments });
  } catch (error) {
    if (failureOf(error).status !== 422) throw error;
    // one line that can't be spoken of refuses the whole review
    made = 0;
    for (const comment of comments) {
      try {
        await client.rest.pulls.createReviewComment({ ...where, ...comment });
        made += 1;
      } catch (cause) {
        if (failureOf(cause).status !== 422) throw cause;
      }
    }
  }
  say(`Suggested ${plural(made, 'fix').replace(/fixs$/, 'fixes')} on pull request ${pull.number}.`);
};
