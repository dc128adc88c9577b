import type { LiveCheck } from '../model/live-check.ts';
import { AI_CHECKS } from './live-checks-ai.ts';
import { BUSINESS_CHECKS } from './live-checks-business.ts';
import { CLOUD_CHECKS } from './live-checks-cloud.ts';
import { CODE_CHECKS } from './live-checks-code.ts';
import { MESSAGE_CHECKS } from './live-checks-messages.ts';

/** Every live check. `docs/verifying.md` is made from them. */
export const LIVE_CHECKS: readonly LiveCheck[] = [...CODE_CHECKS, ...CLOUD_CHECKS, ...MESSAGE_CHECKS, ...AI_CHECKS, ...BUSINESS_CHECKS];
