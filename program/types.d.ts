/** The package as programs see it. The build copies this file beside the bundle; a test holds it to what the bundle exports. */

/** What went wrong. The list is closed; `message` and `hint` show no value. */
export type ErrorCode =
  | 'usage'
  | 'config-invalid'
  | 'reference-invalid'
  | 'secret-missing'
  | 'secret-deleted'
  | 'secret-invalid'
  | 'store-damaged'
  | 'conflict'
  | 'unsupported'
  | 'authentication'
  | 'denied'
  | 'throttled'
  | 'unreachable'
  | 'timeout'
  | (string & {});

export interface WatertightError extends Error {
  readonly code: ErrorCode;
  /** What to do next; may be empty. */
  readonly hint: string;
}

/** Whether an error is one of ours, with a `code`. */
export declare const isWatertightError: (error: unknown) => error is WatertightError;

export interface ResolverOptions {
  /** How long a value serves before it is read again, in milliseconds. Default: `WATERTIGHT_CACHE_TTL` (seconds), else 300,000. One hour is fine too. */
  readonly ttlMs?: number;
  /** How long after that a value still serves while the store is down. Default: `WATERTIGHT_EMERGENCY_TTL` (seconds), else 86,400,000; 0: never. */
  readonly emergencyMs?: number;
  /** Values kept at most. Default 1,000. */
  readonly maxEntries?: number;
  /** Who reads, for the audit log (`WATERTIGHT_AUDIT_LOG`). Default: the user and the program's name. */
  readonly who?: string;
  /** AWS region for references that name none. Default: as the AWS SDK finds it. */
  readonly region?: string;
  /** Profile of the AWS configuration. Default: as the AWS SDK finds it. */
  readonly profile?: string;
  /** Gets what is worth telling once, such as a full cache. Default: nobody. */
  readonly notice?: (message: string) => void;
}

export interface AllSecretsQuery {
  /** Every secret of a store whose name starts with this; `''` for all of them. Absent: what `env` refers to. */
  readonly prefix?: string;
  /** With `prefix`: the store. Default: the one of plain names. */
  readonly provider?: 'aws' | 'ssm' | 'vault' | 'azure' | 'local';
  /** Without `prefix`: the environment that holds the references. Default: `process.env`. */
  readonly env?: Readonly<Record<string, string | undefined>>;
}

export interface ReadOptions {
  /** Serves where the secret can't be had: while the store is down and nothing is cached, or when it refuses. */
  readonly fallback?: string;
}

/** `unavailable`: a reference can't be read at all. `degraded`: served, but not from the store, or the last call failed. */
export type Health = 'healthy' | 'degraded' | 'unavailable';

export interface HealthReport {
  readonly status: Health;
  readonly providers: readonly {
    readonly provider: string;
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
  /** 0 to 1. */
  readonly hitRate: number;
  readonly providerCalls: number;
  readonly errors: number;
  readonly stale: number;
  readonly emergencies: number;
  readonly fallbacks: number;
  readonly entries: number;
  readonly evictions: number;
  /** ISO 8601. */
  readonly lastSuccess: string | null;
}

/**
 * Reads secrets through a cache. A reference is what `.env` holds after a move: an ARN (with `:json-key::` behind it for one key), `ssm:/name`,
 * `vault://mount/path#field`, `azure://…`, `local://name#field`, or a plain name: in the store that `WATERTIGHT_PROVIDER` says, else in AWS where
 * a region or a profile is set, else in the local store.
 * Every method that gives a value fails with a `WatertightError`.
 */
export interface Resolver {
  /** The value, or the value of the JSON key that the reference names. */
  readonly get: (reference: string, options?: ReadOptions) => Promise<string>;
  /** Several at once, in as few calls as the store allows, in the order asked for. Fails when one of them can't be had. */
  readonly getMany: (references: readonly string[]) => Promise<readonly string[]>;
  /**
   * Several at once without naming each: what the environment refers to, by the variables that `resolveEnv` would set, or every secret below a
   * prefix, by name (5,000 at most). All or nothing, in as few calls as the store allows, through the cache; nothing is set.
   */
  readonly getAllSecrets: (query?: AllSecretsQuery) => Promise<Readonly<Record<string, string>>>;
  /** The value, which is JSON, parsed. */
  readonly getJson: <T = unknown>(reference: string, options?: ReadOptions) => Promise<T>;
  /** The value that is current and the one before it: accept both while a rotation is under way. `previous` is null where there is none. */
  readonly getBoth: (reference: string) => Promise<{ readonly current: string; readonly previous: string | null }>;
  /** Past the cache: after the value was refused, as by a database whose password has been rotated. */
  readonly refresh: (reference: string) => Promise<string>;
  /** Forgets one value, or all. */
  readonly clear: (reference?: string) => void;
  readonly health: () => HealthReport;
  readonly metrics: () => Metrics;
  /** Forgets all values and stops its timers, which keep no process alive anyway. */
  readonly close: () => Promise<void>;
}

export declare const createResolver: (options?: ResolverOptions) => Resolver;

export interface ResolveEnvOptions {
  /** The environment that holds the references. Default: `process.env`. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Gets the values. Default: `process.env`. */
  readonly into?: Record<string, string | undefined>;
  /**
   * A file whose references count where `env` does not have the variable. Default: `WATERTIGHT_ENV_FILE`, else `.env` of the current folder when it
   * is there; `false`: none.
   */
  readonly envFile?: string | false;
  /** Whether a plain value beside a reference (`NAME` beside `NAME_SECRET_ARN`) serves where the secret can't be had. Default: `WATERTIGHT_FALLBACK`, else no. */
  readonly allowFallback?: boolean;
  /** In `development` a plain value comes first, in `production` the secret does. Default: as `WATERTIGHT_ENV`, else `NODE_ENV` says. */
  readonly environment?: 'development' | 'production' | (string & {});
  /** The resolver to use. Default: one of its own, closed at the end. */
  readonly resolver?: Resolver;
}

/** What `resolveEnv` did. Shows no value. */
export interface ResolvedNames {
  /** The variables that were set, sorted. */
  readonly names: readonly string[];
  /** What is worth telling: variables that were not set and why, fall-backs that serve. */
  readonly notes: readonly string[];
}

/**
 * Resolves the references of an environment: `KEY=<reference>`, `NAME_SECRET_ARN`, `AWS_SECRET_NAME`. All or nothing: when one can't be had, nothing
 * is set and it fails with a `WatertightError` that names all of them.
 */
export declare const resolveEnv: (options?: ResolveEnvOptions) => Promise<ResolvedNames>;
