import { AppError, type ErrorCode } from '../model/app-error.ts';
import type { KnownValue, LeftOut } from '../model/known-value.ts';
import type { OpenProvider, Provider, SecretValue } from '../model/provider.ts';
import type { ProviderId, Reference, SecretAddress, VersionChoice } from '../model/reference.ts';
import { formatReference } from '../references/format.ts';
import { parseReference } from '../references/parse.ts';

/** Versions before the current one that are read of a secret. */
const MAX_EARLIER = 5;

/** Secrets whose versions are read at once. */
const AT_ONCE = 4;

/** More secrets than anyone keeps in one place. */
const MAX_SECRETS = 5000;

/** Errors that every other secret of the store would meet too. */
const OF_ALL: readonly ErrorCode[] = ['usage', 'authentication', 'throttled', 'unreachable', 'timeout'];

const isGone = (error: unknown): boolean => error instanceof AppError && (error.code === 'secret-missing' || error.code === 'secret-deleted');

const nameOf = ({ id, provider }: SecretAddress): string => parseReference(id, { assume: provider })?.name ?? id;

const versionName = ({ versionId, stages }: SecretValue): string | null => {
  const parts = [...(versionId === null ? [] : [versionId]), ...(stages.length === 0 ? [] : [`(${stages.join(', ')})`])];
  return parts.length === 0 ? null : parts.join(' ');
};

/** What replaces a value in its store. */
const remedyOf = (provider: Provider, address: SecretAddress): string => {
  const { version: _, ...whole } = address;
  const command = provider.unsupported.rotate === undefined ? 'rotate' : 'update';
  return `watertight secrets ${command} ${formatReference(whole, { syntax: 'scheme' })}`;
};

/** Which earlier versions to ask for: those that the store lists, else those that it counts, else the one that it has a name for. */
const earlierVersions = async (provider: Provider, address: SecretAddress, current: SecretValue): Promise<readonly VersionChoice[]> => {
  if (provider.id === 'ssm' || provider.id === 'vault') {
    const number = Number(current.versionId);
    return Number.isSafeInteger(number) ? Array.from({ length: Math.min(MAX_EARLIER, number - 1) }, (_, i) => ({ id: String(number - 1 - i) })) : [];
  }
  if (provider.id === 'local') return [{ stage: 'AWSPREVIOUS' }];
  try {
    const { versions } = await provider.getMetadata(address);
    const listed = versions.filter(({ id }) => id !== current.versionId).slice(0, MAX_EARLIER);
    if (listed.length > 0 || provider.id !== 'aws') return listed.map(({ id }) => ({ id }));
  } catch (error) {
    // Who may read values may not always read about them.
    if (!(error instanceof AppError && error.code === 'denied')) throw error;
  }
  return provider.id === 'aws' ? [{ stage: 'AWSPREVIOUS' }] : [];
};

interface ReadSecrets {
  readonly values: readonly KnownValue[];
  readonly leftOut: readonly LeftOut[];
}

/** What could not be read, and why: what to do is said with it. A bug is none of the reasons. */
export const unread = (name: string, failure: unknown): LeftOut => {
  if (!(failure instanceof AppError)) throw failure;
  const [message = ''] = failure.message.split('\n');
  return { name, why: failure.hint === '' ? message : `${message}. ${failure.hint}`, failure };
};

/** As its reference names it: of two stores with the same name it is clear which is meant. */
const referenceOf = (address: SecretAddress): string => formatReference(address, { syntax: 'scheme' });

