import { isBlank, isLineBreak } from './chars.ts';
import { readQuoted, type Scalar } from './yaml-scalar.ts';

/** A scalar in a flow collection (`{a: b, c: [d]}`): its key, the keys around it, and whether it is an element of a list. */
export interface FlowLeaf {
  readonly key: Scalar | undefined;
  readonly parents: readonly Scalar[];
  readonly value: Scalar;
  readonly isElement: boolean;
  /** Counts the maps, so that members of one map can be told from another's. */
  readonly map: number;
}

interface Frame {
  readonly isArray: boolean;
  readonly path: readonly Scalar[];
  readonly map: number;
}

/** A flow collection longer than this is given up: it is data. */
const MAX_FLOW = 200_000;
const MAX_DEPTH = 100;

/** The end of a plain scalar in a flow collection: before `,`, `]`, `}`, `: ` or a comment. */
const endOfFlowPlain = (text: string, at: number, limit: number): number => {
  let end = at;
  while (end < limit) {
    const char = text[end]!;
    if (char === ',' || char === ']' || char === '}' || char === '[' || char === '{' || isLineBreak(char.charCodeAt(0))) break;
    if (char === ':' && (end + 1 >= limit || /[\s,\]}]/.test(text[end + 1]!))) break;
    if (char === '#' && end > at && isBlank(text.charCodeAt(end - 1))) break;
    end++;
  }
  while (end > at && isBlank(text.charCodeAt(end - 1))) end--;
  return end;
};

/** Reads the flow collection that opens at `at`. `next` is where it closes, or the end of its first line when it never does. */
export const readFlow = (text: string, at: number): { leaves: FlowLeaf[]; next: number } | undefined => {
  const limit = Math.min(text.length, at + MAX_FLOW);
  const leaves: FlowLeaf[] = [];
  const stack: Frame[] = [];
  let frame: Frame | undefined;
  let key: Scalar | undefined;
  let maps = 0;
  let i = at;
  while (i < limit) {
    const char = text[i]!;
    if (char === '{' || char === '[') {
      if (stack.length >= MAX_DEPTH) return undefined;
      if (frame !== undefined) stack.push(frame);
      frame = { isArray: char === '[', path: key === undefined ? (frame?.path ?? []) : [...(frame?.path ?? []), key], map: maps++ };
      key = undefined;
      i++;
    } else if (char === '}' || char === ']') {
      i++;
      if (stack.length === 0) return { leaves, next: i };
      frame = stack.pop();
      key = undefined;
    } else if (char === ',') {
      key = undefined;
      i++;
    } else if (char === '#' && isBlank(text.charCodeAt(i - 1))) {
      while (i < limit && !isLineBreak(text.charCodeAt(i))) i++;
    } else if (/\s/.test(char) || (char === ':' && /[\s,[\]{}]/.test(text[i + 1] ?? ' '))) i++;
    else {
      const quoted = char === '"' || char === "'";
      const end = quoted ? 0 : endOfFlowPlain(text, i, limit);
      const scalar: Scalar = quoted
        ? readQuoted(text, i, limit)
        : { value: text.slice(i, end), range: { start: i, end }, quote: 'none', next: Math.max(end, i + 1) };
      i = scalar.next;
      while (i < limit && isBlank(text.charCodeAt(i))) i++;
      if (text[i] === ':' && key === undefined && (frame?.isArray === false || /\s/.test(text[i + 1] ?? ''))) {
        key = scalar;
        i++;
      } else {
        leaves.push({ key, parents: frame?.path ?? [], value: scalar, isElement: frame?.isArray === true && key === undefined, map: frame?.map ?? 0 });
        key = undefined;
      }
    }
  }
  return undefined;
};
