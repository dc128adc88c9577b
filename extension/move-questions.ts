import { l10n, QuickInputButtons, type QuickPickItem, QuickPickItemKind, window } from 'vscode';
import { PROVIDER_IDS, type ProviderId } from '../shared/model/reference.ts';
import type { PlanReply } from './move-protocol.ts';
import { plain } from './say.ts';
import { titleOf } from './store-titles.ts';
import type { StoreSettings } from './stores-api.ts';

/** A step back was asked for. */
export const BACK = Symbol('back');

/** Where a store is: "eu-west-1, profile staging". */
export const placeOf = (provider: ProviderId, settings: StoreSettings): string => {
  const aws = [settings.awsRegion, settings.awsProfile === '' ? '' : l10n.t('profile {0}', settings.awsProfile)].filter((part) => part !== '').join(', ');
  const places: Readonly<Record<ProviderId, string>> = { aws, ssm: aws, vault: settings.vaultAddress, azure: settings.azureVaultUrl, local: settings.home };
  if (places[provider] !== '') return places[provider];
  return provider === 'local' ? l10n.t('on this machine') : l10n.t('as the environment says');
};

interface Choice<Value> extends QuickPickItem {
  readonly value: Value;
}

/** What stands above a question. */
export interface Heading {
  readonly title: string;
  readonly step: number;
  readonly steps: number;
}

/** One question of several. Undefined: it was left. */
const pick = <Value>(
  { title, step, steps }: Heading,
  placeholder: string,
  items: readonly (Choice<Value> | QuickPickItem)[],
  mayGoBack: boolean,
): Promise<Value | typeof BACK | undefined> =>
  new Promise((resolve) => {
    const input = window.createQuickPick<Choice<Value> | QuickPickItem>();
    input.title = plain(title);
    if (steps > 1) {
      input.step = step;
      input.totalSteps = steps;
    }
    input.items = items;
    input.placeholder = plain(placeholder);
    input.ignoreFocusOut = true;
    input.matchOnDescription = true;
    if (mayGoBack) input.buttons = [QuickInputButtons.Back];
    const done = (value: Value | typeof BACK | undefined): void => {
      resolve(value);
      input.dispose();
    };
    input.onDidAccept(() => {
      const [chosen] = input.selectedItems;
      if (chosen !== undefined && 'value' in chosen) done(chosen.value);
    });
    input.onDidTriggerButton(() => done(BACK));
    input.onDidHide(() => done(undefined));
    input.show();
  });

/** A store, and for AWS another profile than the one that is set. */
export interface ChosenStore {
  readonly provider: ProviderId;
  readonly profile?: string;
}

/** `profiles`: of AWS, as its files name them. */
export const askStore = (
  heading: Heading,
  usual: ProviderId,
  settings: StoreSettings,
  profiles: readonly string[],
): Promise<ChosenStore | typeof BACK | undefined> => {
  const order = [usual, ...PROVIDER_IDS.filter((id) => id !== usual)];
  const stores = order.map((provider) => ({ label: titleOf(provider), description: plain(placeOf(provider, settings)), value: { provider } }));
  const others = profiles
    .filter((profile) => profile !== (settings.awsProfile || 'default'))
    .map((profile) => ({
      label: titleOf('aws'),
      description: plain(placeOf('aws', { ...settings, awsProfile: profile })),
      value: { provider: 'aws' as const, profile },
    }));
  const separator = { label: l10n.t('Other profiles of AWS'), kind: QuickPickItemKind.Separator };
  return pick(heading, l10n.t('Where to?'), others.length === 0 ? stores : [...stores, separator, ...others], false);
};

/** What names may hold, by store. */
const rulesOf = (provider: ProviderId): string => {
  if (provider === 'azure') return l10n.t('Letters, digits and -');
  if (provider === 'aws') return l10n.t('Letters, digits and /_+=.@-');
  return l10n.t('Letters, digits and /_.-');
};

