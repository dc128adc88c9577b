import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { unzipSync } from 'fflate';
import { callArtifacts } from './artifact-service.ts';
import { fail, input, say, variable } from './step.ts';

/** For actions/download-artifact: of the own run from the service for artifacts, of another (`run-id`) from GitHub's API. */
interface Found {
  readonly name: string;
  readonly fetch: () => Promise<Response>;
}

const ofOwnRun = async (): Promise<Found[]> => {
  const { artifacts = [] } = await callArtifacts('ListArtifacts', {});
  return (artifacts as readonly { readonly name: string }[]).map(({ name }) => ({
    name,
    fetch: async () => fetch(String((await callArtifacts('GetSignedArtifactURL', { name }))['signedUrl'])),
  }));
};

const ofRun = async (run: string): Promise<Found[]> => {
  const headers = { authorization: `Bearer ${input('github-token')}`, 'user-agent': 'download-artifact' };
  const list = await fetch(`${variable('GITHUB_API_URL')}/repos/${variable('GITHUB_REPOSITORY')}/actions/runs/${run}/artifacts`, { headers });
  if (!list.ok) throw new Error(`Unable to list artifacts: ${list.status}`);
  const { artifacts } = (await list.json()) as { artifacts: readonly { readonly name: string; readonly archive_download_url: string }[] };
  const get = async (url: string): Promise<Response> => {
    const answer = await fetch(url, { headers, redirect: 'manual' });
    const location = answer.headers.get('location');
    return location === null ? answer : fetch(location);
  };
  return artifacts.map(({ name, archive_download_url: url }) => ({ name, fetch: () => get(url) }));
};

const unpack = async (artifact: Found, folder: string): Promise<void> => {
  const answer = await artifact.fetch();
  if (!answer.ok) throw new Error(`Unable to download artifact ${artifact.name}: ${answer.status}`);
  for (const [name, bytes] of Object.entries(unzipSync(new Uint8Array(await answer.arrayBuffer())))) {
    const path = join(folder, name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, bytes);
  }
  say(`Artifact ${artifact.name} downloaded`);
};

const [name, pattern, run] = ['name', 'pattern', 'run-id'].map(input);
const folder = resolve(variable('GITHUB_WORKSPACE'), input('path'));
const all = await (run ? ofRun(run) : ofOwnRun());
const wanted = all.filter((artifact) => (name ? artifact.name === name : artifact.name.startsWith((pattern ?? '').replace(/\*$/, ''))));
for (const artifact of wanted) await unpack(artifact, name ? folder : join(folder, artifact.name));
if (name && wanted.length === 0) fail(`Unable to download artifact(s): Artifact not found for name: ${name}`);
