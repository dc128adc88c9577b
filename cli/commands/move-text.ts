import type { FileResult } from '../../shared/move/apply-plans.ts';
import type { Moved } from '../../shared/move/carry-out.ts';
import type { FilePlan } from '../../shared/move/file-plan.ts';
import type { MovePlan } from '../../shared/move/plan.ts';
import { costOfPlan } from '../../shared/move/plan-cost.ts';
import type { FileView, SecretView } from '../../shared/move/plan-view.ts';
import type { SettledAll } from '../../shared/move/settle-all.ts';
import { dollars } from '../../shared/references/cost.ts';
import { plural } from '../../shared/report/by-path.ts';
import type { Paint } from '../../shared/report/pretty.ts';
import type { ListedRule } from '../../shared/scan/rule-list.ts';
import { asLine, forLog } from '../../shared/text/neutralise.ts';
import { TITLES } from '../store.ts';

const HOW = { finished: 'finished', undone: 'undid', left: 'gave up' } as const;

/** What became of moves that had been interrupted. */
export const settledLines = ({ settled, open }: SettledAll): string[] => [
  ...settled.map(({ path, how, why, secrets }) => {
    const kept = how === 'left' ? `; the store keeps ${secrets.join(', ')}` : '';
    return `${HOW[how]} a move of ${asLine(path)} that was interrupted${why === '' ? '' : ` (${asLine(why)})`}${asLine(kept)}`;
  }),
  ...open.map(({ path, journal, error }) => asLine(`${path === '' ? '' : `a move of ${path} is still open: `}${error.message}. ${error.hint} (${journal})`)),
];

const secretLine = ({ store, name, action, keys }: SecretView, paint: Paint): string => {
  const what = { create: 'new', 'add keys': 'exists; keys are added', replace: 'exists; values are replaced', keep: 'holds them already' }[action];
  return `  to ${paint.bold(asLine(name))} in ${TITLES[store]} (${what})${keys.length === 0 ? '' : `: ${keys.join(', ')}`}`;
};

const changeLines = ({ path, line, before, after }: FileView['changes'][number], own: string, paint: Paint): string[] => {
  const where = path === own ? `${line}` : `${asLine(path)}:${line}`;
  return [
    ...before.map((text, at) => `  ${paint.dim((at === 0 ? where : '').padEnd(6))} ${paint.red(`- ${asLine(text)}`)}`),
    ...after.map((text) => `  ${' '.repeat(6)} ${paint.green(`+ ${asLine(text)}`)}`),
  ];
};

const indented = (text: string): string[] =>
  forLog(text)
    .split('\n')
    .map((line, at) => `  ${at === 0 ? '* ' : '  '}${line}`);

const fileLines = (view: FileView, paint: Paint): string[] => {
  const out = [paint.bold(asLine(view.path))];
  if (view.problem !== null) out.push(`  ${paint.red(asLine(view.problem.message))}`, `  ${asLine(view.problem.hint)}`);
  for (const secret of view.secrets) out.push(secretLine(secret, paint));
  for (const change of view.changes) out.push(...changeLines(change, view.path, paint));
  for (const { path, lines } of view.created)
    out.push(`  ${asLine(path)} (a new file)`, ...lines.map((text) => `  ${' '.repeat(6)} ${paint.green(`+ ${asLine(text)}`)}`));
  for (const { line, key, redacted, why } of view.byHand)
    out.push(`  ${paint.dim(String(line).padEnd(6))} ${paint.yellow('stays')} ${asLine(key ?? '')} ${paint.dim(redacted)}: ${asLine(why)}`);
  for (const note of view.notes) out.push(`  ${paint.yellow('note')} ${asLine(note)}`);
  for (const instruction of view.instructions) out.push(...indented(instruction));
  return [...out, ''];
};

