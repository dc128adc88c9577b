import type { Range } from '../model/range.ts';
import { encodeBase64 } from './base64.ts';
import { createEscapeLexer } from './escape-lexer.ts';
import { formsOf, MIN_FORM_LENGTH } from './forms.ts';

/**
 * Redacts values in output while it streams. Text in and out is bytes as characters 0 to 255 (`latin1`), so that nothing is lost of what is no
 * text; values are looked for as UTF-8.
 */
export interface StreamRedactor {
  /** Takes what came, gives what may leave: all but the end that could be the start of a value. */
  readonly push: (bytes: string) => string;
  /**
   * Nothing came for a while: gives what is held back, but of what could be the start of a value at most 4 characters or a quarter of it.
   * Should the rest come later, that is redacted.
   */
  readonly idle: () => string;
  /** Nothing comes any more: gives the rest. */
  readonly end: () => string;
}

/** A form to look for. */
interface Form {
  /** At most `MAX_HEAD` characters. */
  readonly head: string;
  /** What goes on behind the head: redacted as far as it comes. */
  readonly tail: string;
}

/** Forms by their first characters, the longest first. */
interface Forms {
  readonly byStart: ReadonlyMap<string, readonly Form[]>;
  /** Whatever is shorter than such a start, and may become one. */
  readonly shorter: ReadonlySet<string>;
  /** Not 0 for each hash of three characters that start a form: a quick no for almost every place. */
  readonly filter: Uint8Array;
}

/** So much of a value is enough to know it: no more is held back, and no place costs more to look at. */
const MAX_HEAD = 256;

const START = MIN_FORM_LENGTH;

const hash3 = (a: number, b: number, c: number): number => ((a << 10) ^ (b << 5) ^ c) & 0xffff;

const utf8 = (text: string): string => {
  if (/^[\x00-\x7f]*$/.test(text)) return text;
  let bytes = '';
  for (const byte of new TextEncoder().encode(text)) bytes += String.fromCharCode(byte);
  return bytes;
};

/** A terminal gets `\r\n` for each `\n`. */
const withLineEnds = (form: string): string[] => (form.includes('\n') ? [form, form.replace(/\r?\n/g, '\r\n'), form.replace(/\r\n/g, '\n')] : [form]);

/** Columns after which `base64` (coreutils), PEM (RFC 7468) and `xxd -p` break a line, and the shortest line that is worth looking for. */
const BASE64_COLUMNS = [76, 64];
const HEX_COLUMNS = 60;
const MIN_LINE = 16;

const brokenAfter = (text: string, columns: number): string[] =>
  text.length <= columns ? [] : (text.match(new RegExp(`.{1,${columns}}`, 'g')) ?? []).filter((line) => line.length >= MIN_LINE);

/** Lines of the encodings of a value that tools break into lines. Of base64 only whole groups: the last one depends on what follows. */
const brokenLines = (value: string): string[] => {
  const base64 = encodeBase64(value);
  const hex = Array.from(new TextEncoder().encode(value), (byte) => byte.toString(16).padStart(2, '0')).join('');
  const whole = base64.slice(0, Math.floor(hex.length / 2 / 3) * 4);
  return [...BASE64_COLUMNS.flatMap((columns) => brokenAfter(whole, columns)), ...brokenAfter(hex, HEX_COLUMNS)];
};

const indexForms = (values: Iterable<string>): Forms => {
  const all = new Set<string>();
  for (const value of new Set(values))
    if (value.length >= MIN_FORM_LENGTH)
      for (const form of [...formsOf(value), ...brokenLines(value)]) for (const each of withLineEnds(form)) all.add(utf8(each));
  const byStart = new Map<string, Form[]>();
  const shorter = new Set<string>();
  const filter = new Uint8Array(0x10000);
  for (const text of [...all].sort((a, b) => b.length - a.length)) {
    const form: Form = { head: text.slice(0, MAX_HEAD), tail: text.slice(MAX_HEAD) };
    const start = text.slice(0, START);
    const forms = byStart.get(start);
    if (forms !== undefined) {
      forms.push(form);
      continue;
    }
    byStart.set(start, [form]);
    for (let length = 1; length < START; length++) shorter.add(start.slice(0, length));
    filter[hash3(start.charCodeAt(0), start.charCodeAt(1), start.charCodeAt(2))] = 1;
  }
  return { byStart, shorter, filter };
};

/** A place where a form stands, or may. */
interface Hit {
  readonly at: number;
  /** Length of the head that stands here whole; 0: none yet. */
  readonly length: number;
  /** What goes on behind that head. */
  readonly tails: readonly string[];
  /** Length of a head that would be longer and may still come; 0: what is known is final. */
  readonly open: number;
}

const NO_TAILS: readonly string[] = [];

/** What stands at `at`: nothing, a form, or the start of one that may go on. */
const hitAt = (text: string, at: number, { byStart, shorter }: Forms): Hit | undefined => {
  const left = text.length - at;
  if (left < START) return shorter.has(text.slice(at)) ? { at, length: 0, tails: NO_TAILS, open: START } : undefined;
  let open = 0;
  const forms = byStart.get(text.slice(at, at + START)) ?? [];
  for (const { head } of forms) {
    if (head.length > left) {
      if (head.startsWith(text.slice(at))) open = head.length;
    } else if (text.startsWith(head, at)) {
      const tails = head.length < MAX_HEAD ? NO_TAILS : forms.filter((form) => form.head === head && form.tail !== '').map((form) => form.tail);
      return { at, length: head.length, tails, open };
    }
  }
  return open === 0 ? undefined : { at, length: 0, tails: NO_TAILS, open };
};

