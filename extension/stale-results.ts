import { Disposable, type FileRenameEvent, type Uri, workspace } from 'vscode';

/** Changes come in bursts: a branch that is checked out, a formatter. */
const DELAY_MS = 500;
/** After more changes at once, e.g. of another branch, a new scan is better than a piecemeal one. */
const MOST = 500;

/** Results that were found in files that are not open. */
export interface KeptResults {
  /** Whether there are results of this file. */
  readonly hasResults: (uri: Uri) => boolean;
  /** Whether it lies where all was scanned. */
  readonly wasScanned: (uri: Uri) => boolean;
  readonly isOpen: (uri: Uri) => boolean;
  /** Files with results: this one, or those in the folder. */
  readonly below: (uri: Uri) => readonly Uri[];
  /** Of a file, or of all in a folder. */
  readonly forget: (uri: Uri) => void;
  /** Looks at files once more. */
  readonly rescan: (uris: readonly Uri[]) => Promise<void>;
}

/** Keeps results true: of a file that is deleted there are none, one that is closed, renamed or changed on the disk is looked at once more. */
export const watchResults = ({ hasResults, wasScanned, isOpen, below, forget, rescan }: KeptResults): Disposable => {
  const waiting = new Map<string, Uri>();
  let timer: ReturnType<typeof setTimeout> | undefined;
  let working = Promise.resolve();
  const look = (): void => {
    timer = undefined;
    const uris = [...waiting.values()].filter((uri) => !isOpen(uri)).slice(0, MOST);
    waiting.clear();
    if (uris.length > 0) working = working.then(() => rescan(uris)).catch(() => {}); // the next scan says what is wrong
  };
  const later = (uri: Uri): void => {
    if (!wasScanned(uri)) return;
    waiting.set(uri.toString(), uri);
    timer ??= setTimeout(look, DELAY_MS);
  };
  const gone = (uri: Uri): void => {
    waiting.delete(uri.toString());
    forget(uri);
  };
  const renamed = ({ files }: FileRenameEvent): void => {
    for (const { oldUri, newUri } of files) {
      for (const { path } of below(oldUri)) later(newUri.with({ path: newUri.path + path.slice(oldUri.path.length) }));
      gone(oldUri);
    }
  };
  const watcher = workspace.createFileSystemWatcher('**/*', true, false, false);
  return Disposable.from(
    watcher,
    watcher.onDidChange((uri) => hasResults(uri) && later(uri)),
    watcher.onDidDelete(gone),
    workspace.onDidCloseTextDocument(({ uri }) => later(uri)),
    workspace.onDidRenameFiles(renamed),
    new Disposable(() => clearTimeout(timer)),
  );
};
