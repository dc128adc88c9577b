import { parseDotenv } from '../../formats/dotenv.ts';
import { newlineOf } from './line-range.ts';
import { dotenvEdit } from './quote-reference.ts';
import type { Edit, MovedValue, SiblingFile } from './rewrite.ts';

/** The path of a file in the folder of another. */
export const besidePath = (path: string, name: string): string => path.slice(0, path.lastIndexOf('/') + 1) + name;

/** Variables put into the `.env` beside a file. */
export interface Additions {
  /** The path of that `.env`. */
  readonly path: string;
  /** Of each value, in their order, the name it got. */
  readonly names: readonly string[];
  readonly edits: readonly Edit[];
  readonly created: readonly SiblingFile[];
}

/**
 * Adds `NAME=<reference>` to the `.env` beside a file, which is made when it isn't there. A name that has another value there already gets a
 * number: what the `.env` held stays as it was.
 */
export const addBeside = (file: SiblingFile, values: readonly Pick<MovedValue, 'variable' | 'reference'>[], siblings: readonly SiblingFile[]): Additions => {
  const path = besidePath(file.path, '.env');
  const existing = siblings.find((sibling) => sibling.path === path);
  const known = new Map<string, string>();
  for (const entry of existing ? parseDotenv(existing.text).entries : []) if (entry.kind === 'assignment') known.set(entry.key, entry.value);
  const lines: string[] = [];
  const names = values.map(({ variable, reference }) => {
    let name = variable;
    for (let number = 2; known.has(name) && known.get(name) !== reference; number++) name = `${variable}_${number}`;
    if (!known.has(name)) lines.push(`${name}=${dotenvEdit('', { start: 0, end: 0 }, reference).text}`);
    known.set(name, reference);
    return name;
  });
  if (lines.length === 0) return { path, names, edits: [], created: [] };
  if (!existing) return { path, names, edits: [], created: [{ path, text: `${lines.join('\n')}\n` }] };
  const newline = newlineOf(existing.text);
  const end = existing.text.length;
  const isOpen = end > 0 && !/[\r\n]$/.test(existing.text);
  const text = (isOpen ? newline : '') + lines.map((line) => line + newline).join('');
  return { path, names, edits: [{ path, range: { start: end, end }, text }], created: [] };
};