const nextHit = (text: string, from: number, forms: Forms): Hit | undefined => {
  const { filter } = forms;
  const last = text.length - START;
  let at = from;
  for (; at <= last; at++) {
    if (filter[hash3(text.charCodeAt(at), text.charCodeAt(at + 1), text.charCodeAt(at + 2))] === 0) continue;
    const hit = hitAt(text, at, forms);
    if (hit !== undefined) return hit;
  }
  for (; at < text.length; at++) {
    const hit = hitAt(text, at, forms);
    if (hit !== undefined) return hit;
  }
  return undefined;
};

/** Up to where text may leave that starts with an open hit, though nobody knows how it goes on. */
const releasable = (text: string, hit: Hit, forms: Forms): number => {
  const most = hit.at + Math.max(START - 1, Math.floor(hit.open / 4));
  let inner = nextHit(text, hit.at + 1, forms);
  // Another value may stand in it, or start there.
  while (inner !== undefined && inner.length === 0 && text.length - inner.at < START) inner = nextHit(text, inner.at + 1, forms);
  return Math.min(most, text.length, inner?.at ?? text.length);
};

/** Looks for forms in the text as it is, or, past `escapes`, in what a terminal would show of it: sequences inside of a form are kept. */
const createStage = (forms: Forms, shown: string, escapes: boolean): StreamRedactor => {
  const lexer = createEscapeLexer();
  /** Held back, from the place on where a form may start. */
  let held = '';
  /** How much of it has left already. */
  let gone = 0;
  /** What may go on from the text before, all of which is redacted. */
  let tails = NO_TAILS;

  const run = (bytes: string, mode: 'push' | 'idle' | 'end'): string => {
    const raw = held + bytes;
    if (raw === '') return '';
    const view = escapes ? lexer.visible(raw, held !== '') : { text: raw, pieces: [{ start: 0, end: raw.length }], toRaw: (range: Range) => range };
    const { text } = view;
    const rawAt = (at: number): number => (at < text.length ? view.toRaw({ start: at, end: at + 1 }).start : raw.length);
    let out = '';
    /** Up to here the raw text is dealt with. */
    let done = 0;
    const give = (to: number): void => {
      out += raw.slice(Math.max(done, gone), to);
      done = Math.max(done, to);
    };
    /** Drops what is visible up to `end`, and gives the sequences in it. */
    const drop = (end: number): void => {
      const rawEnd = end === text.length && tails.length > 0 ? raw.length : view.toRaw({ start: end - 1, end }).end;
      for (const piece of view.pieces) {
        if (piece.start > rawEnd) break;
        if (piece.end <= done) continue;
        give(Math.max(done, piece.start));
        done = Math.min(piece.end, rawEnd);
      }
      if (done < rawEnd) give(rawEnd);
    };
    /** Drops what goes on from a form; gives where that ends. */
    const follow = (from: number): number => {
      let at = from;
      for (; at < text.length && tails.length > 0; at++) {
        const char = text[at];
        const left = tails.filter((tail) => tail[0] === char);
        tails = left.map((tail) => tail.slice(1)).filter((tail) => tail !== '');
        if (left.length === 0) break;
      }
      if (at > from) drop(at);
      return at;
    };
    let at = follow(0);
    let hit = nextHit(text, at, forms);
    while (hit !== undefined) {
      // What is open at the end is none; but forms may stand behind its start.
      if (hit.length === 0 && mode !== 'end') break;
      if (hit.open > 0 && mode === 'push') break;
      at = hit.at + Math.max(hit.length, 1);
      if (hit.length > 0) {
        give(rawAt(hit.at));
        out += shown;
        tails = hit.tails;
        drop(at);
        at = follow(at);
      }
      hit = nextHit(text, at, forms);
    }
    const from = hit === undefined ? raw.length : rawAt(hit.at);
    give(from);
    if (hit !== undefined && mode === 'idle') give(rawAt(releasable(text, hit, forms)));
    held = raw.slice(from);
    gone = Math.max(0, Math.max(gone, done) - from);
    return out;
  };

  return { push: (bytes) => run(bytes, 'push'), idle: () => run('', 'idle'), end: () => run('', 'end') };
};

/**
 * Redacts every form of the values: first in what a terminal would show, where colours may stand inside of a value, then in the bytes as they
 * are, titles and links among them. The result does not depend on how the output was cut, `idle` aside. Values below `MIN_FORM_LENGTH` are left: they stand in other words by
 * chance. Text without values leaves as it came. Prepared once for any number of streams.
 */
export const prepareRedaction = (values: Iterable<string>, shown = '[secret]'): (() => StreamRedactor) => {
  const forms = indexForms(values);
  if (forms.byStart.size === 0) return () => ({ push: (bytes) => bytes, idle: () => '', end: () => '' });
  return () => {
    const plain = createStage(forms, shown, false);
    const seen = createStage(forms, shown, true);
    return {
      push: (bytes) => plain.push(seen.push(bytes)),
      idle: () => plain.push(seen.idle()) + plain.idle(),
      end: () => plain.push(seen.end()) + plain.end(),
    };
  };
};
