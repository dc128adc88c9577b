import { AppError } from '../model/app-error.ts';
import type { Resolved, Resolver } from '../model/resolver.ts';
import { Secret } from '../model/secret.ts';
import { type EnvItem, type EnvPlan, memberVariables, planEnv } from '../references/env-plan.ts';
import { leavesOf, selectValue } from '../references/select-value.ts';
import { type Stage, sourcesOf } from './priority.ts';

/** A variable that gets its value from a reference. */
export interface ResolvedVariable {
  readonly name: string;
  readonly secret: Secret;
  readonly from: Resolved['from'];
}

/** What became of the references of an environment. Nothing here shows a value. */
export interface ResolvedEnv {
  readonly variables: readonly ResolvedVariable[];
  /** What is worth telling: names that are not set and why, fall-backs that serve. */
  readonly notes: readonly string[];
  readonly failures: readonly EnvFailure[];
}

export interface EnvFailure {
  /** The variable that holds the reference. */
  readonly variable: string;
  readonly reference: string;
  readonly error: Error;
}

export interface ResolveEnvOptions {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly resolver: Pick<Resolver, 'resolve'>;
  readonly stage: Stage;
  /** In production: whether a plain value beside a reference serves where the secret can't be had. */
  readonly allowFallback: boolean;
}

const membersOf = ({ env, stage }: ResolveEnvOptions, plan: EnvPlan, item: EnvItem, { value, from }: Resolved) => {
  if (item.memberPrefix === null || value === null) return { variables: [], notes: [] };
  const { root, leaves } = leavesOf(value.secret);
  const keys = root === 'object' ? leaves.flatMap(({ path: [key] }) => (key === undefined ? [] : [key])) : [];
  const { members, problems } = memberVariables(plan, item, keys);
  const wanted = members.filter(({ variable }) => stage === 'production' || !Object.hasOwn(env, variable) || (env[variable] ?? '') === '');
  return {
    variables: wanted.map(({ key, variable }): ResolvedVariable => ({ name: variable, secret: selectValue(value.secret, [key]), from })),
    notes: problems.map(({ message }) => message),
  };
};

/**
 * Resolves the references of an environment, all at once; nothing is set yet. In development a variable that has a plain value keeps it.
 * Never fails: what can't be had is in `failures`.
 */
export const resolveReferences = async (options: ResolveEnvOptions): Promise<ResolvedEnv> => {
  const { env, resolver, stage, allowFallback } = options;
  const plan = planEnv(env);
  const variables: ResolvedVariable[] = [];
  const failures: EnvFailure[] = [];
  const notes = plan.problems.map(({ message }) => message);
  const wanted = plan.items.flatMap((item) => {
    const sources = sourcesOf(stage, { hasPlain: item.fallback !== null, allowFallback });
    return sources[0] === 'provider' ? [{ item, hasFallback: sources.includes('plain') }] : [];
  });
  const results = await Promise.all(
    wanted.map(({ item, hasFallback }) => {
      const fallback = hasFallback && item.fallback !== null ? { fallback: new Secret(env[item.fallback] ?? '') } : {};
      return resolver.resolve(item.reference, fallback).catch((error: Error) => error);
    }),
  );
  wanted.forEach(({ item }, at) => {
    const result = results[at];
    if (result === undefined) return;
    if (result instanceof Error) {
      failures.push({ variable: item.from, reference: item.reference.text.trim(), error: result });
      return;
    }
    if (result.from === 'fallback') notes.push(`${item.sets.join(', ')}: the plain value serves, for ${item.from} can't be resolved now`);
    for (const name of item.sets) variables.push({ name, secret: result.secret, from: result.from });
    const members = membersOf(options, plan, item, result);
    variables.push(...members.variables);
    notes.push(...members.notes);
  });
  return { variables, notes, failures };
};

/**
 * The values by name, to be set.
 * @throws AppError as the first failure, naming all of them; `secret-invalid` for a value that no variable can hold
 */
export const valuesOf = ({ variables, failures }: ResolvedEnv): Readonly<Record<string, string>> => {
  const [first] = failures;
  if (first !== undefined) {
    const lines = failures.map(({ variable, reference, error }) => `\n  ${variable} (${reference}): ${error instanceof AppError ? error.message : 'a bug'}`);
    const { code, hint } = first.error instanceof AppError ? first.error : new AppError('bug', '');
    throw new AppError(code, `${failures.length === 1 ? 'a reference' : `${failures.length} references`} can't be resolved:${lines.join('')}`, hint, {
      cause: first.error,
    });
  }
  const values = new Map<string, string>();
  for (const { name, secret } of variables) {
    const value = secret.reveal();
    if (value.includes('\0')) throw new AppError('secret-invalid', `the value has a zero byte, which no variable can hold: ${name}`, 'Store it in base64.');
    values.set(name, value);
  }
  // `__proto__` is a name too.
  return Object.fromEntries(values);
};
