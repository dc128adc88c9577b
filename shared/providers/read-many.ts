import { AppError } from '../model/app-error.ts';
import type { CallOptions, ReadResult, SecretValue } from '../model/provider.ts';
import type { SecretAddress } from '../model/reference.ts';
import { type Call, withDeadline } from './deadline.ts';
import { inParallel } from './in-parallel.ts';

/** Reads at once, from a store that has no call for many. */
const LANES = 8;

/** Reads one by one, some at once. At the deadline what was read counts, and the rest has timed out. */
export const readMany = async (
  store: string,
  deadlineMs: number,
  options: CallOptions | undefined,
  addresses: readonly SecretAddress[],
  read: (address: SecretAddress, call: Call) => Promise<SecretValue>,
): Promise<ReadResult[]> => {
  const results = new Map<number, ReadResult>();
  const readOne = async (call: Call, index: number, address: SecretAddress): Promise<void> => {
    const result = await read(address, call).then(
      (value): ReadResult => ({ address, value }),
      (error: Error): ReadResult => ({ address, error }),
    );
    results.set(index, result);
  };
  let late: Error = new AppError('bug', `nothing was read: ${store}`);
  try {
    await withDeadline(store, deadlineMs, options?.signal, (call) =>
      inParallel([...addresses.entries()], LANES, ([index, address]) => readOne(call, index, address)),
    );
  } catch (error) {
    late = error as Error;
  }
  return addresses.map((address, index) => results.get(index) ?? { address, error: late });
};
