import { statSync } from 'node:fs';
import { AppError } from '../model/app-error.ts';
import type { Finding } from '../model/finding.ts';
import type { Provider } from '../model/provider.ts';
import { overlaps } from '../model/range.ts';
import { type Checked, checkStore } from './check-store.ts';
import type { ByHand, FilePlan, MoveWishes, OpenFile, PlannedSecret, PlannedValue } from './file-plan.ts';
import { referenceText } from './reference-text.ts';
import { type MovedValue, planRewrite, type Rewrite } from './rewrite/rewrite.ts';
import { findTargets, type Target } from './rewrite/target.ts';
import { namePartsOf, toSecretName } from './secret-name.ts';

/** A file, what was found in it, and what is wanted. */
export interface FileRequest {
  readonly file: OpenFile;
  readonly siblings: readonly OpenFile[];
  /** All that a scan finds in it. */
  readonly findings: readonly Finding[];
  /** Those of them that are to be moved. */
  readonly selected: readonly Finding[];
  readonly wishes: MoveWishes;
  /** Whether a name is still free: names of other files of the same run are not. */
  readonly isFree: (name: string) => boolean;
}

const ENCODED = 'it is encoded in the file; store the value by hand (watertight secrets create), and write a reference where it is decoded';
const NO_EDIT = 'nothing in this kind of file can stand for it; see what to do';

/** A file whose content is not its own lines: a log was written by a program that will write the value again. */
const whyNot = (target: Target): string | undefined => {
  if (target.blocked !== undefined) return target.blocked;
  if (target.findings.some(({ reasons }) => reasons.some((reason) => reason.startsWith('decoded from ')))) return ENCODED;
  if (target.finding.format === 'ci-log') return 'a log only repeats it; find where it is printed, remove the log, and rotate the value';
  return undefined;
};

/** A value without a key is called by its kind: `STRIPE_SECRET_KEY`. */
const variableOf = ({ variable, finding }: Target): string => {
  if (variable !== 'SECRET' || finding.key !== null || finding.ruleId === 'generic-credential') return variable;
  const name = finding.ruleId.toUpperCase().replace(/[^A-Z0-9]+/g, '_');
  return /^[A-Z_]/.test(name) ? name : `_${name}`;
};

/** Names for the values: unique, the same one for the same value. */
const nameValues = (targets: readonly Target[]): { readonly target: Target; readonly variable: string }[] => {
  const named: { target: Target; variable: string }[] = [];
  for (const target of targets) {
    const twin = named.find((each) => each.target.value.equals(target.value));
    const own = variableOf(target);
    let variable = twin?.variable ?? own;
    for (let count = 2; twin === undefined && named.some((each) => each.variable === variable); count++) variable = `${own}_${count}`;
    named.push({ target, variable });
  }
  return named;
};

/** The values with their secrets, before the store is asked. */
const assignSecrets = (targets: readonly Target[], { file, wishes, isFree }: FileRequest): { values: PlannedValue[]; secrets: PlannedSecret[] } => {
  const { provider, name, key, prefix, environment, service, onePerKey, region, force } = wishes;
  const parts = namePartsOf(file.path, prefix, { ...(environment === undefined ? {} : { environment }), ...(service === undefined ? {} : { service }) });
  const base = [parts.prefix, parts.environment, parts.service];
  // Two files of one folder may mean the same service; each has a secret of its own.
  const stem = file.path.slice(file.path.lastIndexOf('/') + 1);
  const candidates = [
    base,
    [...base.slice(0, 2), `${parts.service}-${stem}`],
    ...Array.from({ length: 98 }, (_, i) => [...base.slice(0, 2), `${parts.service}-${i + 2}`]),
  ];
  const chosen = name?.split('/') ?? candidates.find((candidate) => isFree(toSecretName(candidate, provider))) ?? base;
  const secrets: PlannedSecret[] = [];
  const secretFor = (id: string, shape: PlannedSecret['shape']): number =>
    secrets.push({ address: { provider, id, ...(region === undefined ? {} : { region }) }, mode: 'create', shape, force, replaced: [] }) - 1;
  const named = nameValues(targets);
  if (name !== undefined && key !== undefined && named.length === 1) {
    const secret = secretFor(name, key === null ? 'whole' : 'json');
    return { values: named.map((each) => ({ ...each, secret, key, isStored: false })), secrets };
  }
  if (!onePerKey) {
    // A name that was given is taken as it is: it may be one that exists.
    const secret = secretFor(name ?? toSecretName(chosen, provider), 'json');
    return { values: named.map(({ target, variable }) => ({ target, variable, secret, key: variable, isStored: false })), secrets };
  }
  const known = new Map<string, number>();
  for (const { variable } of named) {
    if (known.has(variable)) continue;
    // Two variables may differ in nothing that the store lets a name hold.
    let id = toSecretName([...chosen, variable], provider);
    for (let count = 2; secrets.some(({ address }) => address.id === id); count++) id = toSecretName([...chosen, `${variable}-${count}`], provider);
    known.set(variable, secretFor(id, 'whole'));
  }
  return { values: named.map(({ target, variable }) => ({ target, variable, secret: known.get(variable) ?? 0, key: null, isStored: false })), secrets };
};

