import { commands, Disposable, env, l10n, Uri, window } from 'vscode';
import { RULES_PAGE } from './diagnostics.ts';
import type { FindingView } from './finding-view.ts';
import type { MoveRequest } from './move-answers.ts';
import { mention } from './say.ts';

/** Owner, repository and number of a run on GitHub. */
const RUN = /^https:\/\/([\w.-]+)\/([\w.-]+)\/([\w.-]+)\/actions\/runs\/(\d+)/;

/** Where editing mends nothing: the steps of a rotation, the deletion of a run's logs; and the command that stores a value by hand. */
export const registerRotation = (): Disposable => {
  const steps = (finding: FindingView) => env.openExternal(Uri.parse(`${RULES_PAGE}#${finding.ruleId}`));
  /** The command is typed into a terminal and not run: deleting logs is for whoever presses Enter. */
  const deleteRunLogs = async (): Promise<string | undefined> => {
    const url = await window.showInputBox({
      title: l10n.t('Delete the logs of a run'),
      placeHolder: 'https://github.com/owner/repository/actions/runs/1234567890',
      validateInput: (text) => (RUN.test(text) ? undefined : l10n.t('Paste the address of the run.')),
    });
    const run = url === undefined ? null : RUN.exec(url);
    if (run === null) return undefined;
    const [, host, owner, repository, id] = run;
    const command = `gh api --hostname ${host} --method DELETE repos/${owner}/${repository}/actions/runs/${id}/logs`;
    const terminal = window.createTerminal(l10n.t('Delete run logs'));
    terminal.show();
    terminal.sendText(command, false);
    return command;
  };
  /** No value in it: the command reads it from standard input. */
  const copyCommand = async (_request: MoveRequest, finding: FindingView): Promise<string> => {
    const name = (finding.key ?? 'name').toLowerCase().replace(/[^a-z0-9/_+=.@-]/g, '-');
    const command = `aws secretsmanager create-secret --name 'app/development/${name}' --secret-string file:///dev/stdin`;
    await env.clipboard.writeText(command);
    mention(l10n.t('Copied. Run it, paste the value, end with Ctrl-D.'), 8000);
    return command;
  };
  return Disposable.from(
    commands.registerCommand('watertight.rotationSteps', steps),
    commands.registerCommand('watertight.deleteRunLogs', deleteRunLogs),
    commands.registerCommand('watertight.copyCommand', copyCommand),
  );
};
