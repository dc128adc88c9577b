import type { Entry, ParseNote } from '../model/entry.ts';
import { textStart } from './chars.ts';
import type { Key } from './entry.ts';

/** What an opened bracket holds. `call` is a function's arguments or a group; `other` is a `for` expression, whose strings are not values. */
export interface Frame {
  readonly kind: 'body' | 'list' | 'call' | 'other';
  readonly close: string;
  /** The key whose value the bracket is part of; absent for blocks. */
  readonly key?: Key;
  readonly parents: readonly string[];
  /** The name of a `variable` block: its `default` is the value of that name. */
  readonly variable?: Key;
  /** Whether the arguments of the call are values as they are: `coalesce(var.a, "x")`. */
  readonly isTransparent?: boolean;
  /** `{ name = "X", value = "Y" }` is `X = "Y"`: containers' variables, Helm values, stored parameters. */
  name?: Entry;
  value?: Entry;
}

export interface Reader {
  readonly text: string;
  readonly entries: Entry[];
  readonly notes: ParseNote[];
  readonly frames: Frame[];
  at: number;
  /** How many heredocs were not closed. After a few, none is looked for: each costs a look at the rest of the text. */
  unclosedHeredocs: number;
  hasCommentEnds: boolean;
}

/** Brackets nested deeper are not opened: what they hold is read as if it stood outside. */
const MAX_DEPTH = 64;

export const createReader = (text: string): Reader => ({
  text,
  entries: [],
  notes: [],
  frames: [{ kind: 'body', close: '', parents: [] }],
  at: textStart(text),
  unclosedHeredocs: 0,
  hasCommentEnds: true,
});

/** Opens a bracket. */
export const push = (reader: Reader, frame: Frame): void => {
  if (reader.frames.length < MAX_DEPTH) reader.frames.push(frame);
};

export const isCommentStart = (text: string, at: number): boolean => text[at] === '#' || (text[at] === '/' && (text[at + 1] === '/' || text[at + 1] === '*'));
