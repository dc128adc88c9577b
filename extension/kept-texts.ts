import type { ScanReply } from './finding-view.ts';
import { changeOf, wholeOf } from './reply-change.ts';
import type { ScanAnswer, ScanTask } from './scanner.ts';

/** A scan of one whole text. */
export type ScanText = (folder: string | null, path: string, text: string) => ScanReply;

/** Applies edits and scans: the side of a scanner that holds the texts of open documents, so that a keystroke sends a keystroke. */
export const createKeptTexts = (
  scan: ScanText,
): { readonly scan: (task: ScanTask) => ScanAnswer; readonly forget: (document: string) => void; readonly forgetReplies: () => void } => {
  const texts = new Map<string, string>();
  const replies = new Map<string, ScanReply>();

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
      if (text === undefined || 'text' in task.content) forget(task.document);
      if (text === undefined) return 'lost';
      texts.set(task.document, text);
      const reply = scan(task.folder, task.path, text);
      const before = replies.get(task.document);
      replies.set(task.document, reply);
      return before === undefined ? wholeOf(reply) : changeOf(before, reply);
    },
    forget,
    forgetReplies: () => replies.clear(),
  };
};
