import { loadProviderSettings } from '../shared/config/provider-settings.ts';
import { collectKnownValues, leftOutProblems } from '../shared/known/collect-values.ts';
import { AppError, type ErrorCode } from '../shared/model/app-error.ts';
import type { Problem } from '../shared/model/problem.ts';
import type { ScanConfig } from '../shared/model/scan-config.ts';
import { createAuditedOpen } from '../shared/resolve/open-audited.ts';
import type { KnownSetup } from '../shared/scan/match-known.ts';
import { MIN_MASK_LENGTH } from '../shared/text/trivial.ts';
import type { Inputs } from './inputs.ts';
import { type Ends, findWorkspaceReferences } from './known-references.ts';
import { outsideOf } from './outside.ts';
import { registerMasks } from './register-masks.ts';
import { say } from './say.ts';
import type { Run } from './scan-event.ts';

/** Values to look for, and what the report says of those that are not. */
export interface ActionKnownValues {
  readonly known?: KnownSetup;
  readonly problems: readonly Problem[];
  /** Why the values, or some of them, could not be had: the build fails for it, after the scan was reported. */
  readonly failure?: AppError;
}

/** What a run without secrets meets when it asks for one. */
const WITHOUT_CREDENTIALS: readonly ErrorCode[] = ['usage', 'authentication', 'denied'];

const isOfDependabot = (env: Run['env']): boolean => env['GITHUB_ACTOR'] === 'dependabot[bot]';

const notLookedFor = (why: string): ActionKnownValues => {
  const message = `known values were not looked for in ${why}`;
  say(`${message.charAt(0).toUpperCase()}${message.slice(1)}.`);
  return { problems: [{ code: 'known-value-left-out', path: '', message, incomplete: false }] };
};

/**
 * For what somebody wrote who may not write to this repository. A value is not looked for even where this run could read it: the answer would tell a
 * stranger whether a guess is right, as many guesses as a pull request has room for.
 */
export const knownValuesOfStranger = (what = 'the change'): ActionKnownValues =>
  notLookedFor(
    `${what}: it comes from a fork, whose author could try out guesses, or that can't be ruled out. The merge group, or the push that follows, is searched for them`,
  );

/** An env file outside of the workspace, whose files and links a pull request chooses. @throws AppError `usage` */
const envFileOutside =
  (workspace: string) =>
  (given: string): string => {
    const path = outsideOf(workspace, given);
    if (path !== undefined) return path;
    throw new AppError(
      'usage',
      `the env file of 'known-values' lies in the workspace, where a pull request may put it: ${given}`,
      "Write it elsewhere, as below runner.temp: 'env-file:${{ runner.temp }}/app.env'.",
    );
  };

/**
 * Reads the values that the workflow names and has the runner hide them. Only the workflow says which stores and files are asked, never a file of the
 * repository: that says no more than which names are looked up in them. A store that gives none is told in the result.
 */
export const loadKnownValues = async (
  inputs: Inputs,
  run: Pick<Run, 'workspace' | 'env'>,
  change: Ends | undefined,
  { exclude }: ScanConfig['scan'],
): Promise<ActionKnownValues> => {
  const { workspace, env } = run;
  try {
    const settings = loadProviderSettings(env, inputs.region === undefined ? {} : { region: inputs.region });
    const { known, leftOut, count, failure } = await collectKnownValues(inputs.knownValues, {
      env,
      open: createAuditedOpen(settings, `${env['GITHUB_ACTOR'] ?? 'unknown'} via the Action`),
      defaultProvider: settings.defaultProvider,
      findReferences: () => findWorkspaceReferences(run, change, exclude),
      envFile: envFileOutside(workspace),
      // elsewhere nobody would hide what is told to the runner
      onValues: (values) => void (env['GITHUB_ACTIONS'] === 'true' && registerMasks(values, MIN_MASK_LENGTH)),
    });
    say(`Looking for ${count} known values and parts of values.`);
    // what a run of Dependabot may not read is named, and no failure
    if (isOfDependabot(env) && leftOut.every((each) => each.failure === undefined || WITHOUT_CREDENTIALS.includes(each.failure.code)))
      return { known, problems: leftOutProblems(leftOut.map(({ name, why }) => ({ name, why }))) };
    return { known, problems: leftOutProblems(leftOut), ...(failure === undefined ? {} : { failure }) };
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    const [message = ''] = error.message.split('\n');
    // Dependabot's runs get no secrets of the repository, although its branches lie in it
    if (isOfDependabot(env) && WITHOUT_CREDENTIALS.includes(error.code))
      return notLookedFor(`the change: a run of Dependabot has no secrets but those of Dependabot (${message})`);
    return { failure: error, problems: [{ code: 'known-values-unread', path: '', message: `known values were not looked for: ${message}`, incomplete: true }] };
  }
};
