import { getInput } from '@actions/core';
import { exitStatusOf } from '../shared/model/app-error.ts';
import { parseInputs } from './inputs.ts';
import { loadPayload } from './payload.ts';
import { describeError, fail, failureMarkdown, say, writeSummary } from './say.ts';

/**
 * Runs the Action to its exit status: the scan job, the fetch job or both. The code of each is loaded when it is asked for. Nothing is fetched
 * after a scan that failed: what leaks today would leak more.
 */
export const run = async (): Promise<number> => {
  let doing = 'start';
  try {
    const inputs = parseInputs((name) => getInput(name));
    if (inputs.scan === 'none' && !inputs.hasSecretIds && inputs.reportFrom === undefined) say('Nothing to do: scan is none, and secret-ids names no secret.');
    if (inputs.reportFrom !== undefined) {
      doing = 'comment';
      await (await import('./report-from.ts')).commentFromReport({ ...inputs, reportFrom: inputs.reportFrom }, loadPayload(process.env), process.env);
    }
    if (inputs.scan !== 'none') {
      doing = 'scan';
      const status =
        inputs.scan === 'logs' ? await (await import('./logs-job.ts')).scanRuns(inputs) : await (await import('./scan-job.ts')).scanWorkspace(inputs);
      if (status !== 0 && inputs.hasSecretIds) say('Nothing was fetched, because the scan failed.');
      if (status !== 0) return status;
    }
    if (inputs.hasSecretIds) {
      doing = 'fetch';
      await (await import('./fetch.ts')).fetchSecrets((name) => getInput(name), process.env);
    }
    return 0;
  } catch (error) {
    fail(describeError(error));
    await writeSummary(failureMarkdown(doing, error));
    return exitStatusOf(error);
  }
};
