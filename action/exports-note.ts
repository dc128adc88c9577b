import { createHash } from 'node:crypto';
import { EXPORTS_NOTE, type Export } from './plan-exports.ts';

/**
 * Steps of a job know nothing of one another, but for the environment: in one variable each fetch notes the names that it set and a digest
 * of where their values come from, so that a later fetch of the same secret may set them again. It holds no value.
 */
type Note = Readonly<Record<string, string>>;

/** Linux takes 128 kB for one variable (MAX_ARG_STRLEN) and every step pays for it. */
const MAX_NOTE_LENGTH = 32_768;

const digestOf = (source: string): string => createHash('sha256').update(source).digest('hex').slice(0, 16);

const readNote = (env: Readonly<Record<string, string | undefined>>): Note => {
  try {
    const note: unknown = JSON.parse(env[EXPORTS_NOTE] ?? '{}');
    return typeof note === 'object' && note !== null ? (note as Note) : {};
  } catch {
    return {};
  }
};

/** Whether a variable holds what an earlier step fetched from the same place. */
export const isOwnExport = (env: Readonly<Record<string, string | undefined>>, { name, source }: Export): boolean => {
  const note = readNote(env);
  return Object.hasOwn(note, name) && note[name] === digestOf(source);
};

/** The note with more names in it; undefined when it would be too long: then a second fetch takes these for someone else's. */
export const noteExports = (env: Readonly<Record<string, string | undefined>>, exports: readonly Export[]): string | undefined => {
  const note = JSON.stringify({ ...readNote(env), ...Object.fromEntries(exports.map(({ name, source }) => [name, digestOf(source)])) });
  return note.length > MAX_NOTE_LENGTH ? undefined : note;
};
