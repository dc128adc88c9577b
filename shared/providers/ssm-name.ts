import { AppError } from '../model/app-error.ts';
import type { SecretAddress } from '../model/reference.ts';

/** Names of parameters: https://docs.aws.amazon.com/systems-manager/latest/userguide/sysman-parameter-name-constraints.html */
const MAX_LEVELS = 15;
/** 1011 with the ARN in front of the name, of which the longest partition and region take some 60. */
const MAX_LENGTH = 950;

/** `arn:partition:ssm:region:account:parameter/name`; the slash before a name of one part may or may not be part of it. */
const ARN = /^arn:[^:]+:ssm:([^:]*):([^:]*):parameter(\/[^:]+)$/;

export const isParameterArn = (id: string): boolean => ARN.test(id);

/** The region to ask in; undefined for the home region. */
export const regionOf = ({ id, region }: SecretAddress): string | undefined => region ?? (ARN.exec(id)?.[1] || undefined);

/** Region and account that an ARN says. */
export const placeOf = (arn: string): { readonly region: string | null; readonly account: string | null } => {
  const [, region = '', account = ''] = ARN.exec(arn) ?? [];
  return { region: region || null, account: account || null };
};

/**
 * The name by which the service keeps a parameter. A name with folders starts with a slash, so `prod/api/stripe` is `/prod/api/stripe`. Of an ARN
 * it is what stands behind `parameter`; with one part alone, the name without a slash.
 * @throws AppError `secret-invalid`
 */
export const toParameterName = (id: string): string => {
  const path = ARN.exec(id)?.[3] ?? id;
  const levels = path.replace(/^\//, '').split('/');
  const name = isParameterArn(id) && levels.length === 1 ? path.slice(1) : levels.length > 1 ? `/${levels.join('/')}` : path;
  if (name.length <= MAX_LENGTH && levels.length <= MAX_LEVELS && levels.every((level) => /^[a-zA-Z0-9_.-]+$/.test(level)) && !/^\/?(?:aws|ssm)/i.test(name))
    return name;
  throw new AppError(
    'secret-invalid',
    `this can't be the name of a parameter: ${JSON.stringify(id).slice(0, 200)}`,
    `It is made of letters, digits and _.-, has ${MAX_LEVELS} levels at most, and does not start with aws or ssm.`,
  );
};

/** What to read: an ARN as it is, since another account may share it under a name that we have, too. Behind it the version or the label. */
export const toSelector = ({ id, version }: SecretAddress): string => {
  const base = isParameterArn(id) ? id : toReadableName(id);
  const selected = version?.id ?? version?.stage;
  return selected === undefined ? base : `${base}:${selected}`;
};

/** AWS's own parameters may be read, though nobody can make such names. */
const toReadableName = (id: string): string => (/^\/aws\//.test(id) && /^[\w./-]+$/.test(id) ? id : toParameterName(id));
