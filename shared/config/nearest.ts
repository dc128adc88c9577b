/** Edit distance (Levenshtein 1966) of two short words. */
const distanceOf = (a: string, b: string): number => {
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let k = 1; k <= b.length; k++) next.push(Math.min(next[k - 1]! + 1, row[k]! + 1, row[k - 1]! + (a[i - 1] === b[k - 1] ? 0 : 1)));
    row = next;
  }
  return row[b.length]!;
};

/** The known word most like the given one, or undefined when none is like it: at most a third of its letters differ, or one holds the other. */
export const findNearest = (word: string, known: readonly string[]): string | undefined => {
  const wanted = word.toLowerCase().replaceAll('_', '-').slice(0, 100);
  let best: string | undefined;
  let least = Math.max(2, Math.floor(wanted.length / 3)) + 1;
  for (const each of known) {
    const distance = distanceOf(wanted, each.toLowerCase());
    if (distance < least) {
      best = each;
      least = distance;
    }
  }
  return best ?? known.find((each) => wanted.length >= 3 && (each.toLowerCase().includes(wanted) || (each.length >= 3 && wanted.includes(each.toLowerCase()))));
};
