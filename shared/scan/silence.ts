import type { Finding, Suppressed } from '../model/finding.ts';
import type { Problem } from '../model/problem.ts';
import { applyBaseline } from '../suppress/baseline.ts';
import { applyDetectSecretsBaseline, isDetectSecretsBaseline, parseDetectSecretsBaseline } from '../suppress/detect-secrets.ts';
import { applyIgnoreFile, parseIgnoreFile } from '../suppress/ignore-file.ts';
import { parseBaseline } from '../suppress/parse-baseline.ts';
import type { Parted } from '../suppress/parted.ts';

/** A file as read, by the name that messages show. */
export interface NamedText {
  readonly file: string;
  readonly text: string;
}

/** Files that may silence a finding after it was found. */
export interface Suppression {
  /** Ours or detect-secrets'; told apart by content. */
  readonly baseline?: NamedText | undefined;
  /** `.gitleaksignore` and its like. */
  readonly ignoreFiles: readonly NamedText[];
  /** `YYYY-MM-DD`, from the caller's clock: entries of a baseline can expire. */
  readonly today: string;
  /** Whether the scan sees every file that a baseline may speak of, so that an entry that nothing matched is unused. */
  readonly complete: boolean;
  /** Whether a path still exists: entries of a baseline follow a renamed file. */
  readonly pathExists?: (path: string) => boolean;
}

/** Something that silences findings, made ready: files are parsed and refused before anything is scanned. */
export type Silencer = (findings: readonly Finding[]) => {
  readonly kept: readonly Finding[];
  readonly suppressed: readonly Suppressed[];
  readonly problems: readonly Problem[];
};

type Step = (findings: readonly Finding[]) => Parted & { readonly problems?: readonly Problem[] };

const baselineStep = ({ file, text }: NamedText, { today, complete, pathExists }: Suppression): Step => {
  if (isDetectSecretsBaseline(text)) {
    const baseline = parseDetectSecretsBaseline(text, file);
    return (findings) => applyDetectSecretsBaseline(findings, baseline, { complete });
  }
  const baseline = parseBaseline(text, file);
  return (findings) => applyBaseline(findings, baseline, { today, complete, ...(pathExists === undefined ? {} : { pathExists }) });
};

/** @throws AppError `baseline-invalid` */
export const createSilencer = (suppression: Suppression, knownRules: ReadonlySet<string>): Silencer => {
  const problems: Problem[] = [];
  const steps: Step[] = suppression.ignoreFiles.map(({ file, text }) => {
    const parsed = parseIgnoreFile(text, file);
    problems.push(...parsed.problems);
    return (findings) => applyIgnoreFile(findings, parsed.places, file, knownRules);
  });
  if (suppression.baseline !== undefined) steps.push(baselineStep(suppression.baseline, suppression));
  return (findings) => {
    let kept = findings;
    const suppressed: Suppressed[] = [];
    const found: Problem[] = [...problems];
    for (const step of steps) {
      const parted = step(kept);
      kept = parted.kept;
      suppressed.push(...parted.suppressed);
      found.push(...(parted.problems ?? []));
    }
    return { kept, suppressed, problems: found };
  };
};
