/**
 * Makes text from a scanned file harmless where it is printed. A pull request decides what file names and lines hold, so nothing of it
 * may act: no terminal escape, no workflow command of the GitHub runner (recognised as `::name::` at line start and as `##[name]` anywhere:
 * actions/runner, ActionCommand.cs), no markdown.
 */

/** Control characters (C0 but tab and newline, DEL, C1), bidirectional overrides and isolates (Trojan Source, CVE-2021-42574) become `\u{FFFD}`. */
export const withoutControls = (text: string): string =>
  text.replace(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]/g, '\ufffd');

/** Text that may be printed to the log of a workflow run: as `withoutControls`, and no workflow command is left in it. */
export const forLog = (text: string): string =>
  withoutControls(text)
    .replace(/##(?=\[)/g, '#\u200b#')
    .replace(/^([^\S\n]*):(?=:)/gm, '$1:\u200b');

/** Text that may hold line ends (a path, a title), as one line for the log: as `forLog` otherwise. */
export const asLine = (text: string): string => forLog(text.replace(/[\n\r\u2028\u2029]/g, '\ufffd'));

/** One line of text for a markdown table cell or list: no markup, no HTML, no mention, no link is left in it. */
export const forMarkdown = (text: string): string =>
  withoutControls(text)
    .replace(/\s+/g, ' ')
    .replace(/[\\`*_{}[\]<>()#+\-!|~&"'=:@/.]/g, (mark) => (/[-/.:=(),+]/.test(mark) ? mark : `&#${mark.charCodeAt(0)};`))
    // mentions and references are looked for after entities were read
    .replace(/&#(?:35|64);/g, '$&\u200b')
    .replace(/(https?|ftp|www)(?=[:.])/gi, '$1\u200b');

/** Inline code in markdown: a fence longer than any run of backticks inside. */
export const asCode = (text: string): string => {
  const plain = forLog(text)
    .replace(/\s+/g, ' ')
    .replace(/\|/g, '\u2758')
    .replace(/[<@](?=\S)|\](?=\()/g, (mark) => `${mark}\u200b`);
  const fence = '`'.repeat(Math.max(0, ...[...plain.matchAll(/`+/g)].map((run) => run[0].length)) + 1);
  return fence.length > 1 || plain.startsWith('`') ? `${fence} ${plain} ${fence}` : `${fence}${plain}${fence}`;
};

/**
 * JSON that is harmless where it is printed: what a terminal or the runner would obey is written as an escape, so that whoever parses it
 * gets the same text.
 */
export const toInertJson = (value: unknown, indent?: number): string =>
  JSON.stringify(value, null, indent)
    .replace(/##\[/g, '##\\u005b')
    .replace(/[\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]/g, (mark) => `\\u${mark.charCodeAt(0).toString(16).padStart(4, '0')}`);
