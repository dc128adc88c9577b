import { PROVIDER_IDS, type ProviderId } from '../model/reference.ts';
import { parseReference } from './parse.ts';

const MONTH_MS = (365.25 / 12) * 86_400_000;
const DAY_MS = 86_400_000;

/** Outcomes of reads that the store answered. What a cache or a fall-back answered is no call. */
const CALLED: ReadonlySet<unknown> = new Set(['fresh', 'done', 'error']);

export interface AuditedCalls {
  /** In a month, by store, rounded up; reads that went in one batch are counted one by one, so that it is at most this. */
  readonly perMonth: Readonly<Record<ProviderId, number>>;
  /** Time that the log spans. */
  readonly spanMs: number;
  /** Whether it spans a day at least: of less, a month can't be told. */
  readonly isEnough: boolean;
  /** Lines that are no records. */
  readonly skipped: number;
}

/** How often the stores are asked in a month, from the lines of an audit log (`AuditRecord` as JSON). Never throws. */
export const auditedCalls = (log: string): AuditedCalls => {
  const counts: Record<ProviderId, number> = { aws: 0, ssm: 0, vault: 0, azure: 0, local: 0 };
  let first = Number.POSITIVE_INFINITY;
  let last = Number.NEGATIVE_INFINITY;
  let skipped = 0;
  for (const line of log.split('\n')) {
    if (line.trim() === '') continue;
    const record = parseLine(line);
    const written = record?.['time'];
    const time = typeof written === 'string' ? Date.parse(written) : Number.NaN;
    if (record === undefined || Number.isNaN(time)) {
      skipped++;
      continue;
    }
    first = Math.min(first, time);
    last = Math.max(last, time);
    const provider = providerOf(record);
    if (CALLED.has(record['outcome']) && provider !== undefined) counts[provider]++;
  }
  const spanMs = Math.max(0, last - first);
  const perMonth = Object.fromEntries(PROVIDER_IDS.map((id) => [id, Math.ceil(counts[id] * (MONTH_MS / Math.max(spanMs, DAY_MS)))])) as Record<
    ProviderId,
    number
  >;
  return { perMonth, spanMs: Number.isFinite(spanMs) ? spanMs : 0, isEnough: spanMs >= DAY_MS && Number.isFinite(spanMs), skipped };
};

const parseLine = (line: string): Readonly<Record<string, unknown>> | undefined => {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : undefined;
  } catch {
    return undefined;
  }
};

/** By the reference; names without a scheme are AWS's, whose provider writes them so. */
const providerOf = ({ reference }: Readonly<Record<string, unknown>>): ProviderId | undefined =>
  typeof reference === 'string' ? (parseReference(reference, { assume: 'aws' })?.address.provider ?? undefined) : undefined;
