import type { Finding, Suppressed } from '../model/finding.ts';

/** Findings parted into those still reported and those silenced. Both keep their order. */
export interface Parted {
  readonly kept: readonly Finding[];
  readonly suppressed: readonly Suppressed[];
}

/** Silences the findings for which `whyOf` has a reason. */
export const part = (findings: readonly Finding[], by: Suppressed['by'], whyOf: (finding: Finding) => string | undefined): Parted => {
  const kept: Finding[] = [];
  const suppressed: Suppressed[] = [];
  for (const finding of findings) {
    const why = whyOf(finding);
    if (why === undefined) kept.push(finding);
    else suppressed.push({ finding, by, why });
  }
  return { kept, suppressed };
};
