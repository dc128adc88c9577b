import type { ScanReply } from './finding-view.ts';
import type { ScanAnswer, ScanTask } from './scanner.ts';

/** A scan of one whole text. */
export type ScanText = (folder: string | null, path: string, text: string) => ScanReply;

/** Applies edits and scans: the side of a scanner that holds the texts of open documents, so that a keystroke sends a keystroke. */
export const createKeptTexts = (
  scan: ScanText,
): { readonly scan: (task: ScanTask) => ScanAnswer; readonly forget: (document: string) => void; readonly forgetReplies: () => void } => {
  const texts = new Map<string, string>();
  const replies = new Map<string, string>();

  const textOf = ({ document, content }: ScanTask): string | undefined => {
    if ('text' in content) return content.text;
    let text = texts.get(document);
    for (const { rangeOffset, rangeLength, text: inserted } of content.edits)
      text = text === undefined ? undefined : text.slice(0, rangeOffset) + inserted + text.slice(rangeOffset + rangeLength);
    return text?.length === content.length ? text : undefined;
  };
  const forget = (document: string): void => {
    texts.delete(document);
    replies.delete(document);
  };

  return {
    scan: (task) => {
      const text = textOf(task);
      if (text === undefined) {
        forget(task.document);
        return 'lost';
      }
      texts.set(task.document, text);
      const reply = scan(task.folder, task.path, text);
      const said = JSON.stringify(reply);
      if ('edits' in task.content && replies.get(task.document) === said) return 'same';
      replies.set(task.document, said);
      return reply;
    },
    forget,
    forgetReplies: () => replies.clear(),
  };
};
