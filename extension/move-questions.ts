import { l10n, QuickInputButtons, type QuickPickItem, window } from 'vscode';
import { PROVIDER_IDS, type ProviderId } from '../shared/model/reference.ts';
import type { PlanReply } from './move-protocol.ts';
import { plain } from './say.ts';
import { titleOf } from './store-titles.ts';
import type { StoreSettings } from './stores-api.ts';

/** A step back was asked for. */
export const BACK = Symbol('back');

const placeOf = (provider: ProviderId, settings: StoreSettings): string => {
  const aws = [settings.awsProfile === '' ? '' : l10n.t('profile {0}', settings.awsProfile), settings.awsRegion].filter((part) => part !== '').join(', ');
  const places: Readonly<Record<ProviderId, string>> = { aws, ssm: aws, vault: settings.vaultAddress, azure: settings.azureVaultUrl, local: settings.home };
  return places[provider] === '' ? l10n.t('as the environment says') : places[provider];
};

interface Choice<Value> extends QuickPickItem {
  readonly value: Value;
}

/** One question of several. Undefined: it was left. */
const pick = <Value>(title: string, step: number, items: readonly Choice<Value>[]): Promise<Value | typeof BACK | undefined> =>
  new Promise((resolve) => {
    const input = window.createQuickPick<Choice<Value>>();
    input.title = title;
    input.step = step;
    input.totalSteps = 3;
    input.items = items;
    input.ignoreFocusOut = true;
    if (step > 1) input.buttons = [QuickInputButtons.Back];
    const done = (value: Value | typeof BACK | undefined): void => {
      resolve(value);
      input.dispose();
    };
    input.onDidAccept(() => done(input.selectedItems[0]?.value));
    input.onDidTriggerButton(() => done(BACK));
    input.onDidHide(() => done(undefined));
    input.show();
  });

export const askProvider = (title: string, usual: ProviderId, settings: StoreSettings): Promise<ProviderId | typeof BACK | undefined> => {
  const order = [usual, ...PROVIDER_IDS.filter((id) => id !== usual)];
  return pick(
    title,
    1,
    order.map((value) => ({ label: titleOf(value), description: plain(placeOf(value, settings)), value })),
  );
};

/** `check`: why a name can't be; undefined when it can. */
export const askName = (title: string, name: string, check: (name: string) => string | undefined): Promise<string | typeof BACK | undefined> =>
  new Promise((resolve) => {
    const input = window.createInputBox();
    input.title = title;
    input.step = 2;
    input.totalSteps = 3;
    input.value = name;
    input.prompt = l10n.t('Name of the secret: prefix/environment/service');
    input.ignoreFocusOut = true;
    input.buttons = [QuickInputButtons.Back];
    const done = (value: string | typeof BACK | undefined): void => {
      resolve(value);
      input.dispose();
    };
    input.onDidChangeValue((text) => {
      input.validationMessage = check(text) ?? '';
    });
    input.onDidAccept(() => {
      input.validationMessage = check(input.value) ?? '';
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

/** The last question: one JSON secret or one for each key, with the price and the line as it will be. */
export const askShape = (title: string, plan: PlanReply, isNew: boolean): Promise<Confirmation | typeof BACK | undefined> => {
  const values = plan.file?.values ?? [];
  const keys = new Set(values.map(({ variable }) => variable)).size;
  const after = plan.file?.changes[0]?.after[0] ?? '';
  const one: Choice<Confirmation> = {
    label: isNew ? l10n.t('Move into one JSON secret') : l10n.t('Move into the existing secret'),
    description: isNew ? priceOf(plan, 1) : '',
    detail: plain(after.trim()),
    value: { onePerKey: false },
  };
  const each: Choice<Confirmation> = {
    label: l10n.t('Move into a secret for each key ({0})', keys),
    description: priceOf(plan, keys),
    value: { onePerKey: true },
  };
  return pick(title, 3, isNew ? [one, each] : [one]);
};
