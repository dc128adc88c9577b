import type { Reference } from '../model/reference.ts';
import { isSecretName, secretVariable } from './aws-names.ts';
import { dangerousName } from './dangerous-names.ts';
import { parseReference } from './parse.ts';

/** A reference that the environment holds, and what becomes of it. */
export interface EnvItem {
  /** The variable that holds the reference. */
  readonly from: string;
  readonly reference: Reference;
  /** Variables that get the value. None where only the members of its JSON object become variables. */
  readonly sets: readonly string[];
  /**
   * Where the value is a JSON object: what stands before the names of the variables that its members become (`memberVariables`); may be
   * empty. Null: members become none.
   */
  readonly memberPrefix: string | null;
  /** A variable with a plain value, to be used where the secret can't be had. One of `sets`. */
  readonly fallback: string | null;
}

export interface EnvProblem {
  readonly code: 'dangerous-name' | 'two-references' | 'no-reference' | 'same-name';
  readonly variable: string;
  /** What is wrong and what happens; shows no value. */
  readonly message: string;
}

export interface EnvPlan {
  /** In the order of the variables' names. No variable is set by two of them. */
  readonly items: readonly EnvItem[];
  readonly problems: readonly EnvProblem[];
}

type Env = Readonly<Record<string, string | undefined>>;

/** A variable that tells a program where a secret is. The program wants that, not the value: it stays as it is. */
const POINTS = /(?:^|_)(?:ARN|SECRET_(?:ID|NAME|URI|URL|REF))$/i;

const SECRET_ARN = /^(?!AWS_SECRET_ARN$)(\w+)_SECRET_ARN$/i;

/** The variables that an item would set, before conflicts are looked at. */
interface Draft extends Omit<EnvItem, 'sets'> {
  readonly sets: readonly string[];
  /** Of two that set one variable the lower one does. */
  readonly rank: number;
}

/** Of its own alone: every object has a `constructor`. Empty counts as absent. */
const textOf = (env: Env, name: string): string => (Object.hasOwn(env, name) ? (env[name] ?? '') : '');

const isSet = (env: Env, name: string): boolean => textOf(env, name) !== '';

/** A plain value, not a reference. */
const isPlain = (env: Env, name: string): boolean => isSet(env, name) && parseReference(textOf(env, name)) === undefined;

/** `NAME_SECRET_ARN` sets `NAME`, or `NAME_SECRET` where that is what the program reads, both where neither shows. */
const secretArnDraft = (env: Env, from: string, name: string, reference: Reference): Draft => {
  const targets = [`${name}${from.slice(name.length, name.length + '_SECRET'.length)}`, name];
  const present = targets.find((target) => isSet(env, target));
  const sets = present === undefined ? [...targets].reverse() : [present];
  const fallback = present !== undefined && isPlain(env, present) ? present : null;
  return { from, reference, sets, memberPrefix: reference.pointer.length === 0 ? `${name}_` : null, fallback, rank: 1 };
};

const awsSecretDraft = (env: Env, from: string, name: string, reference: Reference): Draft => ({
  from,
  reference,
  sets: [name],
  memberPrefix: reference.pointer.length === 0 ? `${name}_` : null,
  fallback: isPlain(env, name) ? name : null,
  rank: 2,
});

const draftsOf = (env: Env, from: string, value: string, problems: EnvProblem[]): readonly Draft[] => {
  const reference = parseReference(value);
  const named = SECRET_ARN.exec(from);
  const awsName = secretVariable(from);
  if (awsName === '') {
    const whole = reference ?? (isSecretName(value) ? parseReference(value, { assume: 'aws' }) : undefined);
    return whole?.pointer.length === 0 ? [{ from, reference: whole, sets: [], memberPrefix: '', fallback: null, rank: 3 }] : [];
  }
  if (named !== null) {
    if (reference !== undefined) return [secretArnDraft(env, from, named[1]!, reference)];
    problems.push({ code: 'no-reference', variable: from, message: `${from} holds no reference that can be read, so it sets nothing` });
    return [];
  }
  const drafts: Draft[] = [];
  if (reference !== undefined && !POINTS.test(from)) drafts.push({ from, reference, sets: [from], memberPrefix: null, fallback: null, rank: 0 });
  if (awsName !== undefined) {
    const secret = reference ?? (isSecretName(value) ? parseReference(value, { assume: 'aws' }) : undefined);
    if (secret !== undefined) drafts.push(awsSecretDraft(env, from, awsName, secret));
  }
  return drafts;
};

