import type { Secret } from '../shared/model/secret.ts';
import { encodeBase64 } from '../shared/text/base64.ts';
import { formsOf } from '../shared/text/forms.ts';
import { parseJsonTree } from '../shared/text/json-tree.ts';
import { MAX_PARTS, partsOf } from '../shared/text/secret-parts.ts';
import { MIN_MASK_LENGTH, whyTrivial } from '../shared/text/trivial.ts';

/**
 * What the runner is to hide. It searches every single line of the log for every mask and for 11 encodings of it (actions/runner,
 * SecretMasker.cs, HostContext.cs), cuts a mask of several lines into its lines and has no minimum length: `}` of a pretty-printed secret would
 * hide every brace. So each mask is one line that is worth hiding, and what its encoders miss is a mask of its own.
 */
export interface MaskPlan {
  /** One line each, the longest first. */
  readonly masks: readonly string[];
  /** Values and parts of values that are hidden. */
  readonly masked: number;
  /** Those that are not, by name and JSON path, and why. */
  readonly spared: readonly { readonly name: string; readonly why: string }[];
  /** What could not be done whole, for the log. */
  readonly limits: readonly string[];
}

export interface Fetched {
  /** For messages: the name of the secret, never a value. */
  readonly name: string;
  readonly secret: Secret;
}

/** Every mask costs the runner a search of every line: above this many, what is left gets no masks for its encodings. */
export const MAX_MASKS = 20_000;

/** Of longer values only encodings that at most double it are hidden: all of the forms of 64 kB would be 3 MB of masks. */
const MAX_LENGTH_OF_ALL_FORMS = 8192;

/** Columns after which `base64` (coreutils) and PEM (RFC 7468) break a line. */
const WRAPS = [76, 64];

const linesOf = (text: string): string[] =>
  text
    .split(/[\r\n\u2028\u2029\u0085]+/)
    .map((line) => line.trim())
    .filter((line) => line !== '');

/** Lines of base64 as tools break it, when the value is long enough to be broken. */
const wrapped = (value: string): string[] => {
  const whole = encodeBase64(value);
  return WRAPS.filter((width) => whole.length > width).flatMap((width) => whole.match(new RegExp(`.{1,${width}}`, 'g')) ?? []);
};

/** As people print a value to get past a mask: in another case, without its last or first character, with a space between each two. */
const disguises = (value: string): string[] => [
  value.toUpperCase(),
  value.toLowerCase(),
  ...(/[\r\n]/.test(value) || value.length > 256 ? [] : [[...value].join(' ')]),
  ...(value.length < 6 ? [] : [value.slice(0, -1), value.slice(1)]),
];

/** A line of JSON that is laid out: its leaves are hidden on their own, and what is left of it stands in any JSON. */
const JSON_LINE = /^(?:"(?:[^"\\]|\\.)*"\s*:\s*)?(.*?),?$/;

const isWorthHiding = (line: string, minLength: number, isJson: boolean): boolean => {
  if (whyTrivial(line, minLength) !== undefined) return false;
  if (!isJson) return true;
  const leaf = JSON_LINE.exec(line)?.[1] ?? line;
  return /[^[\]{}:,"'\s]/.test(leaf) && whyTrivial(leaf.replace(/^"(.*)"$/, '$1'), minLength) === undefined;
};

const isJson = (value: string): boolean => /^\s*[[{]/.test(value) && parseJsonTree(value) !== undefined;

const isLaidOut = (value: string): boolean => /^\s*[[{]\s*[\r\n]/.test(value);

const encodingsOf = (value: string): string[] => {
  const forms = formsOf(value, MIN_MASK_LENGTH);
  if (value.length > MAX_LENGTH_OF_ALL_FORMS) return [...forms.filter((form) => form.length <= value.length * 2), ...wrapped(value)];
  return [...forms, ...wrapped(value), ...(isJson(value) ? [] : disguises(value))]; // of JSON its leaves are disguised, not its braces
};

export interface Parts {
  /** Each value that is to be hidden, with the name and path of where it stands: as it is, without white space around it, with line ends of Unix. */
  readonly values: ReadonlyMap<string, string>;
  /** How many they are, told apart by their text. */
  readonly count: number;
  readonly spared: MaskPlan['spared'];
  readonly limits: readonly string[];
}

/** Takes secrets apart into what is to be hidden and what is not. */
export const takeApart = (fetched: readonly Fetched[], minLength: number): Parts => {
  const spared = new Map<string, string>();
  const values = new Map<string, string>();
  const hidden = new Set<string>();
  const limits: string[] = [];
  for (const { name, secret } of fetched) {
    const parts = partsOf(secret.reveal());
    if (parts.length >= MAX_PARTS) limits.push(`${name} has more than ${MAX_PARTS} parts: those beyond are hidden as a whole only`);
    for (const { path, text } of parts) {
      const label = path.length === 0 ? name : `${name}#${path.join('.')}`;
      const why = whyTrivial(text, minLength);
      if (why !== undefined) {
        spared.set(label, why);
        continue;
      }
      hidden.add(text.trim());
      for (const value of [text, text.trim(), text.replaceAll('\r\n', '\n')]) values.set(value, label);
    }
  }
  return { values, count: hidden.size, spared: [...spared].map(([name, why]) => ({ name, why })), limits };
};

/** Plans the masks of everything that was fetched, whether or not it is exported. */
export const planMasks = (fetched: readonly Fetched[], minLength = MIN_MASK_LENGTH): MaskPlan => {
  const { values, count, spared, limits } = takeApart(fetched, minLength);
  const said = [...limits];
  const masks = new Set<string>();
  for (const value of values.keys()) for (const line of linesOf(value)) if (isWorthHiding(line, minLength, isLaidOut(value))) masks.add(line);
  let withoutForms = 0;
  for (const [value, label] of values) {
    if (masks.size >= MAX_MASKS) {
      withoutForms += 1;
      continue;
    }
    if (value.length > MAX_LENGTH_OF_ALL_FORMS)
      said.push(`${label} is longer than ${MAX_LENGTH_OF_ALL_FORMS} characters: only encodings that at most double it are hidden`);
    for (const form of encodingsOf(value)) for (const line of linesOf(form)) if (isWorthHiding(line, MIN_MASK_LENGTH, isLaidOut(value))) masks.add(line);
  }
  if (withoutForms > 0) said.push(`${MAX_MASKS} masks are reached: of ${withoutForms} values no encodings are hidden`);
  return { masks: [...masks].sort((a, b) => b.length - a.length), masked: count, spared, limits: [...new Set(said)] };
};
