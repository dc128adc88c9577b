import type { ExtensionContext } from 'vscode';
import type { ProviderId } from '../shared/model/reference.ts';
import { keyedHash } from '../shared/text/digest.ts';

/** A value that a store is known to hold, by its digest. */
export interface KnownSecret {
  readonly digest: string;
  readonly provider: ProviderId;
  readonly name: string;
  /** The key of the secret's JSON; null: the value is the whole secret. */
  readonly key: string | null;
}

/** Which values are stored already, as far as this machine stored or read them: by digests under a salt that stays in the machine's key chain. */
export interface KnownSecrets {
  /** For whoever makes digests elsewhere. */
  readonly salt: () => Promise<string>;
  readonly find: (value: string) => KnownSecret | undefined;
  readonly add: (secrets: readonly KnownSecret[]) => void;
}

const STATE = 'watertight.knownSecrets';
const SALT = 'watertight.salt';
const MOST = 1000;

/** Shorter values could be guessed from their digest by whoever has the salt. */
const SHORTEST = 8;

export const createKnownSecrets = ({ globalState, secrets }: Pick<ExtensionContext, 'globalState' | 'secrets'>): KnownSecrets => {
  let salt: string | undefined;
  const load = async (): Promise<string> => {
    salt ??= await secrets.get(SALT);
    if (salt === undefined) {
      salt = Array.from(crypto.getRandomValues(new Uint8Array(32)), (byte) => byte.toString(16).padStart(2, '0')).join('');
      await secrets.store(SALT, salt);
    }
    return salt;
  };
  const all = (): readonly KnownSecret[] => globalState.get<readonly KnownSecret[]>(STATE, []);
  void load().catch(() => {}); // without a key chain nothing is remembered
  return {
    salt: load,
    find: (value) => {
      if (salt === undefined || value.length < SHORTEST || all().length === 0) return undefined;
      const digest = keyedHash(salt, value);
      return all().find((each) => each.digest === digest);
    },
    add: (more) => {
      const isKnown = ({ digest, provider, name, key }: KnownSecret): boolean =>
        all().some((each) => each.digest === digest && each.provider === provider && each.name === name && each.key === key);
      const fresh = more.filter((each) => !isKnown(each));
      if (fresh.length === 0) return;
      void globalState.update(STATE, [...all().filter(({ digest }) => !fresh.some((each) => each.digest === digest)), ...fresh].slice(-MOST));
    },
  };
};
