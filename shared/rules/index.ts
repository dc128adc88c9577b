import type { Rule } from '../model/rule.ts';
import { RULES_S } from './vendors-s.ts';

/** Every built-in rule, in the order in which they are listed and, all else equal, win. */
export const RULES: readonly Rule[] = [...RULES_S];
