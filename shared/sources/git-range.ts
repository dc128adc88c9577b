import { AppError } from '../model/app-error.ts';
import { askGit, type Git } from './git.ts';

/** `A..B`: from A to B. `A...B`: from where B left A, as pull requests are shown. `A` alone means `A..HEAD`. */
export interface CommitRange {
  readonly base: string;
  readonly head: string;
  readonly fromMergeBase: boolean;
}

/** Throws `git-range` for what can't be a range. */
export const parseRange = (spec: string): CommitRange => {
  const [, base = '', dots = '..', head = ''] = /^(.*?)(?:(\.{2,3})(?!\.)(.*))?$/s.exec(spec) ?? [];
  const range = { base: base || 'HEAD', head: head || 'HEAD', fromMergeBase: dots === '...' };
  const isRevision = (text: string) => !text.startsWith('-') && !/[\0-\x20\x7f]|\.\.|^\.|\.$/.test(text.replace(/@\{[^}]*\}/g, ''));
  if (spec === '' || spec === '..' || spec === '...' || !isRevision(range.base) || !isRevision(range.head))
    throw new AppError('git-range', `not a range of commits: ${spec}`, 'Write BASE..HEAD, or BASE...HEAD to start where HEAD left BASE.');
  return range;
};

/** The id of a commit, or undefined when the revision is unknown here. */
export const findCommit = (git: Git, revision: string): Promise<string | undefined> =>
  revision.startsWith('-') ? Promise.resolve(undefined) : askGit(git, ['rev-parse', '--verify', '--quiet', '--end-of-options', `${revision}^{commit}`]);

/** Throws `git-range` for an unknown revision. */
export const getCommit = async (git: Git, revision: string): Promise<string> => {
  const id = await findCommit(git, revision);
  if (id === undefined) throw new AppError('git-range', `no such commit: ${revision}`, 'Check the spelling. In a shallow or partial clone, fetch it first.');
  return id;
};

/** The best common ancestor, or undefined: unrelated histories, or too shallow a clone. */
export const findMergeBase = async (git: Git, a: string, b: string): Promise<string | undefined> => (await askGit(git, ['merge-base', a, b])) || undefined;

/** The tree without files; its id depends on the hash of the repository. */
export const emptyTree = async (git: Git): Promise<string> => (await askGit(git, ['hash-object', '-t', 'tree', '--stdin'])) ?? '';
