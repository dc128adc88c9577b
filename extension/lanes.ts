/** Does work in the order in which it comes, at most `most` at once. */
export const createLanes = (most: number): (<Result>(work: () => Promise<Result>) => Promise<Result>) => {
  let busy = 0;
  const waiting: (() => void)[] = [];
  return async (work) => {
    // Whoever is done hands its lane on, so that `busy` stays as it is.
    if (busy === most) await new Promise<void>((resolve) => waiting.push(resolve));
    else busy += 1;
    try {
      return await work();
    } finally {
      const next = waiting.shift();
      if (next === undefined) busy -= 1;
      else next();
    }
  };
};
