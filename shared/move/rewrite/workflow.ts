import type { Range } from '../../model/range.ts';
import { isCommented, lineStartAt, newlineOf, wholeLines } from './line-range.ts';
import { nothing } from './nothing.ts';
import type { Edit, MovedValue, Rewrite, SiblingFile } from './rewrite.ts';
import {
  isFlow,
  isMap,
  isScalar,
  isSeq,
  isWhole as isWholeScalar,
  keyOf,
  member,
  type Pair,
  parseTrees,
  pathTo,
  rangeOf,
  type Tree,
  textOf,
  withoutMembers,
  type YAMLMap,
} from './yaml-tree.ts';

type LocalEdit = Omit<Edit, 'path'>;

/** The step that fetches: `uses:` of this Action. */
const ACTION = 'watertight/watertight@v1';

export const isWorkflow = (path: string): boolean => /(?:^|\/)\.(?:github|gitea|forgejo)\/workflows\/[^/]+\.ya?ml$/i.test(path);

/** Lines `NAME,<reference>` to fetch before a step. */
interface Fetch {
  readonly steps: readonly unknown[];
  /** Index of the step before which they are fetched. */
  before: number;
  readonly lines: Set<string>;
}

/**
 * A GitHub workflow: the variable's line goes, and a step with `secret-ids` before the first step that needs it puts the variable into the
 * environment of what follows. Undefined edits for a value mean instructions: a job without steps, a value inside a command.
 */
export const rewriteWorkflow = (file: SiblingFile, values: readonly MovedValue[]): Rewrite => {
  const { path, text } = file;
  const trees = parseTrees(text);
  const [tree] = trees;
  if (!tree || trees.length !== 1) return nothing([`${path} is no well-formed YAML.`]);
  if (values[0]!.address.provider === 'local')
    return nothing([`${path}: a runner can't read the local store. Choose another one: --aws, --ssm, --vault or --azure.`]);
  const fetches = new Map<YAMLMap, Fetch>();
  const edits: LocalEdit[] = [];
  const instructions: string[] = [];
  const removed = new Set<unknown>();
  for (const value of values) {
    const why = plan(text, tree, value, fetches, edits, removed);
    if (why !== undefined) instructions.push(`${path}:${value.finding.place.startLine}: ${why} ${suggestion(value)}`);
  }
  edits.push(...removals(text, tree, removed));
  let isLoggedIn = true;
  for (const fetch of fetches.values()) {
    edits.push(insertion(text, fetch));
    if (!fetch.steps.slice(0, fetch.before).some(isLogin)) isLoggedIn = false;
  }
  if (!isLoggedIn) instructions.push(loginAdvice(values[0]!));
  if (edits.length === 0) return nothing(instructions);
  return { kind: 'workflow', edits: edits.map((edit) => ({ path, ...edit })), created: [], instructions, complete: instructions.length === 0 };
};

const suggestion = ({ variable, reference }: MovedValue): string =>
  ['Fetch it before it is used:', `- uses: ${ACTION}`, '  with:', '    secret-ids: |', `      ${variable},${reference}`].join('\n');

const loginAdvice = ({ address }: MovedValue): string =>
  address.provider === 'aws' || address.provider === 'ssm'
    ? [
        'The job has to log in to AWS before the new step: give it "permissions: id-token: write" (and "contents: read"), and before that step',
        '- uses: aws-actions/configure-aws-credentials@v6',
        '  with:',
        '    role-to-assume: <the role that may read the secret>',
        `    aws-region: ${address.region ?? '<region>'}`,
      ].join('\n')
    : 'The job has to log in to the store before the new step: see "Secrets in a workflow" in the README.';

const isLogin = (step: unknown): boolean =>
  /^(?:aws-actions\/configure-aws-credentials|azure\/login|hashicorp\/vault-action)@/i.test(textOf(step, 'uses') ?? '');

const NEEDS_REPOSITORY_SECRET =
  'a service or container of the job uses it before any step can fetch it: make it a secret of the repository (gh secret set) and name it with ${{ secrets.NAME }} there.';

/** Plans one value; gives back why it can't be done. */
const plan = (text: string, tree: Tree, value: MovedValue, fetches: Map<YAMLMap, Fetch>, edits: LocalEdit[], removed: Set<unknown>): string | undefined => {
  const path = pathTo([tree], value.range);
  if (path.length === 0 && isCommented(text, value.range)) {
    edits.push({ range: value.range, text: value.reference });
    return undefined;
  }
  const jobs = member(tree.contents, 'jobs')?.value;
  const scalar = path.at(-1);
  const pair = path.at(-2);
  if (!isMap(jobs) || !isScalar(scalar)) return 'the value stands outside of any job.';
  const name = keyOf(pair);
  const kind = keyOf(path.at(-4));
  // A name of the variable other than its key would need a line of its own. In quotes a key may hold anything, a comma or steps too.
  const isName = kind === 'with' || (kind === 'env' && name !== undefined && /^[A-Za-z_]\w*$/.test(name));
  const isWhole = isMap(path.at(-3)) && isName && isWholeScalar(text, scalar, value.range);
  if (!isWhole) return 'the value is a part of a command or of another text.';
  const variable = (kind === 'env' && name) || value.variable;
  const isShared = path.length === 5 && path[0] === tree.contents;
  const isInStep = path.some((node) => keyOf(node) === 'steps');
  if (!isShared && !isInStep && path.length !== 9) return NEEDS_REPOSITORY_SECRET;
  const targets = isShared ? jobs.items.map((job) => job.value) : [path[path.indexOf(jobs) + 2]];
  if (targets.length === 0 || !targets.every((job) => isMap(job) && isSteps(job))) return 'not every job that uses it has steps of its own.';
  if (isShared || path.length === 9) {
    const early = targets.some((job) => usedOutsideSteps(text, job as YAMLMap, variable));
    if (early) return NEEDS_REPOSITORY_SECRET;
  }
  const places = (targets as YAMLMap[]).map((job) => ({ job, ...placeIn(text, job, path, variable) }));
  if (places.some(({ before }) => before < 0)) return 'steps use it before the job logs in to the store.';
  for (const { job, steps, before } of places) {
    const fetch = fetches.get(job) ?? { steps, before, lines: new Set() };
    fetch.before = Math.min(fetch.before, before);
    fetch.lines.add(`${variable},${value.reference}`);
    fetches.set(job, fetch);
  }
  if (kind === 'env') removed.add(pair);
  else edits.push({ range: rangeOf(scalar)!, text: `\${{ env.${variable} }}` });
  return undefined;
};

