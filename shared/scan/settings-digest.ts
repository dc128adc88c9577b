import { createHash } from 'node:crypto';
import type { ScanConfig } from '../model/scan-config.ts';
import { VERSION } from '../model/version.ts';
import type { ReadLimits } from '../sources/source-item.ts';

/** Everything beside the text and its path that decides what is found: reports and memories made under another are not comparable. 32 hex characters. */
export const settingsDigest = (config: ScanConfig, limits: ReadLimits, inlineAllows: boolean, more: readonly unknown[] = []): string => {
  const { rules, userRules, disabledRules, severities, allowlists, scan } = config;
  const all = [VERSION, rules.map(({ id }) => id), userRules, [...disabledRules], [...severities], allowlists, scan.decodeDepth, limits, inlineAllows, more];
  return createHash('sha256').update(JSON.stringify(all)).digest('hex').slice(0, 32);
};

/** Whether something in the configuration speaks of commits, so that the same text may be found in one and not in another. */
export const dependsOnCommits = ({ userRules, allowlists }: ScanConfig): boolean => JSON.stringify([userRules, allowlists]).includes('"commits"');
