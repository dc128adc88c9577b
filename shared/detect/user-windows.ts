import type { Range } from '../model/range.ts';

/** Around a keyword, UTF-16 units: enough for a private key of 4,096 bits after its header. */
const BEFORE = 2_048;
const AFTER = 8_192;

/** A window answers for this many units and reads some more, so that a match may go on. A longer match is cut or missed. */
const OWN = 8_192;
const MORE = 8_192;

/** Merged regions around rising keyword ends, widened to whole lines where one ends within reach. */
export const windowsAround = (text: string, ends: readonly number[]): Range[] => {
  const regions: { start: number; end: number }[] = [];
  for (const hit of ends) {
    const last = regions[regions.length - 1];
    if (last !== undefined && hit + AFTER <= last.end) continue;
    const start = lineStart(text, Math.max(0, hit - BEFORE), 0);
    const end = lineStart(text, Math.min(text.length, hit + AFTER), hit);
    if (last !== undefined && start <= last.end) last.end = Math.max(last.end, end);
    else regions.push({ start, end: Math.max(end, hit) });
  }
  return regions;
};

/** The start of the line an offset is on, or the offset itself when that is not within reach. Never between the halves of a surrogate pair. */
const lineStart = (text: string, offset: number, least: number): number => {
  if (offset <= 0 || offset >= text.length) return Math.max(0, Math.min(offset, text.length));
  const from = Math.max(least, offset - 1_024);
  const end = text.slice(from, offset).lastIndexOf('\n');
  if (end >= 0) return from + end + 1;
  const code = text.charCodeAt(offset);
  return code >= 0xdc00 && code <= 0xdfff ? offset - 1 : offset;
};

/**
 * Cuts a region into windows at line starts, so that a pattern never runs over a whole text: searching all matches is quadratic in the
 * window even on a linear engine. Each reads one unit on either side more, so that `^`, `$` and `\b` mean what they mean in the text.
 */
export function* textWindows(text: string, region: Range): Generator<{ readonly own: Range; readonly read: Range }> {
  for (let start = region.start; start < region.end; ) {
    const end = region.end - start <= OWN + MORE ? region.end : lineStart(text, start + OWN, start + 1);
    const readEnd = end === region.end ? region.end : Math.min(region.end, end + MORE);
    yield { own: { start, end }, read: { start: Math.max(0, start - 1), end: Math.min(text.length, readEnd + 1) } };
    start = end;
  }
}
