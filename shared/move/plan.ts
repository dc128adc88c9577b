import { resolve } from 'node:path';
import { AppError, type ErrorCode } from '../model/app-error.ts';
import type { Finding } from '../model/finding.ts';
import type { Problem } from '../model/problem.ts';
import type { Provider } from '../model/provider.ts';
import { type ScanRequest, scan } from '../scan/scan.ts';
import type { FilePlan, MoveWishes } from './file-plan.ts';
import { planFile } from './plan-file.ts';
import type { ScanSettings, ScanText } from './scan-text.ts';
import { openSiblings } from './siblings.ts';
import { readState } from './swap-file.ts';
import { toTextFile } from './text-file.ts';

/** A file, a line of it, or one value of a line, that is to be moved. */
export interface MovePlace {
  readonly path: string;
  /** 1-based. */
  readonly line?: number;
  /** 1-based, in UTF-16 units: the value that begins there. Absent: all values of the line. */
  readonly column?: number;
}

export interface PlanRequest {
  /** None: the whole tree, as a scan lists it. */
  readonly places: readonly MovePlace[];
  readonly settings: ScanSettings;
  /** Where to scan with several threads, and what to tell meanwhile. */
  readonly tree: Pick<ScanRequest, 'worker' | 'onProgress' | 'threads' | 'signal'>;
  readonly wishes: MoveWishes;
  readonly scanText: ScanText;
  /** Absent: the store is not asked. */
  readonly provider: Provider | undefined;
}

const HOPELESS: ReadonlySet<ErrorCode> = new Set(['authentication', 'throttled', 'unreachable', 'timeout', 'store-damaged']);

/** Whether whoever is asked next would get the same answer. */
export const isHopeless = ({ code }: AppError): boolean => HOPELESS.has(code);

/** A file of which nothing can be moved at all. */
export interface Unmovable {
  readonly path: string;
  readonly findings: readonly Finding[];
  readonly why: string;
}

/** What a move would do. Holds the values. */
export interface MovePlan {
  /** By path. */
  readonly files: readonly FilePlan[];
  readonly unmovable: readonly Unmovable[];
  readonly filesScanned: number;
  /** Findings that a comment, an allowlist or a baseline silences: they stay where they are. */
  readonly suppressed: number;
  readonly problems: readonly Problem[];
  /** Paths that git tracks, of those that have findings. */
  readonly tracked: ReadonlySet<string>;
}

/** Whether a finding is at a place of its own file. */
const isAt = ({ place }: Finding, { line, column }: MovePlace): boolean => {
  if (line === undefined) return true;
  if (column !== undefined) return place.startLine === line && place.startColumn === column;
  return place.startLine <= line && line <= place.endLine;
};

const isWanted = (finding: Finding, places: readonly MovePlace[], cwd: string): boolean => {
  const own = places.filter(({ path }) => resolve(cwd, path) === resolve(cwd, finding.origin.path));
  return own.length === 0 || own.some((place) => isAt(finding, place)); // none: of a folder, or of the whole tree
};

/** A name is free for a file unless another one has it, or stands above or below it. */
const createNames = (): { readonly isFree: (name: string) => boolean; readonly take: (names: readonly string[]) => void } => {
  const taken: string[] = [];
  return {
    isFree: (name) => !taken.some((each) => each === name || each.startsWith(`${name}/`) || each.startsWith(`${name}-`)),
    take: (names) => void taken.push(...names),
  };
};

/** The plan for one file with findings; a text when nothing of it can be moved. */
const planOne = async (
  path: string,
  isFree: (name: string) => boolean,
  { settings, places, wishes, scanText, provider }: PlanRequest,
): Promise<FilePlan | string> => {
  if (path.includes('[secret]')) return 'its own name holds a value; rename it first';
  if (path.includes('!')) return 'it is a part of an archive; unpack it, or make it anew without the value';
  const state = await readState(resolve(settings.cwd, path));
  const content = state.bytes === null ? undefined : toTextFile(state.bytes);
  if (state.bytes === null || content === undefined) return 'it is no text any more';
  const findings = await scanText(path, state.bytes);
  const selected = findings.filter((finding) => isWanted(finding, places, settings.cwd));
  const siblings = await openSiblings(settings.cwd, path);
  return planFile({ file: { path, state, content }, siblings, findings, selected, wishes, isFree }, provider);
};

/** The plan of one file anew, with the secret that was chosen for it. @throws AppError `conflict` when it can't be planned any more */
export const planAgain = async ({ file, secrets }: FilePlan, others: readonly FilePlan[], request: PlanRequest): Promise<FilePlan> => {
  const names = createNames();
  names.take(others.filter((other) => other.file.path !== file.path).flatMap((other) => other.secrets.map(({ address }) => address.id)));
  const plan = await planOne(file.path, names.isFree, request);
  const isSame = typeof plan !== 'string' && plan.secrets.map(({ address }) => address.id).join() === secrets.map(({ address }) => address.id).join();
  if (typeof plan === 'string' || !isSame) throw new AppError('conflict', `the file was changed meanwhile: ${file.path}`, 'Run the command again.');
  return plan;
};

const requireFindings = ({ places, settings }: PlanRequest, findings: readonly Finding[]): void => {
  for (const place of places) {
    const { path, line } = place;
    const isHere = (finding: Finding): boolean => resolve(settings.cwd, finding.origin.path) === resolve(settings.cwd, path) && isAt(finding, place);
    if (line !== undefined && !findings.some(isHere))
      throw new AppError('usage', `nothing was found there: ${path}:${line}`, `See what is found: watertight scan ${path}`);
  }
};

/**
 * What moving would do. Reads files and asks the store; changes nothing.
 * @throws AppError as a scan, and `usage` for a line without findings
 */
export const planMove = async (request: PlanRequest): Promise<MovePlan> => {
  const { settings, places, tree } = request;
  const { cwd, env, ...scanning } = settings;
  const paths = [...new Set(places.map(({ path }) => path))];
  const result = await scan({ ...scanning, ...tree, source: { kind: 'paths', paths, trackedOnly: false, cwd, env } });
  requireFindings(request, result.findings);
  const wanted = result.findings.filter((finding) => isWanted(finding, places, cwd));
  const names = createNames();
  const files: FilePlan[] = [];
  const unmovable: Unmovable[] = [];
  let hopeless: AppError | null = null;
  for (const path of new Set(wanted.map(({ origin }) => origin.path))) {
    const asking: PlanRequest = hopeless === null ? request : { ...request, provider: undefined };
    const plan = await planOne(path, names.isFree, asking).catch((error: unknown) => {
      if (error instanceof AppError) return error.message;
      throw error;
    });
    if (typeof plan === 'string') {
      unmovable.push({ path, findings: wanted.filter(({ origin }) => origin.path === path), why: plan });
      continue;
    }
    names.take(plan.secrets.map(({ address }) => address.id));
    if (hopeless === null && plan.problem !== null && isHopeless(plan.problem)) hopeless = plan.problem;
    files.push(hopeless === null || plan.values.length === 0 ? plan : { ...plan, problem: hopeless });
  }
  return {
    files,
    unmovable,
    filesScanned: result.filesScanned,
    suppressed: result.suppressed.length,
    problems: result.problems,
    tracked: new Set(result.findings.filter(({ origin }) => origin.tracked === true).map(({ origin }) => origin.path)),
  };
};