export interface PlanOptions {
  /** Where the variables go; decides which names are dangerous. Default `program`. */
  readonly on?: 'program' | 'runner';
}

/**
 * What an environment's references set. Pure: nothing is fetched.
 * - `NAME=<reference>`: `NAME` gets the value. Names that end in `ARN` or `SECRET_NAME` and the like stay: programs want the reference there.
 * - `NAME_SECRET_ARN=<reference>`: sets `NAME` or `NAME_SECRET`, whichever is there with a plain value, its fall-back; both where none is.
 * - `AWS_SECRET_NAME=<reference or name>` (also `_ID`, `_ARN`): every member of the JSON object is a variable.
 * - `AWS_SECRET_X=<reference or name>`: sets `X`. Never `AWS_SECRET_ACCESS_KEY` and its kin.
 * Of several that set one variable the first in this order does, and the others are problems.
 */
export const planEnv = (env: Env, { on = 'program' }: PlanOptions = {}): EnvPlan => {
  const problems: EnvProblem[] = [];
  const drafts = Object.keys(env)
    .sort()
    .flatMap((from) => (isSet(env, from) ? draftsOf(env, from, env[from]!, problems) : []));
  const owners = new Map<string, Draft>();
  for (const draft of [...drafts].sort((a, b) => a.rank - b.rank)) {
    for (const variable of draft.sets) {
      const reason = dangerousName(variable, on);
      const owner = owners.get(variable);
      if (reason !== undefined) problems.push({ code: 'dangerous-name', variable, message: `${variable} is not set from ${draft.from}: ${reason}` });
      else if (owner === undefined) owners.set(variable, draft);
      else if (owner.reference.text.trim() !== draft.reference.text.trim())
        problems.push({ code: 'two-references', variable, message: `${variable} is set from ${owner.from}, so ${draft.from} does not set it` });
    }
  }
  const items = drafts.flatMap(({ rank: _, ...draft }, i): EnvItem[] => {
    const sets = draft.sets.filter((variable) => owners.get(variable) === drafts[i]);
    if (sets.length === 0 && draft.sets.length > 0) return [];
    return [{ ...draft, sets, fallback: draft.fallback !== null && sets.includes(draft.fallback) ? draft.fallback : null }];
  });
  return { items, problems };
};

/** A member of a JSON object and the variable that it becomes. */
export interface MemberVariable {
  readonly key: string;
  readonly variable: string;
}

/** A key as the name of a variable, after a prefix: `DB_` and `dbPassword.new` make `DB_DB_PASSWORD_NEW`. Without a prefix a key that is a name already stays as it is. */
const variableOf = (prefix: string, key: string): string => {
  if (prefix === '' && /^[A-Za-z_]\w*$/.test(key)) return key;
  const words = key.replace(/([a-z0-9])([A-Z])/g, '$1_$2').replace(/[^A-Za-z0-9]+/g, '_');
  const name = `${prefix}${words.replace(/^_+|_+$/g, '').toUpperCase()}`;
  return /^\d/.test(name) ? `_${name}` : name;
};

/**
 * The variables that members of an item's JSON object become; `keys` are the object's own. A variable that another reference of the plan
 * sets is left to that one; dangerous names and names that two keys make are refused.
 */
export const memberVariables = (
  plan: EnvPlan,
  item: EnvItem,
  keys: readonly string[],
  { on = 'program' }: PlanOptions = {},
): { readonly members: readonly MemberVariable[]; readonly problems: readonly EnvProblem[] } => {
  if (item.memberPrefix === null) return { members: [], problems: [] };
  const taken = new Set(plan.items.flatMap(({ sets }) => sets));
  const members = new Map<string, MemberVariable>();
  const problems: EnvProblem[] = [];
  for (const key of new Set(keys)) {
    const variable = variableOf(item.memberPrefix, key);
    const reason = dangerousName(variable, on);
    const other = members.get(variable.toUpperCase());
    if (variable === item.memberPrefix || taken.has(variable)) continue;
    if (reason !== undefined) problems.push({ code: 'dangerous-name', variable, message: `${variable} is not set from ${item.from}: ${reason}` });
    else if (other !== undefined)
      problems.push({
        code: 'same-name',
        variable,
        message: `${variable} is set from the key ${other.key} of ${item.from}, so the key ${key} does not set it`,
      });
    else members.set(variable.toUpperCase(), { key, variable });
  }
  return { members: [...members.values()], problems };
};
