import type { GetSecretValueResponse, SecretValueEntry } from '@aws-sdk/client-secrets-manager';
import { AppError } from '../model/app-error.ts';
import type { Provider, ReadResult, SecretValue } from '../model/provider.ts';
import type { SecretAddress } from '../model/reference.ts';
import { Secret } from '../model/secret.ts';
import { regionOf } from './aws-arn.ts';
import { type BatchReader, createBatchReader } from './aws-batch.ts';
import { isAwsId } from './aws-limits.ts';
import type { AwsSession } from './aws-session.ts';
import { withDeadline } from './deadline.ts';
import { createGate } from './gate.ts';

/** Secrets of one batch: https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_BatchGetSecretValue.html */
const BATCH = 20;
/** Requests in flight at once: far below the 10,000 a second that the service allows, and enough to hide a distant region. */
const PARALLEL = 8;

/** @throws AppError `secret-missing` for a secret that was made without a value */
export const toSecretValue = (answer: GetSecretValueResponse | SecretValueEntry, asked: string): SecretValue => {
  const { SecretString: text, SecretBinary: bytes, ARN: id = asked, VersionId, VersionStages = [], CreatedDate } = answer;
  const value = typeof text === 'string' ? text : bytes instanceof Uint8Array ? Buffer.from(bytes).toString('base64') : undefined;
  if (value === undefined) throw new AppError('secret-missing', `the secret has no value yet: ${asked}`, 'watertight secrets update gives it one.');
  return {
    secret: new Secret(value),
    encoding: typeof text === 'string' ? 'text' : 'base64',
    id,
    versionId: VersionId ?? null,
    stages: VersionStages,
    createdAt: CreatedDate?.toISOString() ?? null,
  };
};

type Outcome = SecretValue | Error;

/** What is read in one request: one secret in any version, or up to twenty in their current one. */
interface Job {
  readonly region: string | undefined;
  readonly addresses: readonly SecretAddress[];
}

/** Equal for addresses that mean the same by the same words. */
const keyOf = ({ id, region, version }: SecretAddress): string => JSON.stringify([id, region ?? null, version?.stage ?? null, version?.id ?? null]);

/** A batch knows no versions: it reads the current one. */
const isBatchable = ({ version }: SecretAddress): boolean => version?.id === undefined && (version?.stage ?? 'AWSCURRENT') === 'AWSCURRENT';

const toJobs = (addresses: readonly SecretAddress[], home: string | undefined, mayBatch: boolean): Job[] =>
  [...groupByRegion(addresses, home)].flatMap(([region, group]) => {
    const together = mayBatch ? group.filter(isBatchable) : [];
    const alone = group.filter((address) => !together.includes(address)).map((address) => ({ region, addresses: [address] }));
    const batches: Job[] = [];
    for (let i = 0; i < together.length; i += BATCH) batches.push({ region, addresses: together.slice(i, i + BATCH) });
    return [...batches, ...alone];
  });

const groupByRegion = (addresses: readonly SecretAddress[], home: string | undefined): Map<string | undefined, SecretAddress[]> => {
  const groups = new Map<string | undefined, SecretAddress[]>();
  for (const address of addresses) {
    const region = regionOf(address) ?? home;
    groups.set(region, [...(groups.get(region) ?? []), address]);
  }
  return groups;
};

const invalidId = ({ id }: SecretAddress): AppError =>
  new AppError('secret-invalid', `the name or ARN of a secret has 1 to 2048 characters, this one ${id.length}`);

export const createReads = (session: AwsSession): Pick<Provider, 'get' | 'getMany'> => {
  const readOne = async (address: SecretAddress, signal: AbortSignal): Promise<SecretValue> => {
    const { id, version } = address;
    if (!isAwsId(id)) throw invalidId(address);
    const request = { SecretId: id, ...(version?.id && { VersionId: version.id }), ...(version?.stage && { VersionStage: version.stage }) };
    const answer = await session.ask(regionOf(address), id, signal, (client, http) => client.getSecretValue(request, http));
    return toSecretValue(answer, id);
  };
  const batches: BatchReader = createBatchReader(session, toSecretValue);

  const get: Provider['get'] = (address, options) =>
    withDeadline('AWS Secrets Manager', session.deadlineMs, options?.signal, ({ signal }) => readOne(address, signal));

  const getMany: Provider['getMany'] = async (addresses, options) => {
    const wanted = new Map(addresses.map((address) => [keyOf(address), address]));
    const outcomes = new Map<string, Outcome>();
    const settle = (address: SecretAddress, outcome: Outcome): void => void outcomes.set(keyOf(address), outcome);

    const gate = createGate(PARALLEL);
    const single = (address: SecretAddress, signal: AbortSignal): Promise<void> =>
      gate(() => readOne(address, signal)).then(
        (value) => settle(address, value),
        (error: Error) => settle(address, error),
      );
    const run = async ({ region, addresses: some }: Job, signal: AbortSignal): Promise<void> => {
      const read = some.length > 1 ? await gate(() => batches.read(region, some, signal)) : new Map<SecretAddress, Outcome>();
      for (const [address, outcome] of read) settle(address, outcome);
      await Promise.all(some.filter((address) => !read.has(address)).map((address) => single(address, signal)));
    };

    for (const address of wanted.values()) if (!isAwsId(address.id)) settle(address, invalidId(address));
    const valid = [...wanted.values()].filter((address) => isAwsId(address.id));
    const jobs = toJobs(valid, await session.findHome(), session.mayBatch);
    let late: Error | undefined;
    try {
      await withDeadline('AWS Secrets Manager', session.deadlineMs, options?.signal, ({ signal }) => Promise.all(jobs.map((job) => run(job, signal))));
    } catch (error) {
      // The deadline: what was read until then counts.
      late = error as Error;
    }
    return addresses.map((address): ReadResult => {
      const outcome = outcomes.get(keyOf(address)) ?? late ?? new AppError('bug', `nothing was read: ${address.id}`);
      return outcome instanceof Error ? { address, error: outcome } : { address, value: outcome };
    });
  };
  return { get, getMany };
};
