import { basename, dirname } from 'node:path';
import { commands, env, l10n, type TextDocument, Uri, window, workspace } from 'vscode';
import { parseReference } from '../shared/references/parse.ts';
import { putBaseline } from './accept-in-baseline.ts';
import type { MoveReply, SettleReply } from './move-protocol.ts';
import { MoveFailed, type MoveThread } from './move-thread.ts';
import { runLineOf, START_FILES } from './run-line.ts';
import { complain, mention, messageOf, plain, record, tell, warn } from './say.ts';

/** Days for which a value that was moved is accepted in the baseline. */
const ROTATE_WITHIN_DAYS = 30;

/** Files that are named; of more they are counted. */
const MOST_FILES = 3;

const nameOf = (id: string): string => parseReference(id)?.name ?? id;

/** The line for the app, by the kind of the file and by the project that it lies in. */
const lineFor = async ({ kind }: MoveReply, { uri }: TextDocument): Promise<string | undefined> => {
  const folder = Uri.joinPath(uri, '..');
  const files = await workspace.fs.readDirectory(folder).then(
    (entries) => entries.map(([name]) => name).filter((name) => START_FILES.includes(name)),
    () => [],
  );
  return runLineOf(kind, basename(uri.fsPath), files);
};

/** Settings for another file keep their lines and their indentation: older releases of VS Code leave out blanks at the start of a line. */
const linesOf = (step: string): string =>
  step
    .split('\n')
    .map((line) => plain(line).replace(/^ +/, (spaces) => '\u00a0'.repeat(spaces.length)))
    .join('\n');

/** What a person has to do by hand. */
const showSteps = async (title: string, steps: readonly string[]): Promise<void> => {
  const take = l10n.t('Copy');
  const detail = steps.map(linesOf).join('\n\n');
  if ((await window.showInformationMessage(title, { modal: true, detail }, take)) === take) await env.clipboard.writeText(steps.join('\n\n'));
};

/** The one message afterwards: what holds the old value still, and what can be done about it. `root`: the folder whose baseline it is. */
export const tellMoved = async (reply: MoveReply, thread: MoveThread, document: TextDocument, root: string): Promise<void> => {
  const shown = reply.leftIn.length > MOST_FILES + 1 ? reply.leftIn.slice(0, MOST_FILES) : reply.leftIn;
  const more = reply.leftIn.length - shown.length;
  const places = [
    reply.tracked ? l10n.t('the git history') : '',
    l10n.t('the Local History and the undo stack of this editor'),
    ...shown,
    more > 0 ? l10n.t('and {0} more files', more) : '',
  ].filter((place) => place !== '');
  const names = [...new Set(reply.secrets.map(({ id }) => nameOf(id)))];
  const name = names.length > 1 ? l10n.t('{0} and {1} more', names[0] ?? '', names.length - 1) : (names[0] ?? '');
  const message =
    reply.references.length > 1
      ? l10n.t(
          'Moved {0} secrets to {1}. The old values are still in {2}. Rotate them if anyone could have seen them.',
          reply.references.length,
          name,
          places.join(', '),
        )
      : l10n.t('Moved to {0}. The old value is still in {1}. Rotate it if anyone could have seen it.', name, places.join(', '));
  const line = await lineFor(reply, document);
  const [next, rotate, accept, copy, history] = [
    l10n.t('What Is Left to Do'),
    l10n.t('Rotate'),
    l10n.t('Add to Baseline until Rotated'),
    l10n.t('Copy the Line for Your App'),
    l10n.t('Keep out of Local History'),
  ];
  // A notification has room for three: where the line for the app is all that is left, it says so itself.
  const isLineEnough = reply.tracked && line !== undefined;
  if (isLineEnough) record(`${l10n.t('What is left to do')}: ${reply.instructions.join(' ')}`);
  const buttons = [
    ...(reply.instructions.length > 0 && !isLineEnough ? [next] : []),
    rotate,
    ...(reply.tracked ? [accept] : []),
    ...(line === undefined ? [] : [copy]),
    ...(reply.instructions.length > 0 || reply.tracked ? [] : [history]),
  ];
  const answer = await tell(message, ...buttons);
  if (answer === next) await showSteps(l10n.t('What is left to do'), reply.instructions);
  if (answer === copy && line !== undefined) {
    await env.clipboard.writeText(line);
    mention(l10n.t('Copied: {0}. Run it in {1}.', line, basename(dirname(document.uri.fsPath))));
  }
  if (answer === rotate) {
    const page = reply.rotate[0];
    if (page === undefined) await commands.executeCommand('watertight.rotateSecret', reply.secrets[0]?.id);
    else await env.openExternal(Uri.parse(page));
  }
  if (answer === accept) {
    const until = new Date(Date.now() + ROTATE_WITHIN_DAYS * 86_400_000).toISOString().slice(0, 10);
    await putBaseline(root, thread.accept(until), (file) => l10n.t('Accepted until {0} in {1}.', until, file));
  }
  if (answer === history) await commands.executeCommand('workbench.action.openSettings', 'workbench.localHistory.exclude');
};

/** Why nothing was moved, and what can be done: by hand, once more, or with a secret that was made all the same and that nothing refers to. */
export const tellFailure = async (error: unknown, thread: MoveThread, again?: () => void): Promise<void> => {
  const { kept, instructions } = error instanceof MoveFailed ? error : { kept: [], instructions: [] };
  if (kept.length === 0) {
    void thread.end();
    const [steps, retry] = [l10n.t('What to Do'), l10n.t('Try Again')];
    const button = instructions.length > 0 ? [steps] : again === undefined ? [] : [retry];
    const answer = await complain(l10n.t('Nothing was moved: {0}', messageOf(error)), ...button);
    if (answer === retry) again?.();
    if (answer === steps) await showSteps(l10n.t('What you can do'), instructions);
    return;
  }
  const [discard, keep] = [l10n.t('Delete the New Secret'), l10n.t('Keep It')];
  const message = l10n.t('The file was not edited: {0}. The store has the value by now, in {1}, and nothing refers to it.', messageOf(error), kept.join(', '));
  if ((await complain(message, discard, keep)) !== discard) return;
  try {
    const gone = await thread.discard();
    mention(l10n.t('Deleted: {0}', gone.join(', ')));
  } catch (second) {
    void complain(l10n.t('It could not be deleted: {0}', messageOf(second)));
  }
};

/** What interrupted moves came to; nothing when there was none. */
export const tellInterrupted = ({ settled, open }: SettleReply): void => {
  if (open.length > 0) void warn(l10n.t('An interrupted move is still open: {0}', open.join(' ')));
  if (settled.length > 0) void tell(l10n.t('An interrupted move was settled. {0}', settled.map(plain).join('; ')));
};
