import { type LogOutputChannel, l10n, window } from 'vscode';

/** Longer texts are cut: a message is read in a corner of the window. */
const LONGEST = 600;

/**
 * Text of files, stores and errors as words alone: VS Code makes links of `[text](command:…)` and icons of `$(name)` in messages, in the status
 * bar and in lists.
 */
export const plain = (text: string): string => {
  const inert = text
    .replace(/[\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]+/g, ' ')
    .replace(/\](?=\()/g, ']\u200b')
    .replace(/\$(?=\()/g, '$\u200b');
  return inert.length > LONGEST ? `${inert.slice(0, LONGEST)}…` : inert;
};

type Level = 'info' | 'warn' | 'error';
let log: Pick<LogOutputChannel, Level> | undefined;

/** Where messages stay to be read once more, after their notification is gone. */
export const keepMessagesIn = (channel: Pick<LogOutputChannel, Level>): void => {
  log = channel;
};

const kept = (level: Level, message: string): string => {
  const words = plain(message);
  log?.[level](words);
  return words;
};

/** For the log alone. */
export const record = (message: string): void => void kept('warn', message);

/** Notifications, with whatever stands in them as words alone. To the label of the button that was pressed. */
export const tell = (message: string, ...buttons: string[]): Thenable<string | undefined> => window.showInformationMessage(kept('info', message), ...buttons);
export const warn = (message: string, ...buttons: string[]): Thenable<string | undefined> => window.showWarningMessage(kept('warn', message), ...buttons);
export const complain = (message: string, ...buttons: string[]): Thenable<string | undefined> => window.showErrorMessage(kept('error', message), ...buttons);

/** A word in the status bar, for a few seconds. */
export const mention = (message: string, ms = 8000): void => void window.setStatusBarMessage(kept('info', message), ms);

/** Hints that name options of the command line, or commands that the editor has too, help nobody here. */
const FOR_COMMAND_LINE = /(?:^|\s)--[a-z]|\bwatertight (?:move|secrets|scan)\b|\bthe command again\b/;

/** The message of an error of ours; of others the name alone, since their text may quote a value. */
export const messageOf = (error: unknown): string => {
  if (!(error instanceof Error)) return l10n.t('unknown error');
  if (!('hint' in error)) return error.name;
  const hint = String(error.hint);
  return hint === '' || FOR_COMMAND_LINE.test(hint) ? error.message : `${error.message}. ${hint}`;
};
