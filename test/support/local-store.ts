import { mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { NewSecret, Provider } from '../../shared/model/provider.ts';
import type { LocalSettings } from '../../shared/model/provider-settings.ts';
import { Secret } from '../../shared/model/secret.ts';
import { createLocalProvider } from '../../shared/providers/local.ts';

/** A local store in a folder of its own, at a time that the test moves. */
export interface LocalStoreKit {
  readonly home: string;
  readonly file: string;
  readonly provider: (settings?: Partial<LocalSettings>) => Promise<Provider>;
  readonly passDays: (days: number) => void;
  readonly text: () => string;
  readonly overwrite: (text: string | Uint8Array) => void;
  readonly remove: () => void;
}

export const createLocalStoreKit = (): LocalStoreKit => {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'watertight-store-')));
  const home = join(folder, 'home');
  const file = join(home, 'store.json');
  let time = Date.UTC(2026, 10, 20);
  return {
    home,
    file,
    provider: (settings = {}) => createLocalProvider({ home, ...settings }, { now: () => new Date(time) }),
    passDays: (days) => {
      time += days * 86_400_000;
    },
    text: () => readFileSync(file, 'utf8'),
    overwrite: (text) => writeFileSync(file, text),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
};

/** A secret to store. */
export const newSecret = (name: string, value: string, rest: Partial<NewSecret> = {}): NewSecret => ({
  address: { provider: 'local', id: name },
  value: new Secret(value),
  ...rest,
});
