import type { ParameterMetadata } from '@aws-sdk/client-ssm';
import { AppError } from '../model/app-error.ts';
import type { NewSecret, Provider, SecretMetadata, StoredSecret } from '../model/provider.ts';
import type { SecretAddress } from '../model/reference.ts';
import type { Call } from './deadline.ts';
import { unsupported } from './failure.ts';
import { MAX_PAGES, toMetadata } from './ssm-list.ts';
import { isParameterArn, regionOf, toParameterName } from './ssm-name.ts';
import { SSM_STORE, type SsmSession } from './ssm-session.ts';
import { checkValue, shorten } from './value-limits.ts';

/** Bytes of a value: https://docs.aws.amazon.com/systems-manager/latest/userguide/parameter-store-advanced-parameters.html */
const STANDARD_BYTES = 4096;
export const SSM_MAX_BYTES = 8192;
const MAX_DESCRIPTION_BYTES = 1024;
const MAX_TAGS = 50;
const NO_RESTORE = 'Parameter Store deletes at once and for good.';

/** What goes on beside reading values. `get` reads one, for comparing. */
export const createSsmWrites = (session: SsmSession, get: Provider['get']): Pick<Provider, 'create' | 'update' | 'delete' | 'getMetadata'> => {
  /** @throws AppError `secret-missing`, also for an ARN of another account: by its name we would change one of ours */
  const describe = async (address: SecretAddress, call: Call): Promise<ParameterMetadata> => {
    const name = toParameterName(address.id);
    const filters = [{ Key: 'Name', Option: 'Equals', Values: [name] }];
    let token: string | undefined;
    // Pages may be empty though there are more.
    for (let pages = 0; pages < MAX_PAGES; pages++) {
      const request = { ParameterFilters: filters, ...(token === undefined ? {} : { NextToken: token }) };
      const { Parameters = [], NextToken } = await session.ask(regionOf(address), name, call, (client, http) => client.describeParameters(request, http));
      const found = Parameters.find((parameter) => parameter.Name === name);
      if (found !== undefined && (!isParameterArn(address.id) || found.ARN === undefined || found.ARN === address.id)) return found;
      if (!NextToken) break;
      token = NextToken;
    }
    throw new AppError('secret-missing', `there is no such parameter: ${address.id}`, 'Is it the right region and account?');
  };

  /** The ARN, which alone names a parameter for everyone, and which writing does not tell; undefined without the right to read. */
  const findArn = async (address: SecretAddress, call: Call): Promise<string | undefined> => {
    const name = toParameterName(address.id);
    const request = { Names: [name], WithDecryption: false };
    const answer = await session.ask(regionOf(address), name, call, (client, http) => client.getParameters(request, http)).catch(() => undefined);
    return answer?.Parameters?.[0]?.ARN;
  };

  const stored = async (address: SecretAddress, versionId: string | null, changed: boolean, call: Call): Promise<StoredSecret> => {
    const name = toParameterName(address.id);
    const region = regionOf(address) ?? (await session.findHome());
    const arn = await findArn(address, call);
    return { id: arn ?? name, address: { provider: 'ssm', id: name, ...(region === undefined ? {} : { region }) }, versionId, changed };
  };

  /** The same value under the same token counts as stored before: Parameter Store has no tokens. */
  const storedBefore = async ({ address, token, value }: NewSecret, call: Call): Promise<StoredSecret | undefined> => {
    if (token === undefined) return undefined;
    const { version: _, ...current } = address;
    const known = await get(current, { signal: call.signal });
    return known.secret.equals(value) ? stored(address, known.versionId, false, call) : undefined;
  };

  const create = async (secret: NewSecret, call: Call): Promise<StoredSecret> => {
    const { address, kmsKey } = secret;
    const value = checked(secret);
    if (isParameterArn(address.id)) throw new AppError('secret-invalid', `a new parameter takes a name, not an ARN: ${address.id}`, 'AWS makes the ARN.');
    const request = { Name: toParameterName(address.id), Value: value.text, Type: 'SecureString', Overwrite: false, Tier: value.tier } as const;
    try {
      const answer = await session.ask(regionOf(address), request.Name, call, (client, http) =>
        client.putParameter({ ...request, ...about(secret), Tags: tagsOf(secret), ...(kmsKey === undefined ? {} : { KeyId: kmsKey }) }, http),
      );
      return await stored(address, String(answer.Version ?? 1), true, call);
    } catch (error) {
      const before = error instanceof AppError && error.code === 'secret-exists' ? await storedBefore(secret, call) : undefined;
      if (before === undefined) throw error;
      return before;
    }
  };

  /** The type stays as it is, and so does the tier, unless the value needs the larger one: there is no way back from that. */
  const update = async (secret: NewSecret, expected: string | undefined, call: Call): Promise<StoredSecret> => {
    const { address, kmsKey } = secret;
    const value = checked(secret);
    const current = await describe(address, call);
    if (expected !== undefined && String(current.Version) !== expected)
      throw new AppError('conflict', `another version was written meanwhile: ${address.id}`, 'Read it again, then decide.');
    const before = await storedBefore(secret, call);
    if (before !== undefined) return before;
    const name = toParameterName(address.id);
    const request = { Name: name, Value: value.text, Overwrite: true, ...about(secret), ...(value.tier === 'Advanced' ? { Tier: value.tier } : {}) };
    const answer = await session.ask(regionOf(address), name, call, (client, http) =>
      client.putParameter({ ...request, ...(kmsKey === undefined ? {} : { KeyId: kmsKey }) }, http),
    );
    const tags = tagsOf(secret);
    if (tags.length > 0)
      await session.ask(regionOf(address), name, call, (client, http) =>
        client.addTagsToResource({ ResourceType: 'Parameter', ResourceId: name, Tags: tags }, http),
      );
    return stored(address, answer.Version === undefined ? null : String(answer.Version), true, call);
  };

  const remove = async (address: SecretAddress, recoveryDays: number | undefined, call: Call): Promise<string> => {
    if (recoveryDays !== undefined && recoveryDays !== 0) throw unsupported(SSM_STORE, 'a way back after deleting', `${NO_RESTORE} Ask for 0 days.`);
    if (isParameterArn(address.id)) await describe(address, call);
    const name = toParameterName(address.id);
    await session.ask(regionOf(address), name, call, (client, http) => client.deleteParameter({ Name: name }, http));
    return new Date().toISOString();
  };

  const getMetadata = async (address: SecretAddress, call: Call): Promise<SecretMetadata> => {
    const described = await describe(address, call);
    // Emulators leave the ARN out.
    const arn = described.ARN ?? (await findArn(address, call));
    const metadata = toMetadata(arn === undefined ? described : { ...described, ARN: arn });
    const request = { ResourceType: 'Parameter', ResourceId: metadata.name } as const;
    const { TagList = [] } = await session.ask(regionOf(address), metadata.name, call, (client, http) => client.listTagsForResource(request, http));
    return { ...metadata, tags: Object.fromEntries(TagList.map(({ Key = '', Value = '' }) => [Key, Value])) };
  };

  return {
    create: (secret, options) => session.within(options, (call) => create(secret, call)),
    update: (secret, options) => session.within(options, (call) => update(secret, options?.expected, call)),
    delete: (address, options) => session.within(options, (call) => remove(address, options?.recoveryDays, call)),
    getMetadata: (address, options) => session.within(options, (call) => getMetadata(address, call)),
  };
};

