/** What act tells of a run of a workflow with `--json`, a line for each thing that happens. */
export interface WorkflowLog {
  /** What people read: all lines, values hidden as act hides them. */
  readonly text: string;
  /** How each job ended, by its name; that of a matrix with a number after it. */
  readonly jobs: Readonly<Record<string, string>>;
  /** How each step that ran ended, in order: `name: success`. */
  readonly steps: readonly string[];
  readonly annotations: readonly Annotation[];
  /** The job summaries that steps wrote. */
  readonly summary: string;
  /** Outputs of steps. Those of later steps win. */
  readonly outputs: Readonly<Record<string, string>>;
}

export interface Annotation {
  readonly level: string;
  readonly properties: Readonly<Record<string, string>>;
  readonly message: string;
}

interface Entry {
  readonly job?: string;
  readonly msg: string;
  readonly stage?: string;
  readonly step?: string;
  readonly stepResult?: string;
  readonly jobResult?: string;
  readonly command?: string;
  readonly name?: string;
  readonly arg?: string;
  readonly kvPairs?: Readonly<Record<string, string>>;
  readonly content?: string;
}

const entriesIn = (stdout: string): Entry[] =>
  stdout
    .split('\n')
    .filter((line) => line.startsWith('{'))
    .map((line) => JSON.parse(line) as Entry);

/** `stdout` of act. */
export const readActLog = (stdout: string): WorkflowLog => {
  const entries = entriesIn(stdout);
  const ran = entries.filter(({ stage, stepResult }) => stage === 'Main' && stepResult !== undefined);
  return {
    text: entries.map(({ msg }) => msg.trimEnd()).join('\n'),
    jobs: Object.fromEntries(entries.flatMap(({ job = '', jobResult }) => (jobResult === undefined ? [] : [[job.trim().replace(/^.*\//, ''), jobResult]]))),
    steps: ran.map(({ step = '', stepResult = '' }) => `${step.replace(/@.*/, '')}: ${stepResult}`),
    annotations: entries.flatMap(({ command = '', kvPairs, arg = '' }) =>
      ['error', 'warning', 'notice'].includes(command) ? [{ level: command, properties: kvPairs ?? {}, message: arg }] : [],
    ),
    summary: entries.map(({ command, content = '' }) => (command === 'summary' ? content : '')).join(''),
    outputs: Object.fromEntries(entries.flatMap(({ command, name = '', arg = '' }) => (command === 'set-output' ? [[name, arg]] : []))),
  };
};
