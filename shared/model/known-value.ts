import type { AppError } from './app-error.ts';
import type { Secret } from './secret.ts';

/** A secret value that the caller may read, to be looked for wherever it should not be. */
export interface KnownValue {
  readonly secret: Secret;
  /** What it is called, e.g. `prod/stripe` or `STRIPE_KEY (.env.production)`. Never a value. */
  readonly name: string;
  /** `current`: what its users get now; `previous` and `older`: what they got before; `given`: by the environment or a file, which know no versions. */
  readonly status: 'current' | 'previous' | 'older' | 'given';
  /** The version's id and stages, as its store says them; null where there are none. */
  readonly version: string | null;
  /** What makes a leaked value worthless, e.g. `watertight secrets rotate prod/stripe`. */
  readonly remedy: string;
}

/** Whose value was found. No field holds a value. */
export interface KnownHit extends Pick<KnownValue, 'status' | 'version' | 'remedy'> {
  /** As in `KnownValue`, with the member: `prod/stripe#key`. */
  readonly name: string;
}

/** What is said when a known value is found. */
export interface KnownNote {
  readonly hit: KnownHit;
  readonly title: string;
  readonly severity: 'critical' | 'high' | 'medium';
  readonly reasons: readonly string[];
}

/** A value, or a part of one, that is not looked for. */
export interface LeftOut {
  readonly name: string;
  /** In a few words. */
  readonly why: string;
  /** Of one that could not be read: the search is incomplete, and ends with the status of this. */
  readonly failure?: AppError;
}
