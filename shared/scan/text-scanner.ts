import { createJudgeMemo } from '../detect/judge-memo.ts';
import type { Finding, Suppressed } from '../model/finding.ts';
import type { Problem } from '../model/problem.ts';
import { createCollector } from './collect.ts';
import { createFragmentScanner, type DetectorSetup } from './fragment-scanner.ts';
import { createSilencer, type Suppression } from './silence.ts';
import { toWire } from './wire.ts';

/** What stands in one text. */
export interface TextFindings {
  readonly findings: readonly Finding[];
  readonly suppressed: readonly Suppressed[];
  readonly problems: readonly Problem[];
}

/** `path`: relative to the folder of the configuration, with `/`. */
export type TextScanner = (path: string, text: string) => TextFindings;

/**
 * Scans texts that are in memory, e.g. an editor's: the same findings as a scan of the file. A text is scanned
 * faster again after a small change. Does no I/O, so that it runs in a browser.
 * @throws AppError `baseline-invalid`
 */
export const createTextScanner = (setup: DetectorSetup, suppression: Omit<Suppression, 'complete'>): TextScanner => {
  const scanner = createFragmentScanner(setup, createJudgeMemo());
  const silence = createSilencer({ ...suppression, complete: false }, new Set([...setup.rules, ...setup.userRules].map((rule) => rule.id)));
  return (path, text) => {
    const problems: Problem[] = [];
    const { kept, suppressed } = scanner.scan({ text, origin: { path } }, (problem) => problems.push(problem));
    const collector = createCollector();
    const findings = [
      ...kept.map((finding) => ({ finding: toWire(finding) })),
      ...suppressed.map(({ finding, by, why }) => ({ finding: toWire(finding), silenced: { by, why } })),
    ];
    collector.add({ findings, files: 1, bytes: text.length, problems, pieces: [], outcomes: [] });
    const collected = collector.finish();
    const silenced = silence(collected.findings);
    return {
      findings: silenced.kept,
      suppressed: [...collected.suppressed, ...silenced.suppressed],
      problems: [...collected.problems, ...silenced.problems.filter((problem) => problem.path === path)],
    };
  };
};
