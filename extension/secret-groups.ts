import type { SecretMetadata } from '../shared/model/provider.ts';
import type { SecretAddress } from '../shared/model/reference.ts';

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
}

export interface SecretGroups {
  readonly stored: readonly SecretMetadata[];
  readonly referenced: readonly ReferencedSecret[];
  /** In the store, and no file refers to it. */
  readonly unused: readonly SecretMetadata[];
  /** Referred to, and not in the store or about to be deleted. */
  readonly drifting: readonly ReferencedSecret[];
}

const isSame = ({ name, address }: Pick<UsedReference, 'name' | 'address'>, secret: SecretMetadata): boolean =>
  secret.id === address.id || (secret.name === name && (address.region === undefined || secret.region === null || secret.region === address.region));

/** What is stored against what is referred to. References to other stores than the one listed are left out. By name. */
export const groupSecrets = (stored: readonly SecretMetadata[], references: readonly UsedReference[]): SecretGroups => {
  const provider = stored[0]?.provider;
  const asked = references.filter(({ address }) => provider === undefined || address.provider === provider);
  const byName = new Map<string, { readonly places: Place[]; readonly stored: SecretMetadata | undefined }>();
  const used = new Set<SecretMetadata>();
  for (const reference of asked) {
    const secret = stored.find((each) => isSame(reference, each));
    if (secret !== undefined) used.add(secret);
    const known = byName.get(reference.name);
    const place = { root: reference.root, path: reference.path, line: reference.line };
    if (known === undefined) byName.set(reference.name, { places: [place], stored: secret });
    else known.places.push(place);
  }
  const byText = (a: { readonly name: string }, b: { readonly name: string }): number => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0);
  const referenced = [...byName].map(([name, each]) => ({ name, ...each })).sort(byText);
  return {
    stored: [...stored].sort(byText),
    referenced,
    unused: stored.filter((secret) => !used.has(secret)).sort(byText),
    drifting: referenced.filter((each) => each.stored === undefined || each.stored.deletesAt !== null),
  };
};
