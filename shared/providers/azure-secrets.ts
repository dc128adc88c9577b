import { AppError } from '../model/app-error.ts';
import type { NewSecret, SecretMetadata, SecretValue, StoredSecret } from '../model/provider.ts';
import type { SecretAddress } from '../model/reference.ts';
import { listVersions } from './azure-list.ts';
import { type AzureItem, toAzureName, toBody, toItem, toMetadata, toSecretValue } from './azure-secret.ts';
import type { AzureSession } from './azure-session.ts';
import type { Call } from './deadline.ts';
import { unsupported } from './failure.ts';
import type { HttpAnswer, Patience } from './http.ts';

/** Deleting, recovering and purging go on after their answer; how often and how long to look for their end. Milliseconds. */
const LOOK_AGAIN_MS = 1000;
const MAX_LOOKS = 60;

/** Single secrets of key vaults: https://learn.microsoft.com/rest/api/keyvault/secrets */
export const createAzureSecrets = (session: AzureSession, patience: Patience) => {
  const read = (address: SecretAddress, call: Call, version = ''): Promise<HttpAnswer> =>
    session.ask(address.host, { method: 'GET', path: `secrets/${toAzureName(address.id)}${version === '' ? '' : `/${encodeURIComponent(version)}`}` }, call);

  const deletedOf = async (address: SecretAddress, call: Call): Promise<AzureItem | undefined> => {
    const answer = await session.ask(address.host, { method: 'GET', path: `deletedsecrets/${toAzureName(address.id)}` }, call);
    return answer.status === 404 ? undefined : toItem(answer.body, session.originOf(address.host));
  };

  /** Why there is no secret: it waits for its deletion, or never was. Those who may not ask get the latter. */
  const absence = async (address: SecretAddress, call: Call): Promise<AppError> => {
    const deleted = await deletedOf(address, call).catch((error: unknown) => {
      isDenied(error);
      return undefined;
    });
    const where = `${session.originOf(address.host)}/secrets/${toAzureName(address.id)}`;
    return deleted === undefined
      ? new AppError('secret-missing', `the key vault has no such secret: ${where}`, 'Check the name and the vault.')
      : new AppError('secret-deleted', `this secret is deleted and can be recovered: ${where}`, 'Restore it, or delete it for good to use the name again.');
  };

  const get = async (address: SecretAddress, call: Call): Promise<SecretValue> => {
    const { stage, id = '' } = address.version ?? {};
    if (stage !== undefined) throw unsupported('Azure Key Vault', 'a version by its stage', 'Name a version by its id.');
    const answer = await read(address, call, id);
    if (answer.status === 404) throw await absence(address, call);
    return toSecretValue(answer.body, session.originOf(address.host));
  };

  /** Asks again while `isOver` says no, and the call has time. */
  const waitUntil = async (call: Call, isOver: () => Promise<boolean>): Promise<void> => {
    for (let looks = 0; looks < MAX_LOOKS && !(await isOver()); looks++) {
      await patience.sleep(LOOK_AGAIN_MS, call.signal);
      call.signal.throwIfAborted();
    }
  };

  const put = async (secret: NewSecret, known: Readonly<Record<string, string>>, call: Call): Promise<StoredSecret> => {
    const { host, id } = secret.address;
    const request = { method: 'PUT', path: `secrets/${toAzureName(id)}`, json: toBody(secret, known) } as const;
    let answer: HttpAnswer | undefined;
    // The name of a secret that was just purged or recovered is taken for some seconds more.
    await waitUntil(call, async () => {
      answer = await session.ask(host, request, call).catch((error: unknown) => {
        if (error instanceof AppError && error.code === 'conflict') return undefined;
        throw error;
      });
      return answer !== undefined;
    });
    const item = toItem(answer?.body, session.originOf(host));
    return { id: item.id, address: { provider: 'azure', id: item.name, ...session.placeOf(host) }, versionId: item.version ?? null, changed: true };
  };

  /** The same value under the same token counts as stored before: Azure has no tokens of its own. */
  const storedBefore = (secret: NewSecret, current: SecretValue): StoredSecret | undefined => {
    if (secret.token === undefined || current.encoding !== (secret.encoding ?? 'text') || !current.secret.equals(secret.value)) return undefined;
    const { host, id } = secret.address;
    const name = toAzureName(id);
    return {
      id: `${session.originOf(host)}/secrets/${name}`,
      address: { provider: 'azure', id: name, ...session.placeOf(host) },
      versionId: current.versionId,
      changed: false,
    };
  };

  /** Azure makes a new version of what is there, so a look comes first; someone else may create in between. */
  const create = async (secret: NewSecret, call: Call): Promise<StoredSecret> => {
    toBody(secret);
    const answer = await read(secret.address, call);
    if (answer.status === 404) return put(secret, {}, call);
    const origin = session.originOf(secret.address.host);
    const before = storedBefore(secret, toSecretValue(answer.body, origin));
    if (before !== undefined) return before;
    throw new AppError('secret-exists', `the key vault has this secret already: ${toItem(answer.body, origin).id}`, 'Choose another name, or update it.');
  };

  const update = async (secret: NewSecret, expected: string | undefined, call: Call): Promise<StoredSecret> => {
    toBody(secret);
    const answer = await read(secret.address, call);
    if (answer.status === 404) throw await absence(secret.address, call);
    const origin = session.originOf(secret.address.host);
    const current = toSecretValue(answer.body, origin);
    if (expected !== undefined && current.versionId !== expected)
      throw new AppError('conflict', `another version was written meanwhile: ${current.id}`, 'Read it again, then decide.');
    return storedBefore(secret, current) ?? put(secret, toItem(answer.body, origin).tags, call);
  };

  const getMetadata = async (address: SecretAddress, call: Call): Promise<SecretMetadata> => {
    const versions = await listVersions(session, address.host, toAzureName(address.id), call);
    if (versions.length > 0) return describe(versions);
    const deleted = await deletedOf(address, call);
    if (deleted === undefined) throw await absence(address, call);
    return toMetadata(deleted);
  };

  /** How long it stays restorable is the vault's setting (7 to 90 days, 90 unless it says otherwise). */
  const remove = async (address: SecretAddress, forGood: boolean, call: Call): Promise<string> => {
    const path = toAzureName(address.id);
    const answer = await session.ask(address.host, { method: 'DELETE', path: `secrets/${path}` }, call);
    const origin = session.originOf(address.host);
    const deleted = answer.status === 404 ? await deletedOf(address, call) : toItem(answer.body, origin);
    if (deleted === undefined) throw await absence(address, call);
    // A vault without soft delete (they can't be made any more) deletes at once.
    if (deleted.purgesAt === null) return new Date(patience.now()).toISOString();
    // Until then a read would say that it never was. Those who may delete may not always look.
    await waitUntil(call, () => deletedOf(address, call).then((seen) => seen !== undefined, isDenied));
    if (!forGood) return deleted.purgesAt;
    await session.ask(address.host, { method: 'DELETE', path: `deletedsecrets/${path}` }, call);
    return new Date(patience.now()).toISOString();
  };

  const restore = async (address: SecretAddress, call: Call): Promise<void> => {
    const name = toAzureName(address.id);
    const answer = await session.ask(address.host, { method: 'POST', path: `deletedsecrets/${name}/recover` }, call);
    // Not among the deleted: it is there, or it never was.
    if (answer.status === 404 && (await listVersions(session, address.host, name, call)).length === 0) throw await absence(address, call);
    await waitUntil(call, async () => (await listVersions(session, address.host, name, call)).length > 0);
  };

  return { get, getMetadata, create, update, remove, restore };
};

/** True; throws every other error again. */
const isDenied = (error: unknown): true => {
  if (error instanceof AppError && error.code === 'denied') return true;
  throw error;
};

/** Of all versions the newest describes the secret. Times have whole seconds: where two versions share the last, none is called the current one. */
const describe = (versions: readonly AzureItem[]): SecretMetadata => {
  const [newest, second] = [...versions].sort((a, b) => ((a.createdAt ?? '') < (b.createdAt ?? '') ? 1 : -1));
  if (newest === undefined) throw new AppError('bug', 'a secret without versions was described');
  const isCertain = newest.createdAt !== second?.createdAt;
  const oldest = versions.reduce<string | null>(
    (first, { createdAt }) => (first === null || (createdAt !== null && createdAt < first) ? createdAt : first),
    null,
  );
  const stagesOf = ({ version }: AzureItem): string[] => (isCertain && version === newest.version ? ['current'] : []);
  const list = versions.flatMap((item) => (item.version === undefined ? [] : [{ id: item.version, stages: stagesOf(item) }]));
  return { ...toMetadata(newest, list), createdAt: oldest };
};
