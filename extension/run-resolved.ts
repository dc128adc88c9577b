import { resolve as resolvePath } from 'node:path';
import {
  type CancellationToken,
  commands,
  type DebugConfiguration,
  type DebugConfigurationProvider,
  Disposable,
  debug,
  l10n,
  ProgressLocation,
  type TerminalOptions,
  TerminalProfile,
  ThemeIcon,
  type WorkspaceFolder,
  window,
  workspace,
} from 'vscode';
import { complain, mention, messageOf, plain, warn } from './say.ts';
import type { StoreAccess } from './store-access.ts';
import type { ResolvedEnvironment } from './stores-api.ts';

/** Debuggers that get variables as a list of names and values. */
const AS_LIST = new Set(['cppdbg', 'cppvsdbg']);

/** Debuggers that hand variables to a program in a terminal without typing them there. */
const KEEPS_TO_ITSELF = /^(?:debugpy|python)$/;

const isText = (value: unknown): value is string => typeof value === 'string';

/** Variables that a launch configuration sets. */
const variablesOf = ({ env, environment }: DebugConfiguration): Record<string, string> => {
  if (Array.isArray(environment))
    return Object.fromEntries(
      environment.flatMap((each: { readonly name?: unknown; readonly value?: unknown }) =>
        isText(each?.name) && isText(each.value) ? [[each.name, each.value]] : [],
      ),
    );
  if (typeof env !== 'object' || env === null) return {};
  return Object.fromEntries(Object.entries(env as Record<string, unknown>).filter((entry): entry is [string, string] => isText(entry[1])));
};

const filesOf = ({ envFile }: DebugConfiguration): string[] => [envFile].flat().filter(isText);

/** The configuration with values in place of references. A terminal would show them on its screen: the debug console does not. */
const withValues = (config: DebugConfiguration, values: ResolvedEnvironment['values']): DebugConfiguration => {
  const isTyped = isText(config['console']) && /Terminal$/.test(config['console']) && !KEEPS_TO_ITSELF.test(config.type);
  if (isTyped) mention(l10n.t('Runs in the debug console: a terminal would show the values.'));
  const console_ = isTyped ? { console: 'internalConsole' } : {};
  if (!AS_LIST.has(config.type)) return { ...config, ...console_, env: { ...(config['env'] as object | undefined), ...values } };
  const others = ((config['environment'] ?? []) as { readonly name: string }[]).filter(({ name }) => !Object.hasOwn(values, name));
  return { ...config, ...console_, environment: [...others, ...Object.entries(values).map(([name, value]) => ({ name, value }))] };
};

const isOn = (): boolean => workspace.isTrusted && workspace.getConfiguration('watertight').get('run.resolveReferences', true);

/** Programs that are debugged, and a kind of terminal, get values for the references of their environment, as `watertight run` gives them. */
export const registerRunResolved = (access: StoreAccess): Disposable => {
  const resolve = async (folder: string, envFiles: readonly string[], env: Readonly<Record<string, string>>): Promise<ResolvedEnvironment | undefined> => {
    const stores = access.stores();
    if (stores === undefined) return undefined;
    return window.withProgress({ location: ProgressLocation.Window, title: l10n.t('Resolving references') }, () =>
      stores.resolveEnvironment({ folder, envFiles, env }),
    );
  };

  const resolveConfiguration = async (
    folder: WorkspaceFolder | undefined,
    config: DebugConfiguration,
    token?: CancellationToken,
  ): Promise<DebugConfiguration | undefined> => {
    const root = folder?.uri ?? workspace.workspaceFolders?.[0]?.uri;
    if (!isOn() || config.request === 'attach' || root?.scheme !== 'file') return config;
    try {
      const cwd = isText(config['cwd']) ? resolvePath(root.fsPath, config['cwd']) : root.fsPath;
      const resolved = await resolve(cwd, filesOf(config), variablesOf(config));
      if (resolved === undefined || token?.isCancellationRequested === true) return config;
      return Object.keys(resolved.values).length === 0 ? config : withValues(config, resolved.values);
    } catch (error) {
      const [anyway, log] = [l10n.t('Debug Anyway'), l10n.t('Show Log')];
      const answer = await complain(l10n.t('The program was not started: {0}', messageOf(error)), anyway, log);
      if (answer === log) await commands.executeCommand('watertight.showLog');
      return answer === anyway ? config : undefined;
    }
  };
  const provider: DebugConfigurationProvider = { resolveDebugConfigurationWithSubstitutedVariables: resolveConfiguration };

  /** `isTransient`: VS Code writes the environment of other terminals down, to bring them back in the next window. */
  const terminalOptions = async (): Promise<TerminalOptions | undefined> => {
    const inView = window.activeTextEditor?.document.uri;
    const folder = (inView && workspace.getWorkspaceFolder(inView)?.uri) ?? workspace.workspaceFolders?.[0]?.uri;
    if (!workspace.isTrusted || folder?.scheme !== 'file') {
      void warn(l10n.t('References are resolved in trusted folders only.'));
      return undefined;
    }
    try {
      const resolved = await resolve(folder.fsPath, [], {});
      const { plain: own = {}, values = {}, notes = [] } = resolved ?? {};
      for (const note of notes) mention(note);
      const names = Object.keys(values).sort();
      const message = names.length === 0 ? l10n.t('There is no reference in .env') : l10n.t('Set from the store: {0}', names.join(', '));
      const unset = Object.fromEntries(Object.entries(own).filter(([name]) => process.env[name] === undefined));
      return {
        name: l10n.t('values resolved'),
        iconPath: new ThemeIcon('lock'),
        cwd: folder,
        env: { ...unset, ...values },
        isTransient: true,
        message: plain(message),
      };
    } catch (error) {
      void complain(l10n.t('The terminal was not opened: {0}', messageOf(error)));
      return undefined;
    }
  };

  return Disposable.from(
    debug.registerDebugConfigurationProvider('*', provider),
    window.registerTerminalProfileProvider('watertight.resolved', {
      provideTerminalProfile: async () => {
        const options = await terminalOptions();
        return options && new TerminalProfile(options);
      },
    }),
    commands.registerCommand('watertight.openTerminal', async () => {
      const options = await terminalOptions();
      if (options !== undefined) window.createTerminal(options).show();
    }),
  );
};
