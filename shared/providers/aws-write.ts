import { randomUUID } from 'node:crypto';
import type { PutSecretValueRequest, PutSecretValueResponse, SecretsManager } from '@aws-sdk/client-secrets-manager';
import { AppError } from '../model/app-error.ts';
import type { NewSecret, Provider, StoredSecret } from '../model/provider.ts';
import { addressOfArn } from './aws-arn.ts';
import { checkName, checkNewSecret, checkRecoveryDays, toAwsValue } from './aws-limits.ts';
import type { AwsSession } from './aws-session.ts';

type Http = { readonly abortSignal: AbortSignal };
type Versions = Readonly<Record<string, readonly string[]>>;

const CURRENT = 'AWSCURRENT';
const PREVIOUS = 'AWSPREVIOUS';

const toTags = (tags: NewSecret['tags']) => Object.entries(tags ?? {}).map(([Key, Value]) => ({ Key, Value }));

const versionsOf = async (client: SecretsManager, id: string, http: Http): Promise<Versions> =>
  (await client.describeSecret({ SecretId: id }, http)).VersionIdsToStages ?? {};

/** The version that has a stage. */
const holderOf = (versions: Versions, stage: string): string | undefined => Object.keys(versions).find((id) => versions[id]?.includes(stage));

const movedOn = (id: string): AppError => new AppError('conflict', `the secret was changed meanwhile: ${id}`, 'Read it again, and decide again.');

/** The token's version, if the secret has it already. Asked only for tokens that the caller chose: no one else's can have been used. */
const isTokenUsed = async (client: SecretsManager, id: string, token: string | undefined, http: Http): Promise<boolean> => {
  if (token === undefined) return false;
  try {
    return token in (await versionsOf(client, id, http));
  } catch {
    // Not there, or not ours to describe: the write itself will say.
    return false;
  }
};

const toStored = (arn: string, versionId: string | undefined, changed: boolean): StoredSecret => ({
  id: arn,
  address: addressOfArn(arn),
  versionId: versionId ?? null,
  changed,
});

export const createWrites = (session: AwsSession): Pick<Provider, 'create' | 'update' | 'delete' | 'restore'> => {
  const create: Provider['create'] = async (secret, options) => {
    const { id: name } = secret.address;
    checkName(name);
    checkNewSecret(secret, name);
    const content = toAwsValue(secret.value.reveal(), secret.encoding, name);
    return session.call(secret.address, options, async (client, http) => {
      const used = await isTokenUsed(client, name, secret.token, http);
      const request = {
        Name: name,
        ...content,
        ClientRequestToken: secret.token ?? randomUUID(),
        ...(secret.description === undefined ? {} : { Description: secret.description }),
        ...(secret.kmsKey === undefined ? {} : { KmsKeyId: secret.kmsKey }),
        ...(secret.tags === undefined ? {} : { Tags: toTags(secret.tags) }),
      };
      try {
        const { ARN = name, VersionId } = await client.createSecret(request, http);
        return toStored(ARN, VersionId, !used);
      } catch (error) {
        if (used && (error as Error).name === 'ResourceExistsException')
          throw new AppError('conflict', `this token has stored another value already: ${name}`, 'Take a new token for a new value.');
        throw error;
      }
    });
  };

  /**
   * A new current version. With `expected` the current version is compared before, and after that it was this one that ours replaced: the
   * service itself makes AWSPREVIOUS of what it replaces. Of two writers that began with the same version one gets `conflict`.
   */
  const update: Provider['update'] = async (secret, options) => {
    const { id } = secret.address;
    checkNewSecret(secret, id);
    const content = toAwsValue(secret.value.reveal(), secret.encoding, id);
    const token = secret.token ?? randomUUID();
    const expected = options?.expected;
    return session.call(secret.address, options, async (client, http) => {
      const versions = expected === undefined && secret.token === undefined ? {} : await versionsOf(client, id, http);
      const isNew = !(token in versions);
      if (isNew && expected !== undefined && holderOf(versions, CURRENT) !== expected) throw movedOn(id);
      const stored = await putValue(client, { SecretId: id, ...content, ClientRequestToken: token }, http);
      const arn = stored.ARN ?? id;
      // The token's version was replaced since: what is current now is another value.
      if (!isNew && !(stored.VersionStages ?? [CURRENT]).includes(CURRENT)) throw movedOn(id);
      if (isNew && expected !== undefined) await confirm(client, arn, token, expected, http);
      await describe(client, arn, secret, http);
      return toStored(arn, stored.VersionId, isNew);
    });
  };

  const remove: Provider['delete'] = async (address, options) => {
    const days = options?.recoveryDays ?? 30;
    checkRecoveryDays(days);
    const how = days === 0 ? { ForceDeleteWithoutRecovery: true } : { RecoveryWindowInDays: days };
    return session.call(address, options, async (client, http) => {
      const { DeletionDate } = await client.deleteSecret({ SecretId: address.id, ...how }, http);
      return (DeletionDate ?? new Date()).toISOString();
    });
  };

  const restore: Provider['restore'] = (address, options) =>
    session.call(address, options, async (client, http) => void (await client.restoreSecret({ SecretId: address.id }, http)));

  return { create, update, delete: remove, restore };
};

const putValue = async (client: SecretsManager, request: PutSecretValueRequest, http: Http): Promise<PutSecretValueResponse> => {
  try {
    return await client.putSecretValue(request, http);
  } catch (error) {
    if ((error as Error).name !== 'ResourceExistsException') throw error;
    throw new AppError('conflict', `this token has stored another value already: ${request.SecretId}`, 'Take a new token for a new value.');
  }
};

/** That `token` replaced `expected`; else what it did replace becomes current again. */
const confirm = async (client: SecretsManager, id: string, token: string, expected: string, http: Http): Promise<void> => {
  const versions = await versionsOf(client, id, http);
  const replaced = holderOf(versions, PREVIOUS);
  // What is not told yet, since answers may lag behind, was compared before.
  if (!(token in versions) || (holderOf(versions, CURRENT) === token && replaced === expected)) return;
  if (holderOf(versions, CURRENT) === token && replaced !== undefined)
    await client.updateSecretVersionStage({ SecretId: id, VersionStage: CURRENT, RemoveFromVersionId: token, MoveToVersionId: replaced }, http);
  throw movedOn(id);
};

/** What is not the value: description, key and tags, where they are given. */
const describe = async (client: SecretsManager, id: string, { description, kmsKey, tags }: NewSecret, http: Http): Promise<void> => {
  if (description !== undefined || kmsKey !== undefined)
    await client.updateSecret(
      { SecretId: id, ...(description === undefined ? {} : { Description: description }), ...(kmsKey === undefined ? {} : { KmsKeyId: kmsKey }) },
      http,
    );
  if (tags !== undefined && Object.keys(tags).length > 0) await client.tagResource({ SecretId: id, Tags: toTags(tags) }, http);
};
