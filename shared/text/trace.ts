/**
 * Where an error came from, as V8's stack names it: at most `most` frames. The message, which may hold the text that was being read and may
 * have several lines, is cut off as a whole; a stack that does not begin with it gives nothing.
 */
export const framesOf = (error: unknown, most = 5): string[] => {
  if (!(error instanceof Error) || typeof error.stack !== 'string') return [];
  const head = error.message === '' ? error.name : `${error.name}: ${error.message}`;
  if (!error.stack.startsWith(head)) return [];
  return error.stack
    .slice(head.length)
    .split('\n')
    .filter((line) => /^\s+at /.test(line))
    .slice(0, most)
    .map((line) => line.trim());
};
