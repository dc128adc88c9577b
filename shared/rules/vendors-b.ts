import type { Rule } from '../model/rule.ts';

export const RULES_B: readonly Rule[] = [];
