import type { APIErrorType, BatchGetSecretValueResponse, SecretValueEntry } from '@aws-sdk/client-secrets-manager';
import { AppError } from '../model/app-error.ts';
import type { SecretValue } from '../model/provider.ts';
import type { SecretAddress } from '../model/reference.ts';
import { isAnswerTo } from './aws-arn.ts';
import { toAwsError } from './aws-errors.ts';
import { type AwsSession, ownVerdict } from './aws-session.ts';

/** Reads up to twenty secrets of one region in one request. */
export interface BatchReader {
  /** Values and errors of those that the service settled; what is not in the result is to be read alone. Never fails. */
  readonly read: (
    region: string | undefined,
    addresses: readonly SecretAddress[],
    signal: AbortSignal,
  ) => Promise<ReadonlyMap<SecretAddress, SecretValue | Error>>;
}

/** Errors of an item that another try may cure. */
const PASSING = /^(?:InternalServiceError|Throttl\w+|ServiceUnavailable\w*)$/;

/**
 * The permission for batches can't be given for single secrets, and organisations deny it: then all are read one by one, and the region is
 * remembered. A server that knows no batches (an older emulator) counts as one that denies them.
 */
export const createBatchReader = (session: AwsSession, toValue: (entry: SecretValueEntry, asked: string) => SecretValue): BatchReader => {
  const denied = new Set<string>();

  const settle = (answer: BatchGetSecretValueResponse, addresses: readonly SecretAddress[], region: string): Map<SecretAddress, SecretValue | Error> => {
    const settled = new Map<SecretAddress, SecretValue | Error>();
    for (const address of addresses) {
      // What the service says of an item goes first: a value may be there for another item that means the same secret.
      const failure = answer.Errors?.find(({ SecretId }) => SecretId === address.id);
      const entry = answer.SecretValues?.find(({ ARN = '', Name = '' }) => isAnswerTo(address.id, ARN, Name));
      if (failure !== undefined && !PASSING.test(failure.ErrorCode ?? '')) settled.set(address, itemError(failure, address.id, region));
      else if (failure === undefined && entry !== undefined)
        settled.set(
          address,
          attempt(() => toValue(entry, address.id)),
        );
    }
    return settled;
  };

  const read: BatchReader['read'] = async (region, addresses, signal) => {
    const settled = new Map<SecretAddress, SecretValue | Error>();
    if (denied.has(region ?? '')) return settled;
    const ids = addresses.map(({ id }) => id);
    let token: string | undefined;
    try {
      // A page settles one secret at least, so there are no more pages than secrets.
      for (let page = 0; page < addresses.length; page++) {
        const request = { SecretIdList: ids, ...(token === undefined ? {} : { NextToken: token }) };
        const answer = await session.ask(region, '', signal, (client, http) => client.batchGetSecretValue(request, http));
        for (const [address, outcome] of settle(answer, addresses, region ?? '')) settled.set(address, outcome);
        token = answer.NextToken;
        if (token === undefined || token === '') break;
      }
    } catch (error) {
      const { code } = error as AppError;
      if (code === 'denied' || code === 'unsupported') denied.add(region ?? '');
      // A batch that is refused for what is in it says nothing about the rest of it.
      else if (code !== 'secret-invalid')
        for (const address of addresses) if (!settled.has(address)) settled.set(address, about(error as AppError, address.id));
    }
    return settled;
  };
  return { read };
};

const attempt = <T>(work: () => T): T | Error => {
  try {
    return work();
  } catch (error) {
    return error as Error;
  }
};

const itemError = ({ ErrorCode, Message }: APIErrorType, subject: string, region: string): AppError =>
  toAwsError({ name: ErrorCode, message: Message }, { service: 'AWS Secrets Manager', region, subject }, (name, message) => ownVerdict(name, message, region));

/** An error of the whole batch, said of one of its secrets. */
const about = (error: AppError, subject: string): Error =>
  error instanceof AppError ? new AppError(error.code, `${error.message}: ${subject}`, error.hint) : error;
