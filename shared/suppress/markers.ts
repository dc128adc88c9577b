import type { Range } from '../model/range.ts';
import { isSecretlintRule } from './secretlint-rules.ts';

/** A comment that allows a finding, ours or another scanner's. */
export interface Marker {
  readonly word: string;
  /** Which line it speaks of: its own; the one after; or its own and, alone on its line, the ones beside it. */
  readonly speaksOf: 'line' | 'next-line' | 'beside';
  /** Nothing but comment signs (or a JSON key, for want of comments) stands before it on its line. */
  readonly alone: boolean;
  readonly range: Range;
  /** What follows it in its comment, up to the next secret; at most 200 characters. It is shown as a reason, so it must not hold a value. */
  readonly tail: string;
}

const MAX_TAIL = 200;

/**
 * Words as their own documentation writes them, case ignored:
 * gitleaks `gitleaks:allow` · betterleaks `betterleaks:allow` · trufflehog `trufflehog:ignore` · kingfisher `kingfisher:ignore` ·
 * detect-secrets `pragma: allowlist secret` (the older `whitelist` too) and `pragma: allowlist nextline secret` · ggshield `ggignore` ·
 * secretlint `secretlint-disable-line`, `secretlint-disable-next-line` (its blocks are in `secretlint-block.ts`).
 */
const MARKER =
  /(?<![\w-])(?:(watertight:allow-next-line|secretlint-disable-next-line|pragma: ?(?:allow|white)list[ -]nextline[ -]secret)|(watertight:allow|kingfisher:ignore)|(gitleaks:allow|betterleaks:allow|trufflehog:ignore|secretlint-disable-line|pragma: ?(?:allow|white)list[ -]secret|ggignore))(?![\w-])/gi;

/** Ends of comments in the languages that have them, and the end of a JSON string that serves as a comment. */
const COMMENT_END = /\*\/|-->|%>|[#*]\}|\}\}|["']\s*[,}\])]/;

/** The markers on the line `[start, end)` of a text. `secrets` are the ranges of all findings in it. */
export const findMarkers = (text: string, start: number, end: number, secrets: readonly Range[]): Marker[] => {
  const line = text.slice(start, end);
  const markers: Marker[] = [];
  for (const match of line.matchAll(MARKER)) {
    const [word] = match;
    const before = line.slice(0, match.index);
    const range = { start: start + match.index, end: start + match.index + word.length };
    const tail = text.slice(range.end, Math.min(end, range.end + MAX_TAIL, firstSecretAfter(range.end, secrets)));
    markers.push({
      word: word.toLowerCase(),
      speaksOf: match[1] !== undefined ? 'next-line' : match[2] !== undefined ? 'beside' : 'line',
      alone: before.length < 80 && /^\W*(?:(?:rem|dnl)\s+|"[^"]*"\s*:\s*")?$/i.test(before),
      range,
      tail: (tail.split(COMMENT_END, 1)[0] ?? '').replace(/\s*["']?\s*$/, ''),
    });
  }
  return markers;
};

/** Where the first secret begins that ends after the offset. */
const firstSecretAfter = (offset: number, secrets: readonly Range[]): number => {
  let first = Number.POSITIVE_INFINITY;
  for (const secret of secrets) if (secret.end > offset && secret.start < first) first = secret.start;
  return first;
};

/** Why the marker silences a finding of this rule, or undefined when it names other rules. */
export const reasonOf = (marker: Marker, ruleId: string, knownRules: ReadonlySet<string>): string | undefined => {
  if (marker.word.startsWith('secretlint')) {
    const { ids, reason } = splitSecretlintTail(marker.tail);
    return ids.length === 0 || ids.some((id) => isSecretlintRule(id, ruleId)) ? `${marker.word}${reason}` : undefined;
  }
  if (!marker.word.startsWith('watertight')) return marker.word;
  const { ids, reason } = splitTail(marker.tail, ruleId, knownRules);
  return ids.length === 0 || ids.includes(ruleId) ? `${marker.word}${reason === '' ? '' : `: ${reason}`}` : undefined;
};

/** `id,id reason` in two. Words are rule ids when one of them is known: otherwise they already belong to the reason. */
const splitTail = (tail: string, ruleId: string, knownRules: ReadonlySet<string>): { ids: string[]; reason: string } => {
  const list = /^\s+([\w-]+(?:\s*,\s*[\w-]+)*)(?=[\s:]|$)/.exec(tail);
  const ids = list?.[1]?.toLowerCase().split(/\s*,\s*/) ?? [];
  const named = ids.some((id) => id === ruleId || knownRules.has(id));
  return { ids: named ? ids : [], reason: clean(named ? tail.slice(list?.[0].length ?? 0) : tail) };
};

const clean = (text: string): string => text.replace(/^[\s:()—–-]+/, '').trim();

/** `id, id -- reason`, as secretlint's comments take it. The reason comes back with its separator, ready to be appended. */
export const splitSecretlintTail = (tail: string): { ids: string[]; reason: string } => {
  const [list = '', ...rest] = tail.split(' --');
  const reason = clean(rest.join(' --'));
  return { ids: list.split(/[\s,]+/).filter((id) => /^[@\w][\w@/.-]*$/.test(id)), reason: reason === '' ? '' : `: ${reason}` };
};
