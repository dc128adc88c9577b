import { type Disposable, workspace } from 'vscode';
import { PROVIDER_IDS, type ProviderId } from '../shared/model/reference.ts';
import type { StoreSettings, Stores } from './stores-api.ts';

/** The way to the stores: closed in a workspace that is not trusted, and where there is no Node. */
export interface StoreAccess extends Disposable {
  /** Undefined while it is closed. The first call loads the code. */
  readonly stores: () => Stores | undefined;
  /** Whether open files may be checked against the store without being asked. */
  readonly mayCheck: () => boolean;
  readonly onDidChange: (listener: () => void) => void;
  readonly settings: () => StoreSettings;
  /** The store that the machine's settings name. */
  readonly usual: () => ProviderId;
  /** Something was changed in a store: what is remembered is forgotten, and listeners are called. */
  readonly changed: () => void;
}

/** Settings of the machine: VS Code takes no value for them from a workspace. */
const settingsNow = (): StoreSettings => {
  const settings = workspace.getConfiguration('watertight');
  const text = (name: string): string => settings.get<string>(name, '').trim();
  return {
    provider: text('provider'),
    awsRegion: text('aws.region'),
    awsProfile: text('aws.profile'),
    awsEndpoint: text('aws.endpoint'),
    vaultAddress: text('vault.address'),
    azureVaultUrl: text('azure.vaultUrl'),
    home: text('home'),
  };
};

/** `open`: loads the bundle that speaks with stores, and makes its clients; undefined where there is no Node. */
export const createStoreAccess = (open: ((settings: StoreSettings) => Stores) | undefined): StoreAccess => {
  let stores: Stores | undefined;
  /** Asked for on every keystroke, and slow to ask for. */
  let checks: boolean | undefined;
  const listeners: (() => void)[] = [];
  const tellAll = (): void => {
    for (const listener of listeners) listener();
  };
  const forget = (): void => {
    stores = undefined;
    checks = undefined;
    tellAll();
  };
  const subscriptions = [
    workspace.onDidGrantWorkspaceTrust(forget),
    workspace.onDidChangeConfiguration((event) => event.affectsConfiguration('watertight') && forget()),
  ];
  return {
    stores: () => {
      if (open === undefined || !workspace.isTrusted) return undefined;
      stores ??= open(settingsNow());
      return stores;
    },
    mayCheck: () => {
      checks ??= workspace.getConfiguration('watertight').get('references.check', true);
      return open !== undefined && workspace.isTrusted && checks;
    },
    onDidChange: (listener) => listeners.push(listener),
    settings: settingsNow,
    usual: () => PROVIDER_IDS.find((id) => id === settingsNow().provider) ?? 'aws',
    changed: () => {
      stores?.refresh();
      tellAll();
    },
    dispose: () => {
      for (const subscription of subscriptions) subscription.dispose();
    },
  };
};