/** What the question for a name needs to know. */
export interface NameQuestion {
  readonly provider: ProviderId;
  /** The name that is proposed. */
  readonly name: string;
  readonly place: string;
  /** Why the name that was given last can't be taken. */
  readonly complaint?: string;
  readonly isName: (name: string) => boolean;
}

export const askName = (heading: Heading, { provider, name, place, complaint, isName }: NameQuestion): Promise<string | typeof BACK | undefined> =>
  new Promise((resolve) => {
    const input = window.createInputBox();
    input.title = plain(heading.title);
    input.step = heading.step;
    input.totalSteps = heading.steps;
    input.value = name;
    input.prompt = plain(l10n.t('Name of the secret, as prefix/environment/service. Store: {0}.', place));
    input.ignoreFocusOut = true;
    input.buttons = [QuickInputButtons.Back];
    const check = (text: string): string => (isName(text) ? '' : l10n.t('This can not be the name of a secret. {0}', rulesOf(provider)));
    if (complaint !== undefined) input.validationMessage = plain(complaint);
    const done = (value: string | typeof BACK | undefined): void => {
      resolve(value);
      input.dispose();
    };
    input.onDidChangeValue((text) => {
      input.validationMessage = check(text);
    });
    input.onDidAccept(() => {
      input.validationMessage = check(input.value);
      if (input.validationMessage === '') done(input.value);
    });
    input.onDidTriggerButton(() => done(BACK));
    input.onDidHide(() => done(undefined));
    input.show();
  });

const priceOf = ({ cost }: PlanReply, secrets: number): string => {
  if (cost.asOf === null || cost.newSecrets === 0) return l10n.t('no charge for a new secret');
  const each = cost.monthMicros / cost.newSecrets / 1e6;
  return l10n.t('${0} a month (prices of {1})', (each * secrets).toFixed(2), cost.asOf);
};

export interface Confirmation {
  readonly onePerKey: boolean;
}

/** Names that are shown of a list; the rest is counted. */
const SHOWN = 4;

const listOf = (names: readonly string[]): string => {
  const shown = names.slice(0, SHOWN).join(', ');
  return names.length > SHOWN ? l10n.t('{0} and {1} more', shown, names.length - SHOWN) : shown;
};

/** Into a secret that exists: what becomes of it. */
const existing = (plan: PlanReply, keys: readonly string[]): Choice<Confirmation> => {
  const secret = plan.file?.secrets[0];
  const isThere = secret?.action === 'keep';
  const name = secret?.name ?? '';
  return {
    label: isThere ? l10n.t('Use the existing secret') : l10n.t('Move into the existing secret'),
    description: plain(name),
    detail: plain(isThere ? l10n.t('It holds the value already: {0}', listOf(keys)) : l10n.t('It gets more keys: {0}', listOf(keys))),
    value: { onePerKey: false },
  };
};

/** The last question: one JSON secret or one for each key, with names and the price. */
export const askShape = (heading: Heading, place: string, plan: PlanReply, isNew: boolean): Promise<Confirmation | typeof BACK | undefined> => {
  const keys = [...new Set((plan.file?.values ?? []).map(({ variable }) => variable))];
  const name = plan.file?.secrets[0]?.name ?? '';
  const one: Choice<Confirmation> = {
    label: l10n.t('Move into one JSON secret'),
    description: priceOf(plan, 1),
    detail: plain(keys.length === 1 ? l10n.t('{0} with the key {1}', name, listOf(keys)) : l10n.t('{0} with the keys {1}', name, listOf(keys))),
    value: { onePerKey: false },
  };
  const each: Choice<Confirmation> = {
    label: keys.length === 1 ? l10n.t('Move into a secret that is the value alone') : l10n.t('Move into a secret for each key ({0})', keys.length),
    description: priceOf(plan, keys.length),
    detail: plain(listOf(keys.map((key) => `${name}/${key}`))),
    value: { onePerKey: true },
  };
  return pick(heading, l10n.t('In which form? Store: {0}', place), isNew ? [one, each] : [existing(plan, keys)], true);
};
