/** JSON pointers (RFC 6901) and the shorthand `key.path`, as they stand behind the `#` of a reference. */

/** A pointer of more keys than this is none. */
const MAX_KEYS = 64;

/** Undoes `%41`. What is no UTF-8 stays as it is written. */
export const percentDecode = (text: string): string =>
  text.replace(/(?:%[0-9a-fA-F]{2})+/g, (run) => {
    try {
      return decodeURIComponent(run);
    } catch {
      return run;
    }
  });

/** Writes `%`, and those ASCII characters that are not in `plain`, as `%41`; all other text stays readable. */
export const percentEncode = (text: string, plain: RegExp): string =>
  text.replace(/[\u0000-\u007f]/g, (char) => (char !== '%' && plain.test(char) ? char : `%${char.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`));

/** The JSON pointer that names keys, e.g. `/a~1b/0`. Empty: the whole value. */
export const pointerText = (keys: readonly string[]): string => keys.map((key) => `/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');

/**
 * Keys of what stands behind `#`: a JSON pointer in its form for URIs (`/a~1b/0`, RFC 6901 section 6), or the shorthand `a.b`, which is taken
 * as written. Undefined when it has more than 64 keys.
 */
export const parsePointer = (text: string): readonly string[] | undefined => {
  if (text === '') return [];
  const keys = text.startsWith('/')
    ? text
        .slice(1)
        .split('/')
        .map((key) => percentDecode(key).replaceAll('~1', '/').replaceAll('~0', '~'))
    : text.split('.');
  return keys.length > MAX_KEYS ? undefined : keys;
};

/** What to write behind `#`: one plain key as it is, anything else as a JSON pointer. */
export const formatPointer = (keys: readonly string[]): string => {
  const [only] = keys;
  if (keys.length === 1 && only !== undefined && /^[\w-]+$/.test(only)) return only;
  return percentEncode(pointerText(keys), /[\w/.~*+=:-]/);
};
