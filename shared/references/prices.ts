import type { ProviderId } from '../model/reference.ts';

/** What a store bills, in millionths of a US dollar, before tax and discounts. */
export interface Prices {
  /** For each secret, and for each copy of it in another region, for a month. */
  readonly secretMonth: number;
  /** For one call; null: billed, but no price of a known date is at hand. */
  readonly call: number | null;
  /** The store's own page of prices; null where nothing is billed. */
  readonly source: string | null;
  /** When the numbers were read there; null where there are none to read. */
  readonly asOf: string | null;
  /** What the numbers leave out. */
  readonly note: string;
}

/**
 * Public list prices. Secrets Manager's are those of the pricing examples on its page as it was on 2026-09-20, which hold for most regions of
 * the `aws` partition. AWS bills a fraction of a month by the hour. Change a price here and nowhere else.
 */
export const PRICES: Readonly<Record<ProviderId, Prices>> = {
  aws: {
    secretMonth: 400_000,
    // $0.05 for 10,000 calls
    call: 5,
    source: 'https://aws.amazon.com/secrets-manager/pricing/',
    asOf: '2026-09-20',
    note: 'Secrets Manager has no free tier of its own; new AWS accounts get credits of up to $200, to be used within 12 months. Customer managed keys of KMS are billed by KMS.',
  },
  ssm: {
    secretMonth: 0,
    call: 0,
    source: 'https://aws.amazon.com/systems-manager/pricing/',
    asOf: null,
    note: 'Standard parameters (4 KB) at standard throughput cost nothing; advanced parameters and higher throughput are billed: see its page. So are customer managed keys of KMS.',
  },
  vault: {
    secretMonth: 0,
    call: 0,
    source: null,
    asOf: null,
    note: 'Vault bills nothing for secrets or calls; what its servers cost, or HCP, is not counted.',
  },
  azure: {
    secretMonth: 0,
    call: null,
    source: 'https://azure.microsoft.com/pricing/details/key-vault/',
    asOf: null,
    note: 'Key Vault bills operations, by region and tier, and no secrets: see its page.',
  },
  local: { secretMonth: 0, call: 0, source: null, asOf: null, note: 'The local store costs nothing.' },
};
