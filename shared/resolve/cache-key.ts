import type { Provider } from '../model/provider.ts';
import type { SecretAddress } from '../model/reference.ts';

/**
 * What tells one stored value from all others: who asks where (provider, identity), which secret, which version. The JSON pointer is no part
 * of it: two keys of one secret are one read. As a JSON array, so that no part can run into the next.
 */
export const cacheKey = ({ id, identity }: Pick<Provider, 'id' | 'identity'>, address: SecretAddress): string =>
  JSON.stringify([
    id,
    identity,
    address.partition ?? null,
    address.region ?? null,
    address.account ?? null,
    address.host ?? null,
    address.mount ?? null,
    address.id,
    address.version?.stage ?? null,
    address.version?.id ?? null,
  ]);
