import type { Finding } from '../model/finding.ts';
import { askGit, gitEnvironment } from '../sources/git.ts';
import { findMergeBase } from '../sources/git-range.ts';
import { grepTree } from '../sources/grep-tree.ts';

/** A shorter value stands in other files by chance. */
const MIN_LENGTH = 8;

/** Values that are looked for in the base; of more nothing is said. */
const MAX_VALUES = 500;

/** What of a value is looked for: of one with several lines (a private key) the longest that is no frame. */
const lineOf = (value: string): string | undefined => {
  const lines = value.split(/[\r\n]+/).filter((line) => !line.startsWith('-----') && !line.includes('\0'));
  const longest = lines.reduce((best, line) => (line.length > best.length ? line : best), '');
  return longest.length >= MIN_LENGTH ? longest : undefined;
};

/** A value that the file holds in another encoding would not be found in the base. */
const isPlain = ({ reasons }: Finding): boolean => !reasons.some((reason) => reason.startsWith('decoded from '));

/**
 * Findings of a change, with the commit that brought each and whether its value stands in the base already. `base` and `head` are full ids,
 * both at hand.
 */
export const withProvenance = async (
  cwd: string,
  env: Readonly<Record<string, string | undefined>>,
  { base, head }: { readonly base: string; readonly head: string },
  findings: readonly Finding[],
): Promise<readonly Finding[]> => {
  if (findings.length === 0) return findings;
  const git = { cwd, env: gitEnvironment(env, cwd) };
  const parted = (await findMergeBase(git, base, head)) ?? base;
  const isOneCommit = (await askGit(git, ['rev-list', '--count', '--max-count=2', head, `^${base}`, '--'])) === '1';
  const commits = new Map<string, string>();
  for (const { secret, origin } of findings) if (origin.commit !== undefined && !commits.has(secret.reveal())) commits.set(secret.reveal(), origin.commit.id);

  const asked = new Set<string>();
  for (const finding of findings) {
    const line = isPlain(finding) ? lineOf(finding.secret.reveal()) : undefined;
    if (line !== undefined && asked.size < MAX_VALUES) asked.add(line);
  }
  const standing = await grepTree(git, parted, [...asked]);
  return findings.map((finding) => {
    const value = finding.secret.reveal();
    const line = lineOf(value);
    const isAsked = standing !== undefined && isPlain(finding) && line !== undefined && asked.has(line);
    // a file that was renamed after the value came into it has another fingerprint
    const since = finding.since ?? finding.origin.commit?.id ?? commits.get(value) ?? (isOneCommit ? head : undefined);
    return { ...finding, ...(since === undefined ? {} : { since }), ...(isAsked ? { moved: standing.has(line) } : {}) };
  });
};
