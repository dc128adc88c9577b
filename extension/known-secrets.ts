import type { ExtensionContext } from 'vscode';
import type { ProviderId } from '../shared/model/reference.ts';
import { keyedHash } from '../shared/text/digest.ts';

/** A value that was stored from this machine, by its digest. */
export interface KnownSecret {
  readonly digest: string;
  readonly provider: ProviderId;
  readonly name: string;
}

/** Which values are stored already, as far as this machine stored them: by digests under a salt that stays in the machine's key chain. */
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
      const fresh = more.filter(({ digest }) => digest !== '');
      void globalState.update(STATE, [...all().filter(({ digest }) => !fresh.some((each) => each.digest === digest)), ...fresh].slice(-MOST));
    },
  };
};
