// Fits the letter trigram model and the list of common words on the documentation and type declarations of the installed packages:
// ordinary words of programmers, independent of any labelled data.
import fs from 'node:fs';
import path from 'node:path';

const SIZE = 27;

const filesOf = (root) => {
  const found = [];
  const walk = (dir, depth) => {
    if (depth > 8) return;
    for (const item of fs.readdirSync(dir, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1))) {
      const full = path.join(dir, item.name);
      if (item.isDirectory()) walk(full, depth + 1);
      else if (/\.(?:md|d\.[cm]?ts)$/.test(item.name)) found.push(full);
    }
  };
  walk(root, 0);
  return found;
};

/** Words by how often and in how many packages they occur. Numbers, long hashes and all-capital runs of base64 fall out by frequency. */
export const readWords = (root) => {
  const counts = new Map();
  for (const file of filesOf(root)) {
    const relative = path.relative(root, file).split(path.sep);
    const owner = relative[0].startsWith('@') ? `${relative[0]}/${relative[1]}` : relative[0];
    const text = fs.readFileSync(file, 'utf8').slice(0, 400_000);
    for (const [word] of text.matchAll(/[A-Z]?[a-z]{2,}|[A-Z]{3,}(?![a-z])/g)) {
      if (word.length > 20) continue;
      const folded = word.toLowerCase();
      const seen = counts.get(folded) ?? { count: 0, owners: new Set() };
      seen.count++;
      seen.owners.add(owner);
      counts.set(folded, seen);
    }
  }
  return counts;
};

/** Words of passwords that people type without meaning one, rows of the keyboard among them: ordinary, but rare in documentation. */
const TYPED =
  'letmein qwerty asdf asdasd zxcv zxcvbn hjkl vbnm uiop blah foo bar baz qux quux foobar monkey dragon hunter sunshine princess iloveyou welcome ' +
  'passwd passw pwd pass admin root toor guest shh psst bogus dummy horse battery staple correct hello world abcd abc xyz super top open sesame';

export const fitWords = (root, size) => {
  const counts = readWords(root);
  const known = [...counts].filter(([, c]) => c.owners.size >= 2);
  const weights = new Float64Array(SIZE ** 3);
  const pairs = new Float64Array(SIZE ** 2);
  for (const [word, { owners }] of known) {
    const weight = Math.log2(1 + owners.size);
    let a = 0;
    let b = 0;
    for (let i = 0; i <= word.length; i++) {
      const c = i < word.length ? word.charCodeAt(i) - 96 : 0;
      // The first letter has no context of its own: it is read from the second on, as the scorer does.
      if (i > 0) {
        weights[(a * SIZE + b) * SIZE + c] += weight;
        pairs[a * SIZE + b] += weight;
      }
      a = b;
      b = c;
    }
  }
  let trigrams = '';
  for (let i = 0; i < weights.length; i++) {
    // Additive smoothing; 2^-12 is 0 and 1 is 63.
    const p = (weights[i] + 0.02) / (pairs[Math.floor(i / SIZE)] + 0.02 * SIZE + 1);
    const level = Math.round(63 * Math.max(0, Math.min(1, 1 + Math.log2(p) / 12)));
    trigrams += String.fromCharCode(48 + level);
  }
  const words = [...counts]
    .filter(([word, c]) => word.length >= 3 && c.owners.size >= 4)
    .sort((x, y) => y[1].owners.size - x[1].owners.size || y[1].count - x[1].count || (x[0] < y[0] ? -1 : 1))
    .slice(0, size)
    .map(([word]) => word);
  return { trigrams, words: [...new Set([...words, ...TYPED.split(' ')])].sort().join(' ') };
};
