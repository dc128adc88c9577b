import type { ProviderId, Reference } from '../model/reference.ts';
import { PRICES } from './prices.ts';

/** What is used of one store. */
export interface Usage {
  readonly provider: ProviderId;
  readonly secrets: number;
  /** Copies in other regions; each is billed as a secret. */
  readonly replicas: number;
  /** In a month; null: not known. */
  readonly calls: number | null;
}

export interface CostLine {
  readonly provider: ProviderId;
  readonly what: 'secrets' | 'replicas' | 'calls';
  readonly count: number;
  /** For one, in millionths of a US dollar; null: not known. */
  readonly unitMicros: number | null;
  /** For all in a month, in millionths of a US dollar; null: not known. */
  readonly monthMicros: number | null;
}

export interface Cost {
  readonly lines: readonly CostLine[];
  /** Of what is known. */
  readonly totalMicros: number;
  /** What the total leaves out, and what one should know. */
  readonly notes: readonly string[];
}

const lineOf = (provider: ProviderId, what: CostLine['what'], count: number, unitMicros: number | null): CostLine => ({
  provider,
  what,
  count,
  unitMicros,
  monthMicros: unitMicros === null ? null : count * unitMicros,
});

/** What the stores bill in a month. Exact: whole millionths of a dollar. */
export const estimateCost = (usages: readonly Usage[]): Cost => {
  const lines: CostLine[] = [];
  const notes: string[] = [];
  for (const { provider, secrets, replicas, calls } of usages) {
    const prices = PRICES[provider];
    lines.push(lineOf(provider, 'secrets', secrets, prices.secretMonth));
    if (replicas > 0) lines.push(lineOf(provider, 'replicas', replicas, prices.secretMonth));
    if (calls !== null) lines.push(lineOf(provider, 'calls', calls, prices.call));
    else if (prices.call !== 0)
      notes.push('Calls are not counted: say how many there are in a month with --calls, or take them from an audit log with --calls-from.');
    notes.push(prices.note);
  }
  return { lines, totalMicros: lines.reduce((sum, { monthMicros }) => sum + (monthMicros ?? 0), 0), notes: [...new Set(notes)] };
};

/** Dollars and cents of millionths; what is less than a cent is shown to its first digit, so that it does not look free. */
export const dollars = (micros: number): string => {
  if (micros > 0 && micros < 10_000) return `$${(micros / 1e6).toFixed(6).replace(/0+$/, '')}`;
  const [whole = '0', cents = '00'] = (Math.round(micros / 10_000) / 100).toFixed(2).split('.');
  return `$${Number(whole).toLocaleString('en')}.${cents}`;
};

/**
 * One reference for each secret: keys, versions, and whether the ARN is partial make no difference. A name without an account is the secret of
 * an ARN with that name, where there is one.
 */
export const distinctSecrets = (references: readonly Reference[]): readonly Reference[] => {
  const placed = new Map<string, Reference>();
  const bare = new Map<string, Reference>();
  const names = new Set<string>();
  for (const reference of references) {
    const { provider, region = '', account, mount = '', host = '' } = reference.address;
    const name = `${provider}\n${reference.name}`;
    if (account === undefined) bare.set(`${name}\n${region}\n${mount}\n${host}`, bare.get(`${name}\n${region}\n${mount}\n${host}`) ?? reference);
    else {
      names.add(name);
      placed.set(`${name}\n${region}\n${account}`, placed.get(`${name}\n${region}\n${account}`) ?? reference);
    }
  }
  return [...placed.values(), ...[...bare.values()].filter(({ address, name }) => !names.has(`${address.provider}\n${name}`))];
};
