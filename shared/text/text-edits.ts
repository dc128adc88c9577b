/** A replacement in a text; offsets in UTF-16 units. */
export interface TextEdit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** The one stretch in which two texts differ, as the edit that makes the second of the first. */
export const differenceOf = (before: string, after: string): TextEdit => {
  let start = 0;
  while (start < before.length && before[start] === after[start]) start += 1;
  let tail = 0;
  while (tail < Math.min(before.length, after.length) - start && before[before.length - 1 - tail] === after[after.length - 1 - tail]) tail += 1;
  return { start, end: before.length - tail, text: after.slice(start, after.length - tail) };
};

/**
 * Edits of one text as edits of what it has become since. Undefined where the change touches one of them: then nobody knows whether what was
 * to be replaced is still what it was.
 */
export const shiftEdits = (before: string, now: string, edits: readonly TextEdit[]): readonly TextEdit[] | undefined => {
  if (before === now) return edits;
  const { start, end, text } = differenceOf(before, now);
  if (edits.some((edit) => edit.start <= end && start <= edit.end)) return undefined;
  const by = text.length - (end - start);
  return edits.map((edit) => (edit.end < start ? edit : { ...edit, start: edit.start + by, end: edit.end + by }));
};

/** What takes edits back in the text that they made. `edits` rise and do not overlap. */
export const inverseOf = (before: string, edits: readonly TextEdit[]): readonly TextEdit[] => {
  let by = 0;
  return edits.map(({ start, end, text }) => {
    const back = { start: start + by, end: start + by + text.length, text: before.slice(start, end) };
    by += text.length - (end - start);
    return back;
  });
};

/** The text with its edits. `edits` rise and do not overlap. */
export const applyEdits = (before: string, edits: readonly TextEdit[]): string => {
  let at = 0;
  let after = '';
  for (const { start, end, text } of edits) {
    after += before.slice(at, start) + text;
    at = end;
  }
  return after + before.slice(at);
};
