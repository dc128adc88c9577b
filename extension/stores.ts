/** Entry of the bundle that speaks with stores. Loaded when the first reference is asked about, never at activation. */
import { loadProviderSettings } from '../shared/config/provider-settings.ts';
import { AppError } from '../shared/model/app-error.ts';
import type { ListQuery, SecretMetadata, SecretValue } from '../shared/model/provider.ts';
import type { ProviderId, Reference, SecretAddress } from '../shared/model/reference.ts';
import { digestsIn, keysOf, withKeys } from '../shared/move/secret-text.ts';
import { leavesOf, selectValue } from '../shared/references/select-value.ts';
import { createAuditedOpen } from '../shared/resolve/open-audited.ts';
import { createOpenProvider } from '../shared/resolve/open-provider.ts';
import { environmentOf } from './environment.ts';
import type { KnownSecrets } from './known-secrets.ts';
import { createLanes } from './lanes.ts';
import { resolveEnvironment } from './resolved-environment.ts';
import type { StoreSettings, Stores } from './stores-api.ts';
import { whoAsks } from './who.ts';

const REMEMBER_MS = 60_000;
/**
 * Secrets that are asked about at once. Each may open a connection, and VS Code reads all certificates of the system for each, on the thread
 * that runs all extensions.
 */
const AT_ONCE = 4;
const MOST_LISTED = 1000;
const PAGE = 100;

const keyOf = ({ address }: Pick<Reference, 'address'>): string => JSON.stringify([address.provider, address.id, address.region, address.mount, address.host]);

/** Answers of the last minute; a question that is being asked is not asked again. */
const createShortMemory = <Answer>() => {
  const known = new Map<string, { readonly until: number; readonly answer: Promise<Answer> }>();
  const get = (key: string, ask: () => Promise<Answer>): Promise<Answer> => {
    const found = known.get(key);
    if (found !== undefined && found.until > Date.now()) return found.answer;
    const answer = ask();
    known.set(key, { until: Date.now() + REMEMBER_MS, answer });
    answer.catch(() => {}); // whoever asked is told
    return answer;
  };
  return { get, forget: () => known.clear() };
};

export const createStores = (settings: StoreSettings, known: Pick<KnownSecrets, 'salt' | 'add'>): Stores => {
  const env = environmentOf(settings);
  const loaded = loadProviderSettings(env);
  /** Keeps digests of what was read or written anyway, under the name by which the usual place knows it. */
  const learn = async (
    { provider, region, version, host, mount }: SecretAddress,
    name: string,
    value: Pick<SecretValue, 'secret' | 'encoding'>,
  ): Promise<void> => {
    const isElsewhere = version !== undefined || host !== undefined || mount !== undefined || (region !== undefined && region !== loaded.aws.region);
    if (!isElsewhere) known.add(digestsIn(await known.salt(), value).map((each) => ({ ...each, provider, name })));
  };
  const open = createAuditedOpen(loaded, whoAsks());
  const lane = createLanes(AT_ONCE);
  const metadata = createShortMemory<SecretMetadata>();
  const keys = createShortMemory<readonly (readonly string[])[]>();
  const lists = createShortMemory<readonly SecretMetadata[]>();
  const describe = (reference: Pick<Reference, 'address'>): Promise<SecretMetadata> =>
    metadata.get(keyOf(reference), () => lane(async () => (await open(reference.address.provider)).getMetadata(reference.address)));
  const listAll = (id: ProviderId, query: ListQuery): Promise<readonly SecretMetadata[]> =>
    lists.get(JSON.stringify([id, query]), async () => {
      const provider = await open(id);
      const items: SecretMetadata[] = [];
      let pageToken: string | undefined;
      do {
        const page = await provider.list({ ...query, pageSize: PAGE, ...(pageToken === undefined ? {} : { pageToken }) });
        items.push(...page.items);
        pageToken = page.nextPageToken;
      } while (pageToken !== undefined && items.length < MOST_LISTED);
      return items;
    });
  const read = async (reference: Reference) => (await open(reference.address.provider)).get(reference.address);

  return {
    defaultProvider: loaded.defaultProvider,
    describe,
    keysOf: (reference) =>
      keys.get(JSON.stringify([keyOf(reference), reference.address.version]), async () => {
        const value = await lane(() => read(reference));
        void learn(reference.address, reference.name, value).catch(() => {}); // without a key chain nothing is remembered
        return leavesOf(value.secret)
          .leaves.map(({ path }) => path)
          .filter((path) => path.length > 0);
      }),
    list: async (id: ProviderId, query) => (await open(id)).list(query),
    listAll,
    reveal: async (reference) => selectValue((await read(reference)).secret, reference.pointer),
    resolveEnvironment: (wish) => resolveEnvironment(wish, env, loaded, createOpenProvider(loaded)),
    provider: open,
    create: async (address, name, value) => {
      const stored = await (await open(address.provider)).create({ address, value });
      void learn(address, name, { secret: value, encoding: 'text' }).catch(() => {});
      return stored.id;
    },
    membersOf: async (address) => keysOf((await (await open(address.provider)).get(address)).secret) ?? [],
    replace: async (address: SecretAddress, key, value) => {
      const provider = await open(address.provider);
      if (key === null) return void (await provider.update({ address, value }));
      const current = await provider.get(address);
      const whole = current.encoding === 'text' ? withKeys(current.secret, [{ key, value }]) : undefined;
      if (whole === undefined) throw new AppError('conflict', `the secret was changed meanwhile: ${address.id}`, 'Look at it, and try again.');
      await provider.update({ address, value: whole }, current.versionId === null ? {} : { expected: current.versionId });
    },
    refresh: () => {
      metadata.forget();
      keys.forget();
      lists.forget();
    },
  };
};
