import { ANNOTATIONS_PER_REQUEST, type Check } from '../shared/report/check.ts';
import type { GithubClient } from './github-client.ts';

/**
 * Makes a check run on a commit: the verdict comes with the first request, so that one that fails later can't take it back.
 * @throws what the client throws
 */
export const createCheckRun = async (
  client: GithubClient,
  where: { readonly owner: string; readonly repo: string; readonly head: string },
  name: string,
  { conclusion, title, summary, annotations }: Check,
): Promise<void> => {
  const { owner, repo, head } = where;
  const outputs = Array.from({ length: Math.max(1, Math.ceil(annotations.length / ANNOTATIONS_PER_REQUEST)) }, (_, index) => ({
    title,
    summary,
    annotations: annotations.slice(index * ANNOTATIONS_PER_REQUEST, (index + 1) * ANNOTATIONS_PER_REQUEST),
  }));
  const completed = { status: 'completed', conclusion } as const;
  const { data } = await client.rest.checks.create({ owner, repo, name, head_sha: head, ...completed, output: outputs[0]! });
  // annotations of further requests are added to those of the first
  for (const output of outputs.slice(1)) await client.rest.checks.update({ owner, repo, check_run_id: data.id, ...completed, output });
};
