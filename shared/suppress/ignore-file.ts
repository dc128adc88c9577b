import type { Finding } from '../model/finding.ts';
import type { Problem } from '../model/problem.ts';
import { type Parted, part } from './parted.ts';

/** One line of a `.gitleaksignore` or `.betterleaksignore`: `[commit:]path:rule-id:line`. */
export interface IgnoredPlace {
  /** Whole id of a commit, in small letters; absent for a line that speaks of the file wherever it is seen. */
  readonly commit?: string;
  readonly path: string;
  readonly rule: string;
  /** 1-based. */
  readonly line: number;
}

/** Lines that are named one by one; of the others only the number is told. */
const MAX_NAMED = 10;

/** Reads an ignore file. `#` starts a comment. Lines that are no places come back as problems; they never throw and never silence anything. */
export const parseIgnoreFile = (text: string, file: string): { readonly places: readonly IgnoredPlace[]; readonly problems: readonly Problem[] } => {
  const places: IgnoredPlace[] = [];
  const problems: Problem[] = [];
  const note = (message: string): void => void problems.push({ code: 'config-ignored', path: file, message, incomplete: false });
  let wrong = 0;
  text
    .replace(/^\uFEFF/, '')
    .split(/\r\n|\n|\r/)
    .forEach((raw, index) => {
      const line = raw.replace(/\s#.*$/, '').trim();
      if (line === '' || line.startsWith('#')) return;
      const match = /^(?:([0-9a-f]{40}|[0-9a-f]{64}):)?(.+):([\w.-]+):(\d{1,9})$/i.exec(line);
      if (match === null) {
        wrong += 1;
        if (wrong <= MAX_NAMED) note(`line ${index + 1} is not \`[commit:]path:rule-id:line\``);
        return;
      }
      const [, commit, path = '', rule = '', number] = match;
      places.push({ ...(commit === undefined ? {} : { commit: commit.toLowerCase() }), path: toPath(path), rule, line: Number(number) });
    });
  if (wrong > MAX_NAMED) note(`and ${wrong - MAX_NAMED} more lines`);
  return { places, problems };
};

const toPath = (path: string): string => path.replaceAll('\\', '/').replace(/^\.\//, '');

/**
 * Silences findings at an ignored place. The rule must be the same when we have one of that name; an id of gitleaks' own that we don't
 * have means whatever we found on that line. `file` is named as the reason.
 */
export const applyIgnoreFile = (findings: readonly Finding[], places: readonly IgnoredPlace[], file: string, knownRules: ReadonlySet<string>): Parted => {
  const byPath = new Map<string, IgnoredPlace[]>();
  for (const place of places) {
    const there = byPath.get(place.path);
    if (there === undefined) byPath.set(place.path, [place]);
    else there.push(place);
  }
  return part(findings, 'allowlist', (finding) => {
    const { startLine, endLine } = finding.place;
    const isHere = ({ commit, line, rule }: IgnoredPlace) =>
      line >= startLine &&
      line <= endLine &&
      (commit === undefined || commit === finding.origin.commit?.id.toLowerCase()) &&
      (rule === finding.ruleId || !knownRules.has(rule));
    return byPath.get(finding.origin.path)?.some(isHere) === true ? file : undefined;
  });
};
