import type { Rule } from '../model/rule.ts';

export const RULES_N: readonly Rule[] = [];
