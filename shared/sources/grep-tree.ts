import { type Git, runGit } from './git.ts';

/**
 * Which of the texts, each of one line, stand in the files of a commit, as they are. They go to git through a pipe: arguments can be seen by every
 * process of the machine. Undefined when git could not tell (a partial clone lacks files, and nothing is fetched).
 */
export const grepTree = async (git: Git, commit: string, texts: readonly string[]): Promise<ReadonlySet<string> | undefined> => {
  if (texts.length === 0) return new Set();
  const options = ['--no-color', '--no-line-number', '--no-column', '--no-recurse-submodules', '-h', '-o', '-I', '-F', '-f', '-'];
  const { status, stdout } = await runGit(git, ['grep', ...options, commit, '--', ':(top)'], `${texts.join('\n')}\n`);
  // 1: none of them
  if (status !== 0 && status !== 1) return undefined;
  const matches = [...new Set(stdout.toString('utf8').split('\n'))];
  const exact = new Set(matches);
  // of two texts that overlap git shows the longer one
  return new Set(texts.filter((text) => exact.has(text) || matches.some((match) => match.includes(text))));
};
