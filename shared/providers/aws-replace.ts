import { createHash } from 'node:crypto';
import type { PutSecretValueResponse, SecretsManager } from '@aws-sdk/client-secrets-manager';
import { AppError } from '../model/app-error.ts';

/**
 * Replacing one version and no other. The service has no such call, but it makes no two versions of one token: a token that follows from the
 * version to be replaced lets one of several writers through, and refuses the others before anything changed. Writers that are not ours know
 * nothing of it, so what was replaced is looked at again afterwards: the service makes AWSPREVIOUS of it.
 */
export type Http = { readonly abortSignal: AbortSignal };

/** Stages of versions, by their id; those without a stage are not told. */
export type Versions = Readonly<Record<string, readonly string[]>>;

export const CURRENT = 'AWSCURRENT';
const PREVIOUS = 'AWSPREVIOUS';

/** A version of the same token that is older than this is a leftover (someone made an older version current again), not another writer. */
const LEFTOVER_MS = 60_000;

export const versionsOf = async (client: SecretsManager, id: string, http: Http): Promise<Versions> =>
  (await client.describeSecret({ SecretId: id }, http)).VersionIdsToStages ?? {};

/** The version that has a stage. */
const holderOf = (versions: Versions, stage: string): string | undefined => Object.keys(versions).find((id) => versions[id]?.includes(stage));

export const movedOn = (id: string): AppError => new AppError('conflict', `the secret was changed meanwhile: ${id}`, 'Read it again, and decide again.');

const isTaken = (error: unknown): boolean => (error as Error).name === 'ResourceExistsException';

/** A write whose token may have been used. @throws AppError `conflict` when it was, with another value */
export const once = async <T>(write: Promise<T>, id: string): Promise<T> => {
  try {
    return await write;
  } catch (error) {
    if (isTaken(error)) throw new AppError('conflict', `this token has stored another value already: ${id}`, 'Take a new token for a new value.');
    throw error;
  }
};

/** 64 characters, the same for every writer that wants to replace this version. */
const successorOf = (version: string): string => createHash('sha256').update(`watertight\0${version}`).digest('hex');

type Put = (token: string) => Promise<PutSecretValueResponse>;

/** Gives what writes the successor of `expected`, or fails with `conflict`. `versions` as they are before. */
export const replaceVersion =
  (client: SecretsManager, id: string, versions: Versions, expected: string, http: Http) =>
  async (put: Put, otherToken: string): Promise<PutSecretValueResponse> => {
    const successor = successorOf(expected);
    const current = holderOf(versions, CURRENT);
    // Ours already, if the value is the same.
    if (current === successor) return once(put(successor), id);
    if (current !== expected) throw movedOn(id);
    let stored: PutSecretValueResponse;
    try {
      stored = await put(successor);
      if (stored.VersionStages?.includes(CURRENT) === false) stored = await put(otherToken);
    } catch (error) {
      if (!isTaken(error)) throw error;
      // Who may not list versions can't tell: then it was another writer.
      if (!(await isLeftover(client, id, successor, http).catch(() => false))) throw movedOn(id);
      stored = await once(put(otherToken), id);
    }
    await confirm(client, stored.ARN ?? id, stored.VersionId ?? successor, expected, http);
    return stored;
  };

/** Whether a version is there from long ago. */
const isLeftover = async (client: SecretsManager, id: string, version: string, http: Http): Promise<boolean> => {
  const { Versions: all = [] } = await client.listSecretVersionIds({ SecretId: id, IncludeDeprecated: true, MaxResults: 100 }, http);
  const found = all.find(({ VersionId }) => VersionId === version);
  return found?.CreatedDate !== undefined && Date.now() - found.CreatedDate.getTime() > LEFTOVER_MS && found.VersionStages?.includes(CURRENT) !== true;
};

/** That `version` replaced `expected`; else what it did replace becomes current again. */
const confirm = async (client: SecretsManager, id: string, version: string, expected: string, http: Http): Promise<void> => {
  const versions = await versionsOf(client, id, http);
  const replaced = holderOf(versions, PREVIOUS);
  const isCurrent = holderOf(versions, CURRENT) === version;
  // What is not told yet, since answers may lag behind, was compared before.
  if (!(version in versions) || (isCurrent && replaced === expected)) return;
  if (isCurrent && replaced !== undefined)
    await client.updateSecretVersionStage({ SecretId: id, VersionStage: CURRENT, RemoveFromVersionId: version, MoveToVersionId: replaced }, http);
  throw movedOn(id);
};
