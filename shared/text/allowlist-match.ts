import type { Allowlist } from '../model/allowlist.ts';
import { createGlobs } from './glob.ts';
import { createLinearPattern } from './linear-pattern.ts';

/** What an allowlist looks at. The texts are made only when a criterion asks for them. */
export interface AllowSubject {
  readonly ruleId: string;
  readonly path: string;
  readonly key: string | null;
  readonly fingerprint?: string;
  readonly commit?: string;
  readonly secret: () => string;
  /** The whole match of the rule. Where only the secret is known, the lines it stands on. */
  readonly match: () => string;
  readonly line: () => string;
}

/** An allowlist made ready: patterns are compiled on first use, on the linear-time engine, because users write them. */
export const createAllowTest = (allowlist: Allowlist): ((subject: AllowSubject) => boolean) => {
  const criteria: ((subject: AllowSubject) => boolean)[] = [];
  const { rules, paths, pathPatterns, patterns, keyPatterns, stopwords, fingerprints, commits, target = 'secret' } = allowlist;
  const searchAny = (sources: readonly string[]) => {
    const compiled = sources.map(createLinearPattern);
    return (text: string) => compiled.some((pattern) => pattern.test(text));
  };
  if (paths !== undefined || pathPatterns !== undefined) {
    const isPath = createGlobs(paths ?? []);
    const isPathPattern = searchAny(pathPatterns ?? []);
    criteria.push(({ path }) => isPath(path) || isPathPattern(path));
  }
  if (patterns !== undefined) {
    const search = searchAny(patterns);
    criteria.push((subject) => search(subject[target]()));
  }
  if (keyPatterns !== undefined) {
    const search = searchAny(keyPatterns);
    criteria.push(({ key }) => key !== null && search(key));
  }
  if (stopwords !== undefined) {
    const words = stopwords.map((word) => word.toLowerCase());
    criteria.push(({ secret }) => words.some((word) => secret().toLowerCase().includes(word)));
  }
  if (fingerprints !== undefined) criteria.push(({ fingerprint }) => fingerprint !== undefined && fingerprints.includes(fingerprint));
  if (commits !== undefined) {
    const ids = commits.map((id) => id.toLowerCase()).filter((id) => id.length >= 7);
    criteria.push(({ commit }) => commit !== undefined && ids.some((id) => commit.toLowerCase().startsWith(id)));
  }
  const meets = (subject: AllowSubject): boolean => {
    // Rules alone are a criterion of their own: everything these rules find.
    if (criteria.length === 0) return rules !== undefined;
    return allowlist.condition === 'all' ? criteria.every((criterion) => criterion(subject)) : criteria.some((criterion) => criterion(subject));
  };
  return (subject) => (rules === undefined || rules.includes(subject.ruleId)) && meets(subject);
};
