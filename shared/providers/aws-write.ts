import { randomUUID } from 'node:crypto';
import type { SecretsManager } from '@aws-sdk/client-secrets-manager';
import type { NewSecret, Provider, StoredSecret } from '../model/provider.ts';
import { addressOfArn } from './aws-arn.ts';
import { checkName, checkNewSecret, checkRecoveryDays, toAwsValue } from './aws-limits.ts';
import { CURRENT, type Http, movedOn, once, replaceVersion, versionsOf } from './aws-replace.ts';
import type { AwsSession } from './aws-session.ts';

const toTags = (tags: NewSecret['tags']) => Object.entries(tags ?? {}).map(([Key, Value]) => ({ Key, Value }));

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
      const call = client.createSecret(request, http);
      const { ARN = name, VersionId } = await (used ? once(call, name) : call);
      return toStored(ARN, VersionId, !used);
    });
  };

  const update: Provider['update'] = async (secret, options) => {
    const { id } = secret.address;
    checkNewSecret(secret, id);
    const content = toAwsValue(secret.value.reveal(), secret.encoding, id);
    const token = secret.token ?? randomUUID();
    const expected = options?.expected;
    return session.call(secret.address, options, async (client, http) => {
      const versions = expected === undefined && secret.token === undefined ? {} : await versionsOf(client, id, http);
      const put = (as: string) => client.putSecretValue({ SecretId: id, ...content, ClientRequestToken: as }, http);
      const replace = expected === undefined ? undefined : replaceVersion(client, id, versions, expected, http);
      const stored = token in versions || replace === undefined ? await once(put(token), id) : await replace(put, token);
      const versionId = stored.VersionId ?? token;
      // The token's version was replaced since: what is current now is another value.
      if (!(stored.VersionStages ?? [CURRENT]).includes(CURRENT)) throw movedOn(id);
      const arn = stored.ARN ?? id;
      await describe(client, arn, secret, http);
      return toStored(arn, versionId, !(versionId in versions));
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

/** What is not the value: description, key and tags, where they are given. */
const describe = async (client: SecretsManager, id: string, { description, kmsKey, tags }: NewSecret, http: Http): Promise<void> => {
  if (description !== undefined || kmsKey !== undefined)
    await client.updateSecret(
      { SecretId: id, ...(description === undefined ? {} : { Description: description }), ...(kmsKey === undefined ? {} : { KmsKeyId: kmsKey }) },
      http,
    );
  if (tags !== undefined && Object.keys(tags).length > 0) await client.tagResource({ SecretId: id, Tags: toTags(tags) }, http);
};
