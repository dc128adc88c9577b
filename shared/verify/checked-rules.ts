import type { LiveCheck } from '../model/live-check.ts';
import { LIVE_CHECKS } from '../rules/live-checks.ts';

/** Ids of the rules whose findings can be checked live. */
export const checkedRules = (checks: readonly LiveCheck[] = LIVE_CHECKS): ReadonlySet<string> => new Set(checks.flatMap((check) => check.rules));
