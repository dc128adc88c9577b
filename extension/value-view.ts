import { Disposable, Uri, window, workspace } from 'vscode';

const SCHEME = 'watertight-value';

/** Read-only views of values. VS Code keeps no backup and no history of their kind; a value is forgotten when its view is closed. */
export const createValueView = (): Disposable & { readonly show: (name: string, value: string) => Promise<Uri> } => {
  const values = new Map<string, string>();
  let count = 0;
  const subscriptions = Disposable.from(
    workspace.registerTextDocumentContentProvider(SCHEME, { provideTextDocumentContent: (uri) => values.get(uri.toString()) ?? '' }),
    workspace.onDidCloseTextDocument(({ uri }) => values.delete(uri.toString())),
  );
  const show = async (name: string, value: string): Promise<Uri> => {
    count += 1;
    const uri = Uri.from({ scheme: SCHEME, path: `/${count}/${name}` });
    values.set(uri.toString(), value);
    await window.showTextDocument(await workspace.openTextDocument(uri), { preview: true });
    return uri;
  };
  return { show, dispose: () => subscriptions.dispose() };
};
