import type { Finding } from '../../shared/model/finding.ts';
import { toJson } from '../../shared/report/json.ts';
import { RULES } from '../../shared/rules/index.ts';
import { createRuleSet, scanFragment } from '../../shared/scan/scan-fragment.ts';
import { readTree } from '../../shared/sources/files.ts';

export const scan = async (paths: readonly string[]): Promise<number> => {
  const started = performance.now();
  const ruleSet = createRuleSet(RULES);
  const findings: Finding[] = [];
  let filesScanned = 0;
  let bytesScanned = 0;
  for await (const fragment of readTree(paths.length > 0 ? paths : ['.'], process.cwd())) {
    filesScanned += 1;
    bytesScanned += fragment.text.length;
    findings.push(...scanFragment(fragment, ruleSet));
  }
  process.stdout.write(
    toJson(
      '0.1.0',
      { filesScanned, bytesScanned, rulesLoaded: RULES.length, findings: findings.length, suppressed: 0, durationMs: Math.round(performance.now() - started) },
      findings,
      [],
    ),
  );
  return findings.length > 0 ? 1 : 0;
};