const costLines = (plan: MovePlan): string[] => {
  const { newSecrets, monthMicros, asOf, source } = costOfPlan(plan);
  if (newSecrets === 0) return [];
  const price = monthMicros === 0 ? 'nothing is billed for a secret' : `${dollars(monthMicros)} a month, calls not counted (prices of ${asOf}, ${source})`;
  return [`${plural(newSecrets, 'new secret')}: ${price}`];
};

/** An ARN ends in six characters that AWS makes up. */
const arnLines = ({ files }: MovePlan): string[] =>
  files.some(({ secrets }) => secrets.some(({ address, mode }) => address.provider === 'aws' && mode === 'create'))
    ? ['References will name the full ARN, which AWS makes when the secret is stored.']
    : [];

/** What would be done. */
export const planText = (views: readonly FileView[], plan: MovePlan, paint: Paint): string => {
  const { unmovable, suppressed } = plan;
  const out = views.flatMap((view) => fileLines(view, paint));
  for (const { path, findings, why } of unmovable)
    out.push(paint.bold(asLine(path)), `  ${plural(findings.length, 'value')} can't be moved: ${asLine(why)}`, '');
  out.push(...costLines(plan), ...arnLines(plan));
  if (out.length === 0) out.push(`Nothing to move: no plaintext secret was found.${suppressed === 0 ? '' : ` ${plural(suppressed, 'finding')} suppressed.`}`);
  return `${out.join('\n')}\n`;
};

const MAX_COMMANDS = 5;

interface Done {
  readonly plan: FilePlan;
  readonly moved: Moved;
}

/** What still holds the values, and how to make them worthless. */
const afterLines = (done: readonly Done[], tracked: ReadonlySet<string>, rules: readonly ListedRule[], leftIn: readonly string[], paint: Paint): string[] => {
  if (done.length === 0) return [];
  const rotate = new Map(rules.map(({ id, rotate: where }) => [id, where]));
  const ids = done.flatMap(({ plan }) => plan.values.flatMap(({ target }) => target.findings.map(({ ruleId }) => ruleId)));
  const where = new Set(ids.map((id) => rotate.get(id)).filter((each) => each !== undefined));
  const history = done.some(({ plan }) => tracked.has(plan.file.path));
  const references = [...new Set(done.flatMap(({ moved }) => moved.references.map(({ reference }) => reference)))];
  return [
    '',
    ...(leftIn.length === 0
      ? []
      : [`${paint.yellow('still there')}: some of the values, in any encoding, also stand in`, ...leftIn.map((path) => `  ${asLine(path)}`)]),
    history
      ? 'The old values are still in the history of git, and wherever it was pushed to: replace them where they were issued.'
      : 'Copies may still hold the old values: backups, logs, editors. If anybody else may have seen them, replace them where they were issued.',
    ...[...where].map((each) => `  ${asLine(each)}`),
    'Then store the new ones; the references stay as they are:',
    ...references.slice(0, MAX_COMMANDS).map((reference) => `  watertight secrets update '${asLine(reference)}'`),
    ...(references.length > MAX_COMMANDS ? [`  and so on for ${plural(references.length - MAX_COMMANDS, 'other')}`] : []),
  ];
};

/** What was done. `leftIn`: files that hold one of the values still. */
export const resultText = (
  results: readonly FileResult[],
  { tracked }: MovePlan,
  rules: readonly ListedRule[],
  leftIn: readonly string[],
  paint: Paint,
): string => {
  const out: string[] = [];
  const done: Done[] = [];
  for (const { plan, moved, error } of results) {
    const path = asLine(plan.file.path);
    if (error !== null) out.push(`${paint.red('not moved')} ${path}: ${asLine(error.message)}`, ...(error.hint === '' ? [] : [`  ${asLine(error.hint)}`]));
    if (moved === null) continue;
    done.push({ plan, moved });
    out.push(`${paint.green('moved')} ${plural(plan.values.length, 'value')} of ${path} to ${moved.secrets.map(({ id }) => asLine(id)).join(', ')}`);
  }
  out.push(...afterLines(done, tracked, rules, leftIn, paint));
  return out.length === 0 ? '' : `${out.join('\n')}\n`;
};