/** Values as the rewriter takes them. `referenceOf`: the text for a value. */
export const toMoved = (
  values: readonly PlannedValue[],
  secrets: readonly Pick<PlannedSecret, 'address'>[],
  referenceOf: (value: PlannedValue) => string,
): MovedValue[] =>
  values.map((value) => ({
    finding: value.target.finding,
    range: value.target.range,
    reference: referenceOf(value),
    variable: value.variable,
    address: secrets[value.secret]!.address,
    pointer: value.key === null ? [] : [value.key],
  }));

/** How the file is rewritten, given the references of its values. */
export const rewriteWith = ({ file, siblings }: Pick<FilePlan, 'file' | 'siblings'>, moved: readonly MovedValue[]): Rewrite =>
  planRewrite(
    { path: file.path, text: file.content.text },
    moved,
    siblings.map(({ path, content }) => ({ path, text: content.text })),
  );

interface Draft {
  readonly values: PlannedValue[];
  readonly secrets: PlannedSecret[];
  readonly rewrite: Rewrite;
}

const draft = (targets: readonly Target[], request: FileRequest): Draft => {
  const { values, secrets } = assignSecrets(targets, request);
  const moved = toMoved(values, secrets, ({ secret, key }) => referenceText(secrets[secret]!.address, key));
  return { values, secrets, rewrite: rewriteWith(request, moved) };
};

/** Of the values those that an edit of the file takes out. */
const rewritten = ({ values, rewrite }: Draft, path: string): Target[] =>
  values.filter(({ target }) => rewrite.edits.some((edit) => edit.path === path && overlaps(edit.range, target.range))).map(({ target }) => target);

const notesOf = ({ file }: FileRequest): string[] => {
  const { nlink = 1 } = statSync(file.state.file, { throwIfNoEntry: false }) ?? {};
  return nlink > 1 ? [`${file.path} has other names (hard links); under those it keeps the old content`] : [];
};

/**
 * The plan for one file: which values can be moved, where each goes, and what the file says then. Asks the store what is there under the
 * secrets' names. Changes nothing; what the store refuses is the plan's problem.
 */
export const planFile = async (request: FileRequest, provider: Provider | undefined): Promise<FilePlan> => {
  const { file, findings, selected, siblings, wishes } = request;
  const around = { siblings: siblings.map(({ path, content }) => ({ path, text: content.text })), provider: wishes.provider };
  const targets = findTargets({ path: file.path, text: file.content.text }, selected, around);
  const movable = targets.filter((target) => whyNot(target) === undefined);
  const byHand: ByHand[] = targets.flatMap((target) => {
    const why = whyNot(target);
    return why === undefined ? [] : [{ finding: target.finding, why }];
  });
  const first = draft(movable, request);
  const kept = rewritten(first, file.path);
  byHand.push(...movable.filter((target) => !kept.includes(target)).map(({ finding }) => ({ finding, why: NO_EDIT })));
  const final = kept.length === movable.length || kept.length === 0 ? first : draft(kept, request);
  const instructions = [...new Set([...first.rewrite.instructions, ...final.rewrite.instructions])];
  const rewrite = { ...final.rewrite, instructions, complete: final.rewrite.complete && byHand.length === 0 };
  byHand.sort((a, b) => a.finding.range.start - b.finding.range.start);
  const common = { file, findings, siblings, byHand, rewrite, notes: notesOf(request) };
  if (kept.length === 0) return { ...common, secrets: [], values: [], problem: null };
  if (provider === undefined) return { ...common, secrets: final.secrets, values: final.values, problem: null };
  let checked: readonly Checked[];
  try {
    checked = await Promise.all(
      final.secrets.map((secret, index) =>
        checkStore(
          provider,
          secret,
          final.values.filter((value) => value.secret === index),
          wishes.update,
        ),
      ),
    );
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    return { ...common, secrets: final.secrets, values: final.values, problem: error };
  }
  const problem: AppError | null = checked.find((each) => each.problem !== null)?.problem ?? null;
  const stored = new Map(checked.flatMap((each) => each.values).map((value) => [value.target, value] as const));
  return { ...common, secrets: checked.map(({ secret }) => secret), values: final.values.map((value) => stored.get(value.target) ?? value), problem };
};