/** Before which step of a job to fetch a variable: the one that holds it, or the first that may use it. -1: that one runs before the login. */
const placeIn = (text: string, job: YAMLMap, path: readonly unknown[], variable: string): { steps: readonly unknown[]; before: number } => {
  const list = member(job, 'steps')?.value;
  const steps = isSeq(list) ? list.items : [];
  const own = steps.findIndex((step) => path.includes(step));
  if (own >= 0) return { steps, before: own };
  const first = firstUse(text, steps, variable);
  const login = steps.findLastIndex(isLogin);
  return { steps, before: login > first ? -1 : Math.max(first, login + 1) };
};

/** The step from which on a variable of a job may be used: the first one, checkouts and logins left out. */
const firstUse = (text: string, steps: readonly unknown[], variable: string): number => {
  const index = steps.findIndex((step) => !isLogin(step) && !/^actions\/checkout@/.test(textOf(step, 'uses') ?? '') && !isUnused(text, step, variable));
  return Math.max(index, 0);
};

/** A step that runs nothing of its own and does not name the variable might still read it: only set-ups by GitHub itself count as unused. */
const isUnused = (text: string, step: unknown, variable: string): boolean => {
  const range = rangeOf(step);
  return /^actions\/(?:setup-|cache)/.test(textOf(step, 'uses') ?? '') && range !== undefined && !text.slice(range.start, range.end).includes(variable);
};

const isSteps = (job: YAMLMap): boolean => {
  const steps = member(job, 'steps')?.value;
  return isSeq(steps) && !isFlow(steps) && steps.items.length > 0 && steps.items.every(isMap);
};

const usedOutsideSteps = (text: string, job: YAMLMap, variable: string): boolean =>
  job.items.some((pair) => {
    const range = rangeOf(pair)!;
    return (
      keyOf(pair) !== 'steps' && keyOf(pair) !== 'env' && new RegExp(`\\benv\\.${variable.replace(/\W/g, '\\$&')}\\b`).test(text.slice(range.start, range.end))
    );
  });

/** Takes pairs away, and the `env:` around them when nothing else is in it. */
const removals = (text: string, tree: Tree, removed: ReadonlySet<unknown>): LocalEdit[] => {
  const edits: LocalEdit[] = [];
  const visit = (node: unknown): void => {
    const items: readonly unknown[] = isMap(node) || isSeq(node) ? node.items : [];
    for (const item of items) {
      const inner = isMap(node) ? (item as Pair).value : item;
      if (isMap(inner) && isMap(node) && inner.items.some((pair) => removed.has(pair))) {
        if (inner.items.every((pair) => removed.has(pair))) edits.push({ range: pairLines(text, item), text: '' });
        else if (isFlow(inner)) edits.push(...flowRemovals(inner, removed));
        else for (const pair of inner.items) if (removed.has(pair)) edits.push({ range: pairLines(text, pair), text: '' });
      } else visit(inner);
    }
  };
  visit(tree.contents);
  return edits;
};

const flowRemovals = (map: YAMLMap, removed: ReadonlySet<unknown>): LocalEdit[] => {
  const ranges = map.items.map((pair) => rangeOf(pair)!);
  return withoutMembers(ranges, (index) => removed.has(map.items[index])).map((range) => ({ range, text: '' }));
};

/** The lines of a pair; of the first pair of a step (`- env:`) what stands behind the dash, up to the next pair. */
const pairLines = (text: string, pair: unknown): Range => {
  const range = rangeOf(pair)!;
  const lines = wholeLines(text, range);
  const before = text.slice(lineStartAt(text, range.start), range.start);
  if (/^\s*$/.test(before)) return lines;
  const indent = /^[ \t]*/.exec(text.slice(lines.end))?.[0].length ?? 0;
  return { start: range.start, end: lines.end + indent };
};

/** The new step, before another one, with its dash in the same column. */
const insertion = (text: string, { steps, before, lines }: Fetch): LocalEdit => {
  const newline = newlineOf(text);
  const step = rangeOf(steps[Math.min(before, steps.length - 1)])!;
  const lineStart = lineStartAt(text, step.start);
  const indent = /^[ \t]*/.exec(text.slice(lineStart))?.[0] ?? '';
  const made = ['- name: Fetch secrets', `  uses: ${ACTION}`, '  with:', '    secret-ids: |', ...[...lines].map((line) => `      ${line}`)];
  return { range: { start: lineStart, end: lineStart }, text: made.map((line) => indent + line + newline).join('') };
};
