import { readFileSync } from 'node:fs';
import { AppError, EXIT_CLEAN } from '../../shared/model/app-error.ts';
import type { Provider, SecretMetadata } from '../../shared/model/provider.ts';
import { PROVIDER_IDS, type ProviderId } from '../../shared/model/reference.ts';
import { auditedCalls } from '../../shared/references/audited-calls.ts';
import { type Cost, type CostLine, distinctSecrets, dollars, estimateCost, type Usage } from '../../shared/references/cost.ts';
import { PRICES } from '../../shared/references/prices.ts';
import { asLine, toInertJson } from '../../shared/text/neutralise.ts';
import { type ReadOptions, referencesFrom } from '../references-from.ts';
import { type Streams, writeAll } from '../run.ts';
import { openStore, type StoreOptions, TITLES } from '../store.ts';

export interface CostOptions extends StoreOptions, ReadOptions {
  readonly secrets?: number;
  readonly replicas?: number;
  readonly calls?: number;
  readonly callsFrom?: string;
  readonly live?: true;
}

/** How many secrets are asked about at once. */
const AT_ONCE = 8;

/** Copies in other regions: AWS names them for each secret, not in its list. Undefined where that may not be asked. */
const replicasOf = async (provider: Provider, items: readonly SecretMetadata[]): Promise<number | undefined> => {
  let replicas = 0;
  const waiting = [...items];
  const work = async (): Promise<void> => {
    for (let item = waiting.pop(); item !== undefined; item = waiting.pop()) {
      const { id, region } = item;
      const metadata = await provider.getMetadata({ provider: provider.id, id, ...(region === null ? {} : { region }) });
      replicas += metadata.replicas.length;
    }
  };
  try {
    await Promise.all(Array.from({ length: AT_ONCE }, work));
  } catch (error) {
    waiting.length = 0;
    if (error instanceof AppError && error.code === 'denied') return undefined;
    throw error;
  }
  return replicas;
};

/** Counts what a store holds; those that wait for their deletion are not billed. */
const usageOfStore = async (streams: Streams, options: CostOptions): Promise<Usage> => {
  const { provider } = await openStore('cost', options);
  const items: SecretMetadata[] = [];
  let pageToken: string | undefined;
  do {
    const page = await provider.list(pageToken === undefined ? {} : { pageToken });
    items.push(...page.items);
    pageToken = page.nextPageToken;
  } while (pageToken !== undefined);
  const replicas = provider.id === 'aws' ? await replicasOf(provider, items) : 0;
  if (replicas === undefined) streams.err.write('watertight: copies in other regions are not counted: DescribeSecret is denied\n');
  return { provider: provider.id, secrets: items.length, replicas: replicas ?? 0, calls: null };
};

const usagesOfFiles = async (streams: Streams, args: readonly string[], options: CostOptions): Promise<readonly Usage[]> => {
  const found = await referencesFrom(streams, args, options);
  const secrets = distinctSecrets(found.map(({ reference }) => reference));
  const usages = PROVIDER_IDS.map((provider) => ({
    provider,
    secrets: secrets.filter(({ address }) => address.provider === provider).length,
    replicas: 0,
    calls: null,
  }));
  const used = usages.filter((usage) => usage.secrets > 0);
  if (used.length === 0)
    throw new AppError(
      'usage',
      'no references were found, so there is nothing to count',
      'Say how many secrets there are with --secrets, or count a store with --live.',
    );
  return used;
};

const usagesFrom = async (streams: Streams, args: readonly string[], options: CostOptions): Promise<readonly Usage[]> => {
  const { secrets, replicas = 0, live } = options;
  const ways = [secrets !== undefined && '--secrets', live && '--live', args.length > 0 && 'paths'].filter((way) => typeof way === 'string');
  if (ways.length > 1) throw new AppError('usage', `only one of these at a time: ${ways.join(', ')}`, 'Count the secrets in one way.');
  if (secrets !== undefined) return [{ provider: options.provider ?? 'aws', secrets, replicas, calls: null }];
  if (live) return [await usageOfStore(streams, options)];
  const usages = await usagesOfFiles(streams, args, options);
  return usages.map((usage) => (usage.provider === 'aws' ? { ...usage, replicas } : usage));
};

const readLog = (file: string): string => {
  try {
    return readFileSync(file, 'utf8');
  } catch (cause) {
    throw new AppError('path-missing', `the audit log can't be read: ${file}`, 'Name the file that WATERTIGHT_AUDIT_LOG names where the program runs.', {
      cause,
    });
  }
};

const withCalls = (usages: readonly Usage[], { calls, callsFrom }: CostOptions, streams: Streams): readonly Usage[] => {
  if (calls !== undefined && callsFrom !== undefined) throw new AppError('usage', 'only one of these at a time: --calls, --calls-from');
  if (callsFrom !== undefined) {
    const { perMonth, isEnough, skipped } = auditedCalls(readLog(callsFrom));
    if (!isEnough) throw new AppError('usage', `the audit log spans less than a day: ${callsFrom}`, 'Say how many calls there are in a month with --calls.');
    if (skipped > 0) streams.err.write(`watertight: ${skipped} lines of the audit log are no records\n`);
    return usages.map((usage) => ({ ...usage, calls: perMonth[usage.provider] }));
  }
  if (calls === undefined) return usages;
  // Of several stores, the one that bills calls.
  const billed = usages.find(({ provider }) => provider === 'aws') ?? usages[0];
  return usages.map((usage) => (usage === billed ? { ...usage, calls } : usage));
};

const unitText = ({ what, unitMicros }: CostLine): string => {
  if (unitMicros === null) return 'not known';
  return what === 'calls' ? `${dollars(unitMicros * 10_000)} for 10,000` : `${dollars(unitMicros)} each`;
};

const pretty = ({ lines, totalMicros, notes }: Cost): string => {
  const providers = [...new Set(lines.map(({ provider }) => provider))];
  const row = (name: string, count: string, unit: string, month: string): string =>
    `${name.padEnd(26)}${count.padStart(12)}  ${unit.padEnd(18)}${month.padStart(12)}\n`;
  const rows = providers.map((provider) => {
    const own = lines.filter((line) => line.provider === provider);
    return `${TITLES[provider]}\n${own
      .map((line) => row(`  ${line.what}`, line.count.toLocaleString('en'), unitText(line), line.monthMicros === null ? '?' : dollars(line.monthMicros)))
      .join('')}`;
  });
  const sources = providers.flatMap((id: ProviderId) =>
    PRICES[id].asOf === null ? [] : [`Prices of ${TITLES[id]} as of ${PRICES[id].asOf}: ${PRICES[id].source}`],
  );
  return `${rows.join('')}${row('A month', '', '', dollars(totalMicros))}\n${[...sources, ...notes].map((note) => `${asLine(note)}\n`).join('')}`;
};

/** `watertight cost`. */
export const cost = async (streams: Streams, args: readonly string[], options: CostOptions): Promise<number> => {
  const result = estimateCost(withCalls(await usagesFrom(streams, args, options), options, streams));
  const sources = [...new Set(result.lines.map(({ provider }) => provider))].map((provider) => ({
    provider,
    source: PRICES[provider].source,
    asOf: PRICES[provider].asOf,
  }));
  const { lines, totalMicros, notes } = result;
  await writeAll(
    streams.out,
    options.format === 'json' ? `${toInertJson({ currency: 'USD', perMonth: totalMicros / 1e6, lines, prices: sources, notes }, 2)}\n` : pretty(result),
  );
  return EXIT_CLEAN;
};
