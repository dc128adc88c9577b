import { parseDotenv } from '../formats/dotenv.ts';
import type { Finding } from '../model/finding.ts';
import { findReferences } from '../references/find-references.ts';
import { createScrubber } from '../text/forms.ts';
import { withoutControls } from '../text/neutralise.ts';
import { besidePath } from './rewrite/beside.ts';
import { applyEdits, planRewrite, type SiblingFile } from './rewrite/rewrite.ts';
import { findTargets } from './rewrite/target.ts';

/** A line as it should be. Holds no value. */
export interface Suggestion {
  readonly finding: Finding;
  /** 1-based; the whole line is replaced. */
  readonly line: number;
  /** Without its line end. */
  readonly text: string;
  /** Why it is certain that the program still works. */
  readonly why: 'base' | 'env';
}

/** What a file says now, what it said where the change starts, and the `.env` beside it. */
export interface SuggestionFile extends SiblingFile {
  readonly before?: string | undefined;
  readonly env?: string | undefined;
}

/** Findings of a file that are looked at; a file that has more is no one's to mend line by line. */
const MAX_FINDINGS = 100;

/** A longer line is no one's to read in a comment. */
const MAX_LINE = 2000;

/** What stands for a value and says where it comes from. Nothing with a default, which may be a value itself. */
const LOOKUPS: readonly RegExp[] = [
  /^\$\{\{ ?(?:secrets|vars|env)\.[A-Za-z_]\w* ?\}\}$/,
  /^\$\{[A-Za-z_]\w*\}$/,
  // a password may begin with a dollar sign; names of variables are in upper case
  /^\$[A-Z_][A-Z0-9_]{2,}$/,
  /^\{\{ ?\.[\w.]+ ?\}\}$/,
  /^(?:process|import\.meta)\.env(?:\.[A-Za-z_]\w*|\[(["'])[A-Za-z_]\w*\1\])$/,
  /^(?:os\.environ|ENV)\[(["'])[A-Za-z_]\w*\1\]$/,
  /^(?:os\.getenv|os\.Getenv|os\.environ\.get|System\.getenv|Environment\.GetEnvironmentVariable|getenv|ENV\.fetch|env)\((["'])[A-Za-z_]\w*\1\)$/,
  /^(?:var|local|data|module)(?:\.[A-Za-z_][\w-]*){1,5}$/,
];

const isReference = (text: string): boolean => {
  const [found, ...others] = findReferences(text);
  return found !== undefined && others.length === 0 && found.range.start === 0 && found.range.end === text.length;
};

const isLookup = (text: string): boolean => text.length <= MAX_LINE && (LOOKUPS.some((form) => form.test(text)) || isReference(text));

interface Line {
  readonly start: number;
  readonly text: string;
}

const lineAround = (text: string, at: number): Line => {
  const start = text.lastIndexOf('\n', at - 1) + 1;
  const end = text.indexOf('\n', at);
  return { start, text: text.slice(start, end < 0 ? text.length : end) };
};

const withoutQuotes = (text: string): string => /^(["'`])(.*)\1$/s.exec(text)?.[2] ?? text;

/**
 * The line as the base has it, where that differs in the value alone and names where the value comes from: the change put a value in the place of
 * a reference. Undefined when there is none, or several that differ.
 */
const asBefore = (before: string, { text, start }: Line, finding: Finding): string | undefined => {
  let from = finding.range.start - start;
  let to = finding.range.end - start;
  if (/["'`]/.test(text[from - 1] ?? '') && text[from - 1] === text[to]) [from, to] = [from - 1, to + 1];
  const [head, tail] = [text.slice(0, from), text.slice(to)];
  if (!/\w/.test(head)) return undefined;
  const found = new Set(
    before
      .split('\n')
      .filter((line) => line.length > head.length + tail.length && line.length <= MAX_LINE && line.startsWith(head) && line.endsWith(tail))
      .filter((line) => {
        const middle = line.slice(head.length, line.length - tail.length);
        return isLookup(middle) || isLookup(withoutQuotes(middle));
      }),
  );
  return found.size === 1 ? [...found][0] : undefined;
};

/** The line with a look into the environment, where the `.env` beside the file names the value already. */
const asNamed = (file: SuggestionFile, { start, text }: Line, finding: Finding): string | undefined => {
  if (file.env === undefined) return undefined;
  const sibling = { path: besidePath(file.path, '.env'), text: file.env };
  const [target] = findTargets(file, [finding], { siblings: [sibling] });
  if (target === undefined || target.blocked !== undefined) return undefined;
  const known = parseDotenv(file.env).entries.find(({ key, kind }) => key === target.variable && kind === 'assignment')?.value;
  const [reference, ...others] = known === undefined ? [] : findReferences(known);
  if (known === undefined || reference === undefined || others.length > 0 || !isReference(known)) return undefined;
  const value = {
    finding,
    range: target.range,
    reference: known,
    variable: target.variable,
    address: reference.reference.address,
    pointer: reference.reference.pointer,
  };
  const { edits, created } = planRewrite(file, [value], [sibling]);
  const end = start + text.length;
  const isHere = edits.length > 0 && edits.every((edit) => edit.path === file.path && edit.range.start >= start && edit.range.end <= end);
  // a reference that is written out may be that of another environment
  if (!isHere || created.length > 0 || edits.some((edit) => edit.text.includes(known) || edit.text.includes('\n'))) return undefined;
  return applyEdits(
    text,
    edits.map((edit) => ({ ...edit, range: { start: edit.range.start - start, end: edit.range.end - start } })),
  );
};

/**
 * Lines of a file that can be replaced so that a program still finds the value, for certain: by what the base had there, or by a variable that the
 * `.env` beside the file gives a reference to. A reference to a secret that may not exist is never suggested. `findings` are all that stand in
 * the file, of one line each those that are suggested for. Pure; never throws.
 */
export const planSuggestions = (file: SuggestionFile, findings: readonly Finding[]): readonly Suggestion[] => {
  if (findings.length > MAX_FINDINGS || /\r|\ufffd/.test(file.text)) return [];
  const scrub = createScrubber(findings.map(({ secret }) => secret.reveal()));
  return findings.flatMap((finding) => {
    const { range, secret, place } = finding;
    const line = lineAround(file.text, range.start);
    const isWhole = place.startLine === place.endLine && file.text.slice(range.start, range.end) === secret.reveal() && line.text.length <= MAX_LINE;
    const isAlone = !findings.some((other) => other !== finding && other.place.startLine <= place.startLine && other.place.endLine >= place.startLine);
    if (!isWhole || !isAlone) return [];
    const before = file.before === undefined ? undefined : asBefore(file.before, line, finding);
    const text = before ?? asNamed(file, line, finding);
    // the value may stand beside itself, in a comment say, in another encoding
    if (text === undefined || text.includes(secret.reveal()) || scrub(text) !== text || withoutControls(text) !== text) return [];
    return [{ finding, line: place.startLine, text, why: before === undefined ? 'env' : 'base' }];
  });
};
