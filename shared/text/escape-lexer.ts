import type { Range } from '../model/range.ts';
import { type TextView, viewOf } from './view.ts';

/**
 * Tells escape sequences (ECMA-48: CSI, OSC and its kin, two-byte ones) from what a terminal shows, byte by byte, across pieces. Only sequences
 * that start with ESC: the C1 controls are parts of UTF-8 characters here.
 */
export interface EscapeLexer {
  /** `again`: the text starts with a visible character of a piece before, so that no sequence is open. */
  readonly visible: (raw: string, again: boolean) => TextView;
}

const ESC = 0x1b;
const BEL = 0x07;
const NEWLINE = 0x0a;

/** What belongs to a sequence longer than this is text again. */
const MAX_CONTROL = 128;
const MAX_STRING = 4096;

type State = 'text' | 'escape' | 'control' | 'string' | 'string-escape' | 'intermediate';

/** The state behind a character that stands after ESC. */
const afterEscape = (code: number): State => {
  if (code === 0x5b) return 'control';
  if (code === 0x5d || code === 0x50 || code === 0x58 || code === 0x5e || code === 0x5f) return 'string';
  if (code >= 0x20 && code <= 0x2f) return 'intermediate';
  return code === ESC ? 'escape' : 'text';
};

const next = (state: State, code: number): State => {
  switch (state) {
    case 'text':
      return code === ESC ? 'escape' : 'text';
    case 'escape':
      return afterEscape(code);
    case 'control':
      return code === ESC ? 'escape' : code >= 0x20 && code <= 0x3f ? 'control' : 'text';
    case 'intermediate':
      return code === ESC ? 'escape' : code >= 0x20 && code <= 0x2f ? 'intermediate' : 'text';
    case 'string':
      return code === BEL || code === NEWLINE ? 'text' : code === ESC ? 'string-escape' : 'string';
    case 'string-escape':
      return code === 0x5c ? 'text' : afterEscape(code);
  }
};

export const createEscapeLexer = (): EscapeLexer => {
  let state: State = 'text';
  let length = 0;
  return {
    visible: (raw, again) => {
      if (again) state = 'text';
      const pieces: Range[] = [];
      let from = 0;
      for (let i = 0; i < raw.length; i++) {
        if (state === 'text') {
          const introducer = raw.indexOf('\x1b', i);
          i = introducer < 0 ? raw.length : introducer;
          if (i > from) pieces.push({ start: from, end: i });
          if (introducer < 0) break;
        }
        const before = state;
        state = next(before, raw.charCodeAt(i));
        length = before === state ? length + 1 : 0;
        if (length > (state === 'string' ? MAX_STRING : MAX_CONTROL)) state = 'text';
        from = i + 1;
      }
      return viewOf(raw, pieces);
    },
  };
};
