import { type TextDocument, workspace } from 'vscode';

/** A line of a document that is followed while text is put in and taken out above it. */
export interface LineTracker {
  /** 1-based. */
  readonly line: () => number;
  readonly stop: () => void;
}

const breaksIn = (text: string): number => text.split(/\r\n|\r|\n/).length - 1;

/** `line`: 1-based. A change of the line itself leaves it where it is. */
export const trackLine = (document: TextDocument, line: number): LineTracker => {
  let now = line - 1;
  const subscription = workspace.onDidChangeTextDocument(({ document: changed, contentChanges }) => {
    if (changed !== document) return;
    for (const { range, text } of contentChanges) {
      const isAbove = range.end.line < now || (range.end.line === now && range.end.character === 0);
      if (isAbove) now += breaksIn(text) - (range.end.line - range.start.line);
    }
  });
  return { line: () => now + 1, stop: () => subscription.dispose() };
};
