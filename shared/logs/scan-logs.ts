import type { RunJob } from '../github/runs.ts';
import type { Finding, Suppressed } from '../model/finding.ts';
import type { LogOrigin } from '../model/fragment.ts';
import { compareFindings } from '../scan/collect.ts';
import { type ScanRequest, type ScanResult, scan } from '../scan/scan.ts';
import { countOnce, type LoggedFinding } from './count-once.ts';
import { type LineNote, readLineNotes } from './line-notes.ts';
import { findJob, findStep, readLogName } from './log-names.ts';
import type { LogSource } from './log-source.ts';

export interface LogScanRequest extends Omit<ScanRequest, 'source' | 'inlineAllows' | 'exclude'> {
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly logs: LogSource;
  /** What GitHub says of the jobs of the run. Absent: what the log says. */
  readonly jobs?: readonly RunJob[];
  /** The number of the run: paths start with it. */
  readonly run?: number;
}

/** Who wrote a line: what GitHub says comes first, then the name of the file, then what the log says of itself. */
const originOf = ({ name, note }: LoggedFinding, { jobs = [], run }: LogScanRequest): LogOrigin => {
  const known = findJob(jobs, name.job ?? note?.columns?.job);
  const job = known?.name ?? name.job ?? note?.columns?.job;
  const named = name.stepNumber === undefined ? undefined : known?.steps.find(({ number }) => number === name.stepNumber)?.name;
  const step = named ?? name.step ?? note?.columns?.step ?? findStep(known, note?.timeMs) ?? note?.step;
  return { ...(run === undefined ? {} : { run }), ...(job === undefined ? {} : { job }), ...(step === undefined ? {} : { step }) };
};

/** What the lines of findings tell, by path as reported and line. */
const readNotes = (logs: LogSource, findings: readonly Finding[], scrub: (name: string) => string): ReadonlyMap<string, ReadonlyMap<number, LineNote>> => {
  const wanted = new Map<string, Set<number>>();
  for (const { origin, place } of findings) {
    const lines = wanted.get(origin.path) ?? new Set<number>();
    wanted.set(origin.path, lines.add(place.startLine));
  }
  const notes = new Map<string, ReadonlyMap<number, LineNote>>();
  logs.readFiles(
    (path) => wanted.has(scrub(path)),
    (path, chunks) => notes.set(scrub(path), readLineNotes(chunks, wanted.get(scrub(path)) ?? new Set())),
  );
  return notes;
};

/**
 * Scans logs by job and step. What a zip file says twice is counted once. Comments that allow a finding are no comments in a log: the script
 * that a step shows is not what it prints.
 * @throws what `scan` throws
 */
export const scanLogs = async (request: LogScanRequest): Promise<ScanResult> => {
  const { logs, jobs: _jobs, run, cwd, env, ...rest } = request;
  const result = await scan({ ...rest, source: { ...logs.source, cwd, env }, inlineAllows: false });
  const everything = [...result.findings, ...result.suppressed.map(({ finding }) => finding)];
  const notes = readNotes(logs, everything, result.scrub);
  const scrubbed = (text: string | undefined): string | undefined => (text === undefined ? undefined : result.scrub(text));
  const settle = (findings: readonly Finding[]): Map<Finding, Finding> => {
    const logged = findings.map((finding): LoggedFinding => {
      const { path } = finding.origin;
      return { finding, name: readLogName(path), note: notes.get(path)?.get(finding.place.startLine) };
    });
    return new Map(
      countOnce(logged).map((item) => {
        const { origin } = item.finding;
        const { job, step, ...number } = originOf(item, request);
        const log = { ...number, ...(job === undefined ? {} : { job: scrubbed(job)! }), ...(step === undefined ? {} : { step: scrubbed(step)! }) };
        const path = run === undefined ? origin.path : `${run}/${origin.path}`;
        return [item.finding, { ...item.finding, origin: { ...origin, path, log } }];
      }),
    );
  };
  const findings = [...settle(result.findings).values()].sort(compareFindings);
  const kept = settle(result.suppressed.map(({ finding }) => finding));
  const suppressed = result.suppressed.flatMap((item): Suppressed[] => {
    const finding = kept.get(item.finding);
    return finding === undefined ? [] : [{ ...item, finding }];
  });
  const problems =
    run === undefined ? result.problems : result.problems.map((problem) => ({ ...problem, path: problem.path === '' ? `${run}` : `${run}/${problem.path}` }));
  return { ...result, findings, suppressed, problems };
};
