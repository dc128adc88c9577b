import { KNOWN_RULES, listRules } from '../../shared/scan/rule-list.ts';
import { type Streams, writeAll } from '../run.ts';

/** `watertight rules`. */
export const printRules = async (streams: Streams, format: 'pretty' | 'json'): Promise<number> => {
  const rules = listRules({ rules: KNOWN_RULES.rules, userRules: [], disabledRules: new Set() });
  const text =
    format === 'json'
      ? `${JSON.stringify(rules, null, 2)}\n`
      : `${rules.map((rule) => `${rule.id.padEnd(44)} ${rule.severity.padEnd(9)} ${rule.title}`).join('\n')}\n\n${rules.length} rules\n`;
  await writeAll(streams.out, text);
  return 0;
};
