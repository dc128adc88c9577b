/**
 * What is left of a comment's markdown without its code spans (CommonMark 6.1: the next run of backticks of the same length ends one), its fences
 * and its own links: nothing that a pull request wrote may act in it.
 */
export const outsideOfCode = (markdown: string): string => {
  let text = markdown
    .replace(/^<!-- watertight:[\w" =,.-]* -->$/gm, '')
    .replace(/<\/?sub>/g, '')
    .replace(/^(`{3,})suggestion\n.*\n\1$/gm, 'CODE');
  for (let open = /`+/.exec(text); open !== null; open = /`+/.exec(text)) {
    const close = new RegExp(`(?<!\`)${open[0]}(?!\`)`).exec(text.slice(open.index + open[0].length));
    const end = close === null ? open.index + open[0].length : open.index + 2 * open[0].length + close.index;
    text = `${text.slice(0, open.index)}${close === null ? 'UNCLOSED' : 'CODE'}${text.slice(end)}`;
  }
  return text.replace(/\[(?:CODE|lines? \d+(?: to \d+)?)\]\(https:\/\/github\.com\/acme\/app\/(?:blob|commit)\/[0-9a-f]{40}[\w%/.?=#-]*\)/g, 'LINK');
};

/** Matches what acts in such a rest. */
export const ACTING = /UNCLOSED|<|@\w|\]\(|(?<!&)#\d|https?:|www\.|\*\*bold|_em_|\u202e/;
