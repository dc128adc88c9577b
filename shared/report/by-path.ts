import type { Finding } from '../model/finding.ts';

/** Findings grouped by path, in the order in which paths first appear. */
export const groupByPath = (findings: readonly Finding[]): Map<string, Finding[]> => {
  const groups = new Map<string, Finding[]>();
  for (const finding of findings) {
    const group = groups.get(finding.origin.path);
    if (group === undefined) groups.set(finding.origin.path, [finding]);
    else group.push(finding);
  }
  return groups;
};

/** "1 finding", "2 findings". */
export const plural = (count: number, noun: string): string => `${count.toLocaleString('en')} ${noun}${count === 1 ? '' : 's'}`;
