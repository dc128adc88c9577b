import type { AppError } from '../model/app-error.ts';
import type { Finding } from '../model/finding.ts';
import type { ProviderId, SecretAddress } from '../model/reference.ts';
import type { JournalSecret } from './journal.ts';
import type { Edit, Rewrite } from './rewrite/rewrite.ts';
import type { Target } from './rewrite/target.ts';
import type { FileState } from './swap-file.ts';
import type { TextFile } from './text-file.ts';

/** What the caller wants for every file. */
export interface MoveWishes {
  readonly provider: ProviderId;
  readonly region?: string;
  readonly profile?: string;
  readonly kmsKey?: string;
  readonly tags?: Readonly<Record<string, string>>;
  /** The whole name of the secret, instead of one by convention. Only for one file. */
  readonly name?: string;
  /** With `name`, for one value: the key under which that secret holds it already; null: the value is the whole secret. */
  readonly key?: string | null;
  readonly prefix: string;
  readonly environment?: string;
  readonly service?: string;
  /** A secret for each key, not one JSON secret for a file. */
  readonly onePerKey: boolean;
  /** Whether keys may be added to a secret that exists. */
  readonly update: boolean;
  /** Whether a key of an existing secret may get another value. */
  readonly force: boolean;
}

/** A file that may be edited, as it is now. */
export interface OpenFile {
  /** As reported: relative to the current folder, with `/`. */
  readonly path: string;
  readonly state: FileState;
  readonly content: TextFile;
}

/** A value and where it goes. */
export interface PlannedValue {
  readonly target: Target;
  /** Unique in the file: the key, and the name of an environment variable. */
  readonly variable: string;
  /** Index of its secret. */
  readonly secret: number;
  /** Null: it is the whole secret. */
  readonly key: string | null;
  /** Whether the store holds it under this key already. */
  readonly isStored: boolean;
}

export interface PlannedSecret extends JournalSecret {
  readonly address: SecretAddress;
  /** Keys that have another value now; they are replaced with `force` only. */
  readonly replaced: readonly string[];
}

/** Why a value stays where it is, and what a person can do. */
export interface ByHand {
  readonly finding: Finding;
  readonly why: string;
}

/** What moving the values of one file means. Holds the values: never to be printed as a whole. */
export interface FilePlan {
  readonly file: OpenFile;
  /** All that a scan finds in it; the values to move are among them. */
  readonly findings: readonly Finding[];
  readonly siblings: readonly OpenFile[];
  readonly secrets: readonly PlannedSecret[];
  /** Empty: nothing can be moved. */
  readonly values: readonly PlannedValue[];
  readonly byHand: readonly ByHand[];
  /** With references as precise as they are known before anything is stored. */
  readonly rewrite: Rewrite;
  /** Why it can't be applied, e.g. a key that has another value in the store. */
  readonly problem: AppError | null;
  /** What a person should know, e.g. that git tracks the file. */
  readonly notes: readonly string[];
}

/** The edits of one file, without its path. */
export const editsOf = (rewrite: Rewrite, path: string): Edit[] => rewrite.edits.filter((edit) => edit.path === path);
