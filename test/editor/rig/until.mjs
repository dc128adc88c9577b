/** Waits until something holds. A busy machine only makes it longer. */
export const until = async (what, test, limitMs = 120_000) => {
  const end = Date.now() + limitMs;
  for (;;) {
    if (await test()) return;
    if (Date.now() > end) throw new Error(`waited in vain: ${what}`);
    await new Promise((done) => setTimeout(done, 50));
  }
};
