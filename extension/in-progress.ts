import { l10n, ProgressLocation, window } from 'vscode';

/** Shows that something is under way, with a way to stop it. `work` says what the person's wish to stop calls. */
export const inProgress = <Result>(title: string, work: (onStop: (stop: () => void) => void) => Promise<Result>): Thenable<Result> =>
  window.withProgress({ location: ProgressLocation.Notification, title, cancellable: true }, (progress, token) =>
    work((stop) =>
      token.onCancellationRequested(() => {
        progress.report({ message: l10n.t('stopping') });
        stop();
      }),
    ),
  );
