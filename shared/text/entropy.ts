/** Shannon entropy in bits per UTF-16 unit (Shannon 1948): 0 for an empty or uniform text, at most log2 of the length. */
export const entropyOf = (text: string): number => {
  const counts = new Map<number, number>();
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    counts.set(code, (counts.get(code) ?? 0) + 1);
  }
  let bits = 0;
  for (const count of counts.values()) bits -= (count / text.length) * Math.log2(count / text.length);
  return bits;
};