const about = ({ description }: NewSecret) => (description === undefined ? {} : { Description: shorten(description, MAX_DESCRIPTION_BYTES) });

const tagsOf = ({ tags = {} }: NewSecret): { Key: string; Value: string }[] => {
  const all = Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
  if (all.length > MAX_TAGS || all.some(({ Key, Value }) => Key === '' || Key.length > 128 || Value.length > 256))
    throw new AppError('secret-invalid', 'Parameter Store does not take these tags', `It keeps ${MAX_TAGS}, with names of 128 characters and values of 256.`);
  return all;
};

/** @throws AppError `unsupported` for bytes, `secret-invalid` for what the service would refuse, without the value */
const checked = ({ value, encoding }: NewSecret): { readonly text: string; readonly tier: 'Standard' | 'Advanced' } => {
  if (encoding === 'base64')
    throw unsupported(SSM_STORE, 'values that are bytes', 'Parameter Store keeps text alone: store it in another store, or as the text of its base64.');
  const text = value.reveal();
  checkValue(text, 'text', { store: SSM_STORE, maxBytes: SSM_MAX_BYTES });
  const braces = text.indexOf('{{');
  if (braces >= 0 && text.includes('}}', braces))
    throw new AppError(
      'secret-invalid',
      `${SSM_STORE} takes no value with something in double braces`,
      'It would stand for another parameter. Store it in another store.',
    );
  return { text, tier: Buffer.byteLength(text) > STANDARD_BYTES ? 'Advanced' : 'Standard' };
};
