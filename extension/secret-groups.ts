import type { SecretMetadata } from '../shared/model/provider.ts';
import type { ProviderId, SecretAddress } from '../shared/model/reference.ts';

/** A reference of the workspace, as far as the tree needs it. */
export interface UsedReference {
  readonly name: string;
  readonly address: SecretAddress;
  /** The folder that the path counts from. */
  readonly root: string;
  readonly path: string;
  /** 0-based. */
  readonly line: number;
}

/** Where a reference stands. */
export type Place = Pick<UsedReference, 'root' | 'path' | 'line'>;

/** A secret that files refer to, with its places. */
export interface ReferencedSecret {
  readonly name: string;
  readonly places: readonly Place[];
  readonly stored: SecretMetadata | undefined;
  /** The store does not say whether it is there. */
  readonly isUnknown: boolean;
}

/** What is known of a store. */
export interface Listed {
  readonly provider: ProviderId;
  readonly stored: readonly SecretMetadata[];
  /** Secrets of other regions and accounts, as far as they were asked about. */
  readonly elsewhere?: readonly SecretMetadata[];
  /** References that the store gave no answer for. */
  readonly unanswered?: ReadonlySet<UsedReference>;
}

export interface SecretGroups {
  readonly stored: readonly SecretMetadata[];
  readonly referenced: readonly ReferencedSecret[];
  /** In the store, and no file refers to it. */
  readonly unused: readonly SecretMetadata[];
  /** Referred to, and as the store says not in it or about to be deleted. */
  readonly drifting: readonly ReferencedSecret[];
}

export const isSame = ({ name, address }: Pick<UsedReference, 'name' | 'address'>, secret: SecretMetadata): boolean =>
  secret.id === address.id || (secret.name === name && (address.region === undefined || secret.region === null || secret.region === address.region));

/** What is stored against what is referred to. References to other stores than the one listed are left out. By name. */
export const groupSecrets = ({ provider, stored, elsewhere = [], unanswered = new Set() }: Listed, references: readonly UsedReference[]): SecretGroups => {
  const byName = new Map<string, ReferencedSecret & { readonly places: Place[] }>();
  const used = new Set<SecretMetadata>();
  for (const reference of references) {
    if (reference.address.provider !== provider) continue;
    const secret = [...stored, ...elsewhere].find((each) => isSame(reference, each));
    if (secret !== undefined) used.add(secret);
    // Secrets of two regions may have one name.
    const key = JSON.stringify([reference.name, secret?.id, unanswered.has(reference)]);
    const known = byName.get(key);
    const place = { root: reference.root, path: reference.path, line: reference.line };
    if (known === undefined) byName.set(key, { name: reference.name, places: [place], stored: secret, isUnknown: unanswered.has(reference) });
    else known.places.push(place);
  }
  const byText = (a: { readonly name: string }, b: { readonly name: string }): number => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0);
  const referenced = [...byName.values()].sort(byText);
  return {
    stored: [...stored].sort(byText),
    referenced,
    unused: stored.filter((secret) => !used.has(secret)).sort(byText),
    drifting: referenced.filter((each) => !each.isUnknown && (each.stored === undefined || each.stored.deletesAt !== null)),
  };
};