/** The versions before the current one, as far as they may be read. @throws AppError where the store can't be asked */
const readEarlier = async (provider: Provider, address: SecretAddress, current: SecretValue): Promise<ReadSecrets> => {
  const name = nameOf(address);
  const values: KnownValue[] = [];
  const leftOut: LeftOut[] = [];
  const { version: _, ...whole } = address;
  const versions = await earlierVersions(provider, whole, current);
  for (const [i, version] of versions.entries()) {
    try {
      const value = await provider.get({ ...whole, version });
      const isPrevious = value.stages.length > 0 ? value.stages.includes('AWSPREVIOUS') : i === 0;
      values.push({ secret: value.secret, name, status: isPrevious ? 'previous' : 'older', version: versionName(value), remedy: remedyOf(provider, whole) });
    } catch (error) {
      if (isGone(error)) continue;
      if (!(error instanceof AppError && error.code === 'denied')) throw error;
      leftOut.push({ name: `${name}, earlier versions`, why: 'may not be read' });
      break;
    }
  }
  return { values, leftOut };
};

const readOf = async (provider: Provider, addresses: readonly SecretAddress[]): Promise<ReadSecrets> => {
  const values: KnownValue[] = [];
  const leftOut: LeftOut[] = [];
  const found: { readonly address: SecretAddress; readonly value: SecretValue }[] = [];
  for (const result of await provider.getMany(addresses)) {
    if ('value' in result) found.push(result);
    else if (isGone(result.error)) leftOut.push({ name: nameOf(result.address), why: 'the store has no such secret' });
    else leftOut.push(unread(referenceOf(result.address), result.error));
  }
  for (const { address, value } of found)
    values.push({ secret: value.secret, name: nameOf(address), status: 'current', version: versionName(value), remedy: remedyOf(provider, address) });
  let next = 0;
  /** Set once the store can't be asked any more: each further question would wait for its answer in vain. */
  let ended: AppError | undefined;
  const lane = async (): Promise<void> => {
    for (let item = found[next++]; item !== undefined; item = found[next++]) {
      try {
        if (ended !== undefined) throw ended;
        const earlier = await readEarlier(provider, item.address, item.value);
        values.push(...earlier.values);
        leftOut.push(...earlier.leftOut);
      } catch (error) {
        leftOut.push(unread(`${referenceOf(item.address)}, earlier versions`, error));
        if (error instanceof AppError && OF_ALL.includes(error.code)) ended = error;
      }
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, lane));
  return { values, leftOut };
};

/**
 * The values of secrets, current and earlier ones, each secret once. What can't be read keeps nothing else from being read: it is named with its
 * failure, because silence about a value would look as if it were nowhere. A secret that is not there is named without one.
 */
export const readSecrets = async (references: readonly Reference[], open: OpenProvider): Promise<ReadSecrets> => {
  const addresses = new Map<string, SecretAddress>();
  for (const { address } of references) {
    const { version: _, ...whole } = address;
    addresses.set(JSON.stringify(Object.entries(whole).sort()), whole);
  }
  const byProvider = new Map<ProviderId, SecretAddress[]>();
  for (const address of addresses.values()) byProvider.set(address.provider, [...(byProvider.get(address.provider) ?? []), address]);
  const read: ReadSecrets[] = [];
  for (const [id, wanted] of byProvider) {
    try {
      read.push(await readOf(await open(id), wanted));
    } catch (error) {
      read.push({ values: [], leftOut: wanted.map((address) => unread(referenceOf(address), error)) });
    }
  }
  return { values: read.flatMap(({ values }) => values), leftOut: read.flatMap(({ leftOut }) => leftOut) };
};

/**
 * Every secret of a store whose name starts with a prefix; those that wait for their deletion are left out.
 * @throws AppError `usage` for more than 5,000 of them
 */
export const listSecrets = async (provider: Provider, prefix: string): Promise<readonly Reference[]> => {
  const found: Reference[] = [];
  let pageToken: string | undefined;
  do {
    const page = await provider.list({ prefix, ...(pageToken === undefined ? {} : { pageToken }) });
    for (const { id } of page.items) {
      const reference = parseReference(id, { assume: provider.id });
      if (reference !== undefined) found.push(reference);
    }
    if (found.length > MAX_SECRETS) throw new AppError('usage', `more than ${MAX_SECRETS} secrets start with: ${prefix}`, 'Use a longer prefix.');
    pageToken = page.nextPageToken;
  } while (pageToken !== undefined);
  return found;
};
