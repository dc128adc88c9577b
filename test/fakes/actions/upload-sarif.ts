import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { fail, input, setOutput, variable } from './step.ts';

/** For github/codeql-action/upload-sarif: reads the report, and says in an output how many results it would have sent. */
const sarif = JSON.parse(readFileSync(resolve(variable('GITHUB_WORKSPACE'), input('sarif_file')), 'utf8')) as {
  readonly version: string;
  readonly runs: readonly { readonly results: readonly unknown[] }[];
};
if (sarif.version !== '2.1.0') fail(`Unsupported SARIF: ${sarif.version}`);
setOutput('results-sent', String(sarif.runs.flatMap(({ results }) => results).length));
