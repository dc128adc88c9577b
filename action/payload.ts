import { readFileSync } from 'node:fs';
import { AppError } from '../shared/model/app-error.ts';

/**
 * The payload of the event, unchecked; an empty one outside of a workflow.
 * @throws AppError `usage`
 */
export const loadPayload = (env: NodeJS.ProcessEnv): unknown => {
  const path = env['GITHUB_EVENT_PATH'] ?? '';
  if (path === '') return {};
  try {
    return JSON.parse(readFileSync(path, 'utf8').replace(/^\ufeff/, ''));
  } catch (cause) {
    throw new AppError('usage', "the event's payload can't be read", 'GITHUB_EVENT_PATH must name a JSON file, as the runner makes it.', { cause });
  }
};
