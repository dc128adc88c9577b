import { AppError } from '../model/app-error.ts';
import type { SecretValue } from '../model/provider.ts';
import type { Reference, VersionChoice } from '../model/reference.ts';
import type { BothVersions, Resolved } from '../model/resolver.ts';

/** The version before the one that was read: AWS and the local store keep a label for it, SSM and Vault count. Undefined where the store can't say. */
const previousOf = ({ address }: Reference, current: SecretValue | null): VersionChoice | undefined => {
  if (address.provider === 'aws' || address.provider === 'local') return { stage: 'AWSPREVIOUS' };
  if (address.provider !== 'ssm' && address.provider !== 'vault') return undefined;
  const number = Number(current?.versionId);
  return Number.isSafeInteger(number) && number > 1 ? { id: String(number - 1) } : undefined;
};

/**
 * The current value and the one before it, for the time of a rotation in which both may be in use. `previous` is null where there is none.
 * @throws AppError as for a read of the current value; for the previous one all but `secret-missing`
 */
export const readBoth = async (resolve: (reference: Reference) => Promise<Resolved>, reference: Reference): Promise<BothVersions> => {
  const { version: _, ...address } = reference.address;
  const current = await resolve({ ...reference, address });
  const version = previousOf(reference, current.value);
  if (version === undefined) return { current, previous: null };
  try {
    return { current, previous: await resolve({ ...reference, address: { ...address, version } }) };
  } catch (error) {
    if (error instanceof AppError && error.code === 'secret-missing') return { current, previous: null };
    throw error;
  }
};
