import type { SecretValue } from './provider.ts';
import type { ProviderId, Reference } from './reference.ts';
import type { Secret } from './secret.ts';

/** A reference's value, its JSON key taken out. */
export interface Resolved {
  readonly reference: Reference;
  /** What the reference means: the whole value, or the text of the JSON key. */
  readonly secret: Secret;
  /** The value as the provider gave it; null for a fall-back. */
  readonly value: SecretValue | null;
  /** `fresh` from the provider now, `cache` within its TTL, `stale` while it is refreshed, `emergency` while the provider is down, `fallback` from the environment. */
  readonly from: 'fresh' | 'cache' | 'stale' | 'emergency' | 'fallback';
}

export type ResolveResult = Resolved | { readonly reference: Reference; readonly error: Error };

/** `unavailable`: a reference can't be read at all. `degraded`: served, but not from the provider, or the last call failed. */
export type Health = 'healthy' | 'degraded' | 'unavailable';

export interface HealthReport {
  readonly status: Health;
  readonly providers: readonly {
    readonly provider: ProviderId;
    readonly status: Health;
    /** ISO 8601. */
    readonly lastSuccess: string | null;
    readonly lastErrorCode: string | null;
  }[];
}

export interface Metrics {
  readonly reads: number;
  readonly hits: number;
  readonly misses: number;
  /** 0 to 1; 0 before the first read. */
  readonly hitRate: number;
  readonly providerCalls: number;
  readonly errors: number;
  readonly stale: number;
  readonly emergencies: number;
  readonly fallbacks: number;
  readonly entries: number;
  /** Values that went because the limit of entries was reached. */
  readonly evictions: number;
  /** ISO 8601. */
  readonly lastSuccess: string | null;
}

/** During a rotation old and new may both be in use. */
export interface BothVersions {
  readonly current: Resolved;
  /** Null where there is no earlier version, or the store keeps none that it can name. */
  readonly previous: Resolved | null;
}

/** Turns references into values through the cache. Lives in time: `close` stops its timers and forgets its values. */
export interface Resolver {
  /** @throws AppError as the provider's, or `secret-missing` when the JSON key is not there */
  readonly resolve: (reference: Reference, options?: { readonly fallback?: Secret }) => Promise<Resolved>;
  /** In the order asked for; reads of one provider go in batches. */
  readonly resolveMany: (references: readonly Reference[]) => Promise<readonly ResolveResult[]>;
  /** The current value and the one before it: verify with both while a rotation is under way. */
  readonly resolveBoth: (reference: Reference) => Promise<BothVersions>;
  /** Past the cache: after the consumer found the value refused. Several at once make one call. */
  readonly refresh: (reference: Reference) => Promise<Resolved>;
  /** Forgets one value, or all. */
  readonly clear: (reference?: Reference) => void;
  readonly health: () => HealthReport;
  readonly metrics: () => Metrics;
  readonly close: () => Promise<void>;
}

/** One access, as a line of the audit log. Never a value. */
export interface AuditRecord {
  /** ISO 8601. */
  readonly time: string;
  /** The user and program that asked, as far as the face knows them. */
  readonly who: string;
  /** The provider's identity (account, region, profile). */
  readonly identity: string;
  readonly operation: string;
  /** The reference as written, or the secret's id. */
  readonly reference: string;
  readonly outcome: Resolved['from'] | 'done' | 'error';
  readonly errorCode?: string;
  readonly versionId?: string;
}
