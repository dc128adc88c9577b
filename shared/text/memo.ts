/**
 * Remembers what a pure function said of short texts. Keys and values repeat, within a file, across files, and from one keystroke to the
 * next. Bounded: when it is full it starts anew, which costs less than to keep an order of use. Longer texts are not kept.
 */
export const remember = <Result>(ask: (text: string) => Result, most = 30_000, longest = 80): ((text: string) => Result) => {
  let known = new Map<string, Result>();
  return (text) => {
    if (text.length > longest) return ask(text);
    let result = known.get(text);
    if (result === undefined) {
      result = ask(text);
      if (known.size >= most) known = new Map();
      known.set(text, result);
    }
    return result;
  };
};
