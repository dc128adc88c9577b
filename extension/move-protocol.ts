import type { ProviderId } from '../shared/model/reference.ts';
import type { PlanCost } from '../shared/move/plan-cost.ts';
import type { FileView } from '../shared/move/plan-view.ts';
import type { RewriteKind } from '../shared/move/rewrite/rewrite.ts';
import type { AcceptedBaseline } from './accepted-baseline.ts';
import type { KnownSecret } from './known-secrets.ts';
import type { StoreSettings } from './stores-api.ts';

/** What is wanted of a move. */
export interface MoveWish {
  readonly provider: ProviderId;
  /** Of AWS; absent: the one that is set. */
  readonly profile?: string;
  /** The whole name of the secret; absent: by convention. */
  readonly name?: string;
  /** With `name`: the key under which that secret holds the value already; null: the value is the whole secret. */
  readonly key?: string | null;
  readonly onePerKey: boolean;
  /** Keys may be added to a secret that exists. */
  readonly update: boolean;
  /** Where the value stands now, 1-based; absent: all values of the file. Of later plans a hint alone: the values of the first are looked for. */
  readonly line?: number;
  /** 1-based, in UTF-16 units: where in the line, when the move began; absent: all values of the line. */
  readonly column?: number;
}

/** What the thread of a move is started with. */
export interface MoveTask {
  readonly kind: 'move';
  /** Absolute: the folder that the path counts from and whose configuration holds. */
  readonly root: string;
  /** Relative to the root, with `/`. */
  readonly path: string;
  readonly settings: StoreSettings;
  readonly kmsKey: string;
  /** For the digests of `MoveReply`. */
  readonly salt: string;
}

/** The file as the editor should have it. `edits` count in UTF-16 units of the text; null: by content alone. */
export interface SwapOrder {
  /** Absolute. */
  readonly file: string;
  readonly before: Uint8Array;
  /** What the file holds at the moment. */
  readonly disk: Uint8Array;
  readonly after: Uint8Array;
  readonly edits: readonly { readonly start: number; readonly end: number; readonly text: string }[] | null;
}

/** Of one file: done; left to the disk; done, and the file holds what was typed or formatted meanwhile as well. */
export type SwapOutcome = 'done' | 'disk' | 'more';

/** What became of orders: an outcome for each, or why none was carried out. */
export interface SwapAnswer {
  readonly error: MoveError | null;
  readonly outcomes: readonly SwapOutcome[];
}

export interface MoveError {
  readonly code: string;
  readonly message: string;
  readonly hint: string;
  /** Names of secrets that were made and are still there, though no file names them. */
  readonly kept?: readonly string[];
  /** What a person can do instead. */
  readonly instructions?: readonly string[];
}

/** What became of moves that were interrupted: a line of text for each. */
export interface SettleReply {
  readonly settled: readonly string[];
  /** Those that could not be settled now, and why. */
  readonly open: readonly string[];
}

/** A plan without its values. */
export interface PlanReply {
  readonly file: FileView | null;
  /** Why nothing of the file can be moved. */
  readonly unmovable: string | null;
  readonly cost: PlanCost;
  readonly tracked: boolean;
  /** What interrupted moves came to before this one. */
  readonly interrupted: SettleReply;
}

export interface MoveReply {
  readonly kind: RewriteKind;
  readonly written: readonly string[];
  readonly secrets: readonly { readonly id: string; readonly isMade: boolean }[];
  readonly references: readonly { readonly variable: string; readonly reference: string }[];
  readonly instructions: readonly string[];
  /** Other files of the folder that hold one of the values still; paths relative to the root. */
  readonly leftIn: readonly string[];
  readonly tracked: boolean;
  readonly rotate: readonly string[];
  /** Salted digests of what was stored, so that the same value is known again. */
  readonly known: readonly KnownSecret[];
}

/** From the editor to the thread. */
export type MoveOrder =
  | { readonly plan: MoveWish }
  | { readonly apply: true }
  | { readonly stop: true }
  | { readonly swapped: SwapAnswer }
  | { readonly settle: true }
  /** Deletes the secrets that a failed move left. */
  | { readonly discard: true }
  | { readonly accept: { readonly until: string } };

/** From the thread to the editor. No value but in the file's own content. */
export type MoveMessage =
  | { readonly planned: PlanReply }
  | { readonly swap: readonly SwapOrder[] }
  | { readonly moved: MoveReply }
  | { readonly accepted: AcceptedBaseline }
  | { readonly settled: SettleReply }
  | { readonly discarded: readonly string[] }
  | { readonly failed: MoveError };
