/**
 * The words of an identifier or of a value, in lower case: split at everything but letters and digits, at `aB`, at `ABCd`, and between
 * letters and digits. `DB_PASSWORD2` and `dbPassword2` both give `db password 2`. Linear.
 */
export const wordsOf = (text: string): string[] =>
  text
    .replace(/([a-z\d])([A-Z])/g, '$1 $2')
    .replace(/([A-Z])([A-Z][a-z])/g, '$1 $2')
    .replace(/([A-Za-z])(\d)/g, '$1 $2')
    .replace(/(\d)([A-Za-z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^\p{L}\d]+/u)
    .filter((word) => word !== '');

/** A longer run is not a word but data, and is left whole. */
const MAX_GLUED = 64;

/**
 * Splits a glued lower-case word into words of a vocabulary (`supersecretkey` to `super secret key`), or gives null where letters are left
 * over. Pieces have three letters or more, but for a few very common words of two. Dynamic programming, at most 64 letters.
 */
export const segment = (word: string, vocabulary: ReadonlySet<string>): string[] | null => {
  if (vocabulary.has(word)) return [word];
  if (word.length < 6 || word.length > MAX_GLUED) return null;
  const from: (number | undefined)[] = [0];
  for (let end = 2; end <= word.length; end++) {
    for (let start = Math.max(0, end - 16); start <= end - 2; start++) {
      if (from[start] === undefined) continue;
      const piece = word.slice(start, end);
      if (piece.length === 2 ? SHORT.has(piece) : vocabulary.has(piece)) {
        from[end] = start;
        break;
      }
    }
  }
  if (from[word.length] === undefined) return null;
  const pieces: string[] = [];
  for (let end = word.length; end > 0; end = from[end]!) pieces.unshift(word.slice(from[end]!, end));
  return pieces;
};

const SHORT: ReadonlySet<string> = new Set(['my', 'to', 'is', 'in', 'of', 'if', 'be', 'it', 'db', 'we', 'id', 'do']);
