import { l10n } from 'vscode';
import type { SecretMetadata } from '../shared/model/provider.ts';
import type { Reference } from '../shared/model/reference.ts';
import { PRICES } from '../shared/references/prices.ts';

const DAY_MS = 86_400_000;

/** "today", "1 day ago", "12 days ago"; a day of the calendar for what is to come. */
export const since = (iso: string, now = Date.now()): string => {
  const days = Math.floor((now - Date.parse(iso)) / DAY_MS);
  if (Number.isNaN(days)) return iso;
  if (days < 0) return iso.slice(0, 10);
  if (days === 0) return l10n.t('today');
  return days === 1 ? l10n.t('1 day ago') : l10n.t('{0} days ago', days);
};

/** What the reference itself says: label and text, in the order in which it is shown. */
export const writtenFacts = ({ address, pointer }: Reference): (readonly [string, string])[] => {
  const { region, account, partition, mount, host, version } = address;
  const facts: (readonly [string, string | undefined])[] = [
    [l10n.t('Region'), region],
    [l10n.t('Account'), account],
    [l10n.t('Partition'), partition === 'aws' ? undefined : partition],
    [l10n.t('Mount'), mount],
    [l10n.t('Vault'), host],
    [l10n.t('JSON key'), pointer.length === 0 ? undefined : pointer.join(' › ')],
    [l10n.t('Version'), version?.id ?? version?.stage],
  ];
  return facts.flatMap(([label, text]) => (text === undefined || text === '' ? [] : [[label, text] as const]));
};

/** What the store says of the secret. Never a value. */
export const storedFacts = (metadata: SecretMetadata): (readonly [string, string])[] => {
  const { changedAt, rotation, deletesAt, versions, replicas, kmsKey, description } = metadata;
  const facts: (readonly [string, string | undefined])[] = [
    [l10n.t('Deleted on'), deletesAt?.slice(0, 10)],
    [l10n.t('Changed'), changedAt === null ? undefined : since(changedAt)],
    [l10n.t('Rotation'), rotationText(rotation)],
    [l10n.t('Versions'), versions.flatMap(({ stages }) => stages).join(', ')],
    [l10n.t('Replicas'), replicas.join(', ')],
    [l10n.t('KMS key'), kmsKey ?? undefined],
    [l10n.t('Cost'), priceOf(metadata)],
    [l10n.t('Description'), description ?? undefined],
  ];
  return facts.flatMap(([label, text]) => (text === undefined || text === '' ? [] : [[label, text] as const]));
};

/** Of the secret and its copies in other regions, without calls. */
const priceOf = ({ provider, replicas }: SecretMetadata): string | undefined => {
  const { secretMonth } = PRICES[provider];
  return secretMonth === 0 ? undefined : l10n.t('${0} a month', ((secretMonth * (1 + replicas.length)) / 1e6).toFixed(2));
};

const rotationText = (rotation: SecretMetadata['rotation']): string => {
  if (rotation?.enabled !== true) return l10n.t('off');
  const parts = [
    rotation.everyDays === null ? l10n.t('on') : l10n.t('every {0} days', rotation.everyDays),
    rotation.lastAt === null ? '' : l10n.t('last {0}', since(rotation.lastAt)),
    rotation.nextAt === null ? '' : l10n.t('next {0}', rotation.nextAt.slice(0, 10)),
  ];
  return parts.filter((part) => part !== '').join(', ');
};
