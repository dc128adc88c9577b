import { loadSettings, type Settings } from '../shared/config/settings.ts';
import { AppError } from '../shared/model/app-error.ts';
import type { Finding } from '../shared/model/finding.ts';
import { SEVERITIES, type Severity } from '../shared/model/rule.ts';
import type { ScanConfig } from '../shared/model/scan-config.ts';
import { VERSION } from '../shared/model/version.ts';
import { createReport, type Report, type ReportedChange } from '../shared/report/report.ts';
import { fetchHistory, findChange } from '../shared/scan/change.ts';
import type { SourceRequest } from '../shared/scan/list-source.ts';
import { KNOWN_VALUE_RULE } from '../shared/scan/match-known.ts';
import { withProvenance } from '../shared/scan/provenance.ts';
import { KNOWN_RULES, listRules } from '../shared/scan/rule-list.ts';
import { changeOf, isFromFork, isOfStranger } from './event.ts';
import type { Inputs } from './inputs.ts';
import type { Ends } from './known-references.ts';
import type { ActionKnownValues } from './known-values.ts';
import { scanWithCache } from './scan-with-cache.ts';
import { loadTrusted } from './trusted-settings.ts';

/** What the runner says of the run. */
export interface Run {
  readonly name: string;
  readonly payload: unknown;
  readonly sha: string | undefined;
  readonly workspace: string;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** What is scanned, and a line for the log that says why. */
interface Choice {
  readonly source: SourceRequest | undefined;
  /** What the source is, when it is a change. */
  readonly change?: ReportedChange | undefined;
  /** Where the change starts, when there is one. */
  readonly base?: string | undefined;
  readonly note: string;
}

/** Whether a finding is grave enough; with `never` any is said to have leaked. */
export const leakedIn = (report: Report, failOn: Severity | 'never'): boolean => {
  const from = failOn === 'never' ? 0 : SEVERITIES.indexOf(failOn);
  return report.findings.some((finding) => SEVERITIES.indexOf(finding.severity) >= from);
};

const chooseSource = async ({ scan: wanted, paths }: Inputs, run: Run): Promise<Choice> => {
  const where = { cwd: run.workspace, env: run.env };
  const tree = (why: string): Choice => ({ source: { kind: 'paths', paths, trackedOnly: false, ...where }, note: `Scanning the tree: ${why}.` });
  if (wanted === 'tree') return tree('as the workflow asks');
  if (wanted === 'history') {
    const fetched = (await fetchHistory(run.workspace, run.env)) ? ' (the clone was shallow: fetched the commits that were missing)' : '';
    return { source: { kind: 'history', ...where }, note: `Scanning every commit, as the workflow asks${fetched}.` };
  }
  const change = changeOf(run.name, run.payload, run.sha);
  if (change.kind === 'nothing') return { source: undefined, note: `Nothing to scan: ${change.why}.` };
  if (change.kind === 'tree') {
    if (wanted === 'diff') throw new AppError('usage', `there is no change to scan: ${change.why}`, "Use 'scan: auto' or 'scan: tree' for this event.");
    return tree(change.why);
  }
  const { head, base, notes } = await findChange(run.workspace, run.env, change);
  const said = notes.length === 0 ? '' : ` (${notes.join('; ')})`;
  if (base === head) {
    if (change.kind === 'new') return { source: undefined, note: `Nothing to scan: the branch or tag brings no commit that the default branch lacks${said}.` };
    if (wanted === 'diff') return { source: undefined, note: `Nothing to scan: base and head are the same commit${said}.` };
    return tree(`base and head are the same commit, ${head.slice(0, 10)}${said}`);
  }
  return {
    source: { kind: 'change', base, head, ...where },
    base,
    change: { base: base ?? null, head },
    note: `Scanning what ${base === undefined ? `${head.slice(0, 10)} holds` : `${base.slice(0, 10)}..${head.slice(0, 10)} changes`}${said}.`,
  };
};

export interface EventScan {
  readonly report: Report;
  /** Lines for the log: what was scanned and why. */
  readonly notes: readonly string[];
  /** From where on the build fails. */
  readonly failOn: Severity | 'never';
  /** Of the values that should have been looked for. */
  readonly failure: AppError | undefined;
}

const EMPTY = { findings: [], suppressed: [], problems: [], filesScanned: 0, bytesScanned: 0, durationMs: 0 };

interface InForce {
  readonly settings: Settings;
  readonly notes: readonly string[];
}

/** The base of a change that is not what is scanned: of a pull request whose whole tree is asked for. */
const findBase = async ({ workspace, env, name, payload, sha }: Run): Promise<string | undefined> => {
  const change = changeOf(name, payload, sha);
  return change.kind === 'range' ? (await findChange(workspace, env, change)).base : undefined;
};

/** What a pull request from a fork is scanned with: what its base says. */
const settingsForFork = async (inputs: Inputs, run: Run, known: string | undefined): Promise<InForce> => {
  const base = known ?? (await findBase(run));
  const { settings, passedOver } = await loadTrusted(inputs, run, base);
  const notes = [
    `The pull request comes from a fork: configuration and baseline are those of ${base === undefined ? 'no commit' : `its base, ${base.slice(0, 10)}`}.`,
  ];
  if (passedOver.length > 0) notes.push(`Not in force, because the fork brings its own: ${passedOver.join(', ')}.`);
  return { settings, notes };
};

const NONE: ActionKnownValues = { problems: [] };

/** The code for it is loaded where a workflow asks for it. */
const knownValuesFor = async (inputs: Inputs, run: Run, change: Ends | undefined, { scan: what }: ScanConfig): Promise<ActionKnownValues> => {
  if (inputs.knownValues.length === 0) return NONE;
  const { knownValuesOfStranger, loadKnownValues } = await import('./known-values.ts');
  return isOfStranger(run.name, run.payload) ? knownValuesOfStranger() : loadKnownValues(inputs, run, change, what);
};

const verified = async (findings: readonly Finding[], { name, payload }: Run): Promise<readonly Finding[]> => {
  const { checkLive, sayOfStranger } = await import('./live-checks.ts');
  if (!isOfStranger(name, payload)) return checkLive(findings);
  sayOfStranger();
  return findings;
};

/** Scans what the event asks for. */
export const scanForEvent = async (inputs: Inputs, run: Run): Promise<EventScan> => {
  // The files of the workspace are read in any case: damaged ones must not be merged.
  const here = loadSettings({ root: run.workspace, config: inputs.config, baseline: inputs.baseline }, KNOWN_RULES);
  const { source, note, base, change } = await chooseSource(inputs, run);
  const { settings, notes } = isFromFork(run.name, run.payload) ? await settingsForFork(inputs, run, base) : { settings: here, notes: [] };
  const { config, ...files } = settings;
  const { known, problems, failure } =
    source === undefined
      ? NONE
      : await knownValuesFor(inputs, run, base === undefined || change === undefined ? undefined : { base, head: change.head }, config);
  const scanned =
    source === undefined
      ? EMPTY
      : await scanWithCache(
          { ...files, config, source, worker: new URL('./worker.js', import.meta.url), ...(known === undefined ? {} : { known }) },
          inputs.cache,
          run.workspace,
        );
  const outcome = { ...scanned, problems: [...scanned.problems, ...problems] };
  const unused = inputs.paths.length > 0 && source?.kind !== 'paths' ? ["'paths' are for the tree alone: nothing was left out."] : [];
  const found =
    change === undefined || change.base === null
      ? outcome.findings
      : await withProvenance(run.workspace, run.env, { base: change.base, head: change.head }, outcome.findings);
  const findings = inputs.verifyLive ? await verified(found, run) : found;
  const rules = [...listRules(config), ...(known === undefined ? [] : [KNOWN_VALUE_RULE])];
  return {
    report: createReport(VERSION, { ...outcome, findings }, rules, change),
    notes: [note, ...unused, ...notes],
    failOn: inputs.failOn ?? config.failOn ?? 'low',
    failure,
  };
};
