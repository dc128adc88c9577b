import { existsSync, readFileSync } from 'node:fs';
import { basename, resolve } from 'node:path';
import { zipSync } from 'fflate';
import { callArtifacts } from './artifact-service.ts';
import { fail, input, say, variable } from './step.ts';

/** For actions/upload-artifact: one file, zipped, to the service for artifacts. */
const upload = async (name: string, file: string): Promise<void> => {
  const zip = zipSync({ [basename(file)]: readFileSync(file) });
  const { signedUploadUrl } = await callArtifacts('CreateArtifact', { name, version: 4 });
  const sent = await fetch(`${String(signedUploadUrl)}&comp=appendBlock`, { method: 'PUT', body: zip });
  if (!sent.ok) throw new Error(`upload: ${sent.status}`);
  await callArtifacts('FinalizeArtifact', { name, size: String(zip.length) });
  say(`Artifact ${name} has been successfully uploaded`);
};

const file = resolve(variable('GITHUB_WORKSPACE'), input('path'));
const missing = `No files were found with the provided path: ${input('path')}. No artifacts will be uploaded.`;
if (existsSync(file)) await upload(input('name') || 'artifact', file);
else if (input('if-no-files-found') === 'error') fail(missing);
else if (input('if-no-files-found') !== 'ignore') say(`::warning::${missing}`);
