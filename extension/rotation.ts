import { commands, Disposable, env, l10n, Uri, window } from 'vscode';
import { RULES_PAGE } from './diagnostics.ts';
import type { FindingView } from './finding-view.ts';
import type { MoveRequest } from './move-answers.ts';
import { asWord } from './run-line.ts';
import { mention } from './say.ts';
import type { StoreAccess } from './store-access.ts';

/** Owner, repository and number of a run on GitHub. */
const RUN = /^https:\/\/([\w.-]+)\/([\w.-]+)\/([\w.-]+)\/actions\/runs\/(\d+)/;

/** Where editing mends nothing: the steps of a rotation, the deletion of a run's logs; and the command that stores a value by hand. */
export const registerRotation = (access: StoreAccess): Disposable => {
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
  /** For a shell like bash or zsh. No value in it: the shell reads it without showing it, and hands it on by a pipe. */
  const copyCommand = async (_request: MoveRequest, finding: FindingView): Promise<string> => {
    const { awsRegion, awsProfile } = access.settings();
    const name = `app/development/${(finding.key ?? 'name').toLowerCase()}`;
    const options = [
      ['--name', name.replace(/[^a-z0-9/_+=.@-]/g, '-')],
      ['--region', awsRegion],
      ['--profile', awsProfile],
    ].flatMap(([option = '', word = '']) => (word === '' ? [] : [option, asWord(word)]));
    const command = `IFS= read -rs value && printf %s "$value" | aws secretsmanager create-secret ${options.join(' ')} --secret-string file:///dev/stdin; unset value`;
    await env.clipboard.writeText(command);
    mention(l10n.t('Copied. Run it in a shell, paste the value, press Enter: it stands neither on the screen nor in the history.'));
    return command;
  };
  return Disposable.from(
    commands.registerCommand('watertight.rotationSteps', steps),
    commands.registerCommand('watertight.deleteRunLogs', deleteRunLogs),
    commands.registerCommand('watertight.copyCommand', copyCommand),
  );
};
