import { PRICES } from '../references/prices.ts';
import type { MovePlan } from './plan.ts';

/** What the secrets that a plan makes cost in a month, calls left out. */
export interface PlanCost {
  readonly newSecrets: number;
  /** In millionths of a US dollar. */
  readonly monthMicros: number;
  /** When the price was read, and where; null where nothing is billed for a secret. */
  readonly asOf: string | null;
  readonly source: string | null;
}

export const costOfPlan = ({ files }: Pick<MovePlan, 'files'>): PlanCost => {
  const made = files.flatMap(({ secrets, problem }) => (problem === null ? secrets.filter(({ mode }) => mode === 'create') : []));
  const first = made[0];
  if (first === undefined) return { newSecrets: 0, monthMicros: 0, asOf: null, source: null };
  const { secretMonth, asOf, source } = PRICES[first.address.provider];
  return { newSecrets: made.length, monthMicros: made.length * secretMonth, asOf, source };
};
