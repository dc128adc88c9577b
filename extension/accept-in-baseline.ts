import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { commands, l10n, type TextDocument, Uri, workspace } from 'vscode';
import { replaceFile } from '../shared/files/replace-file.ts';
import type { AcceptedBaseline } from './accepted-baseline.ts';
import { placeOf } from './documents.ts';
import type { FindingView } from './finding-view.ts';
import { complain, messageOf, tell } from './say.ts';
import type { AcceptTask } from './serve-accept.ts';
import { runThread } from './thread-task.ts';

/** Accepts a finding of a document in the baseline of its folder. `onChange`: the baseline is another now. */
export type AcceptInBaseline = (document: TextDocument, finding: FindingView, onChange: () => void) => Promise<void>;

/** Puts a content in the place of another; null: no file. Says what is in the way. */
const swap = async (file: string, before: string | null, after: string | null): Promise<string | undefined> => {
  const isUnsaved = workspace.textDocuments.some((document) => document.isDirty && document.uri.toString() === Uri.file(file).toString());
  if (isUnsaved) return l10n.t('it is open and not saved: {0}', file);
  const now = await readFile(file, 'utf8').catch(() => null);
  if (now !== before) return l10n.t('it has changed meanwhile: {0}', file);
  await (after === null ? rm(file) : replaceFile(file, after, 'the baseline'));
  return undefined;
};

/** Writes the baseline of the folder `root` and says `message`, with a way back; or says why it was left as it is. */
export const putBaseline = async (
  root: string,
  accepting: Promise<AcceptedBaseline | undefined>,
  message: (file: string) => string,
  onChange: () => void = () => {},
): Promise<void> => {
  const refuse = (why: string): void => void complain(l10n.t('The baseline was left as it is: {0}', why));
  const change = async (file: string, before: string | null, after: string | null): Promise<boolean> => {
    const obstacle = await swap(join(root, file), before, after).catch(messageOf);
    if (obstacle === undefined) onChange();
    else refuse(obstacle);
    return obstacle === undefined;
  };
  const accepted = await accepting.catch((error: Error) => refuse('hint' in error ? messageOf(error) : error.message));
  if (accepted === undefined || !(await change(accepted.file, accepted.before, accepted.after))) return;
  const [undo, show] = [l10n.t('Undo'), l10n.t('Show')];
  void tell(message(accepted.file), undo, show).then(async (answer) => {
    if (answer === undo) await change(accepted.file, accepted.after, accepted.before);
    if (answer === show) await commands.executeCommand('vscode.open', Uri.file(join(root, accepted.file)));
  });
};

/** `bundles`: the folder with the bundles. The hash of the value is made on a thread of its own. */
export const createAcceptInBaseline =
  (bundles: string): AcceptInBaseline =>
  async (document, { fingerprint }, onChange) => {
    const { folder: root, path } = placeOf(document);
    if (root === null) return;
    const task: AcceptTask = { kind: 'accept', root, path, text: document.getText(), fingerprint };
    const message = (file: string): string => l10n.t('Accepted in {0}, for everyone who scans with it. The value stands where it was.', file);
    await putBaseline(root, runThread(bundles, task), message, onChange);
  };
