import { randomUUID } from 'node:crypto';
import type { PutSecretValueResponse, SecretsManager } from '@aws-sdk/client-secrets-manager';
import { AppError } from '../model/app-error.ts';
import type { NewSecret, Provider, StoredSecret } from '../model/provider.ts';
import { addressOfArn } from './aws-arn.ts';
import { checkName, checkNewSecret, checkRecoveryDays, toAwsValue } from './aws-limits.ts';
import type { AwsSession } from './aws-session.ts';

type Http = { readonly abortSignal: AbortSignal };
type Versions = Readonly<Record<string, readonly string[]>>;

const CURRENT = 'AWSCURRENT';

const toTags = (tags: NewSecret['tags']) => Object.entries(tags ?? {}).map(([Key, Value]) => ({ Key, Value }));

const versionsOf = async (client: SecretsManager, id: string, http: Http): Promise<Versions> =>
  (await client.describeSecret({ SecretId: id }, http)).VersionIdsToStages ?? {};

const currentOf = (versions: Versions): string | null => Object.keys(versions).find((id) => versions[id]?.includes(CURRENT)) ?? null;

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
   * A new current version. With `expected`, the version comes in under a label of its own, and the service itself moves AWSCURRENT to it only
   * from the version that was expected: two writers can't both win.
   */
  const update: Provider['update'] = async (secret, options) => {
    const { id } = secret.address;
    checkNewSecret(secret, id);
    const content = toAwsValue(secret.value.reveal(), secret.encoding, id);
    const token = secret.token ?? randomUUID();
    const expected = options?.expected;
    return session.call(secret.address, options, async (client, http) => {
      const versions = expected === undefined && secret.token === undefined ? {} : await versionsOf(client, id, http);
      const current = currentOf(versions);
      const label = `watertight-${token}`;
      const swap = expected !== undefined && current !== token;
      if (swap && current !== expected) throw movedOn(id);
      const put = { SecretId: id, ...content, ClientRequestToken: token, ...(swap ? { VersionStages: [label] } : {}) };
      let stored: PutSecretValueResponse;
      try {
        stored = await client.putSecretValue(put, http);
      } catch (error) {
        if ((error as Error).name !== 'ResourceExistsException') throw error;
        throw new AppError('conflict', `this token has stored another value already: ${id}`, 'Take a new token for a new value.');
      }
      const arn = stored.ARN ?? id;
      if (swap) await moveCurrent(client, arn, expected, token, label, http);
      // The token's version was replaced since: what is current now is another value.
      else if (token in versions && !(stored.VersionStages ?? [CURRENT]).includes(CURRENT)) throw movedOn(id);
      await describe(client, arn, secret, http);
      return toStored(arn, stored.VersionId, !(token in versions));
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

const moveCurrent = async (client: SecretsManager, id: string, from: string, to: string, label: string, http: Http): Promise<void> => {
  const release = () => client.updateSecretVersionStage({ SecretId: id, VersionStage: label, RemoveFromVersionId: to }, http);
  try {
    await client.updateSecretVersionStage({ SecretId: id, VersionStage: CURRENT, RemoveFromVersionId: from, MoveToVersionId: to }, http);
  } catch (error) {
    await release();
    if (/^Invalid(?:Parameter|Request)Exception$/.test((error as Error).name)) throw movedOn(id);
    throw error;
  }
  await release();
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
