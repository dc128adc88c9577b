import { variable } from './step.ts';

/** A call of the service for artifacts of the own run, in the words of `@actions/artifact`; act has one of its own. */
export const callArtifacts = async (method: string, body: object): Promise<Readonly<Record<string, unknown>>> => {
  const url = `${variable('ACTIONS_RESULTS_URL').replace(/\/$/, '')}/twirp/github.actions.results.api.v1.ArtifactService/${method}`;
  const run = variable('GITHUB_RUN_ID');
  const response = await fetch(url, {
    method: 'POST',
    headers: { authorization: `Bearer ${variable('ACTIONS_RUNTIME_TOKEN')}`, 'content-type': 'application/json' },
    body: JSON.stringify({ workflow_run_backend_id: run, workflow_job_run_backend_id: run, ...body }),
  });
  if (!response.ok) throw new Error(`${method}: ${response.status}`);
  return (await response.json()) as Record<string, unknown>;
};
