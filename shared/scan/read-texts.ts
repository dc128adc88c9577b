import { parseDotenv } from '../formats/dotenv.ts';
import { formatOf } from '../formats/format-of.ts';
import type { Problem } from '../model/problem.ts';
import { readItem } from '../sources/read-item.ts';
import { DEFAULT_READ_LIMITS } from '../sources/source-item.ts';
import { listSource, type SourceRequest } from './list-source.ts';

/** A text as it is read, without being judged. */
export interface ReadText {
  /** As reported. */
  readonly path: string;
  readonly text: string;
  /** Of a `.env` file: its settings, in their order; those in comments left out. Values are as written: show none. */
  readonly settings?: readonly { readonly key: string; readonly value: string }[];
}

/** Larger files are left out, and said so: settings and code are smaller. */
const MAX_BYTES = 10_000_000;

/** The texts of a source, one after the other. Large ones come in overlapping pieces. What could not be read is in `onProblem`. */
export async function* readTexts(source: SourceRequest, onProblem: (problem: Problem) => void): AsyncGenerator<ReadText> {
  const limits = { ...DEFAULT_READ_LIMITS, maxFileBytes: MAX_BYTES };
  const listed = listSource(source, limits);
  for await (const item of listed.items) {
    for (const { text, origin } of readItem(item, limits, onProblem)) {
      const isDotenv = formatOf(origin.path, text.slice(0, 4096)) === 'dotenv';
      const settings = isDotenv ? parseDotenv(text).entries.filter(({ kind }) => kind === 'assignment') : undefined;
      yield { path: origin.path, text, ...(settings && { settings: settings.map(({ key, value }) => ({ key, value })) }) };
    }
  }
  for (const problem of listed.problems) onProblem(problem);
}
