import type { Problem } from '../model/problem.ts';
import { gitEnvironment } from '../sources/git.ts';
import { listFiles } from '../sources/list-files.ts';
import type { ReadLimits, SourceItem } from '../sources/source-item.ts';

/** What to scan. Git is asked with `env`, which the faces read from the process. */
export type SourceRequest = ({ readonly kind: 'paths'; readonly paths: readonly string[]; readonly trackedOnly: boolean } | { readonly kind: 'history' }) & {
  /** The current folder: paths are relative to it, as given and as reported. */
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** True for paths to leave out. */
  readonly exclude?: (path: string) => boolean;
};

export interface Listed {
  readonly items: AsyncIterable<SourceItem>;
  /** Grows while items are listed. */
  readonly problems: readonly Problem[];
}

export const listSource = async (request: SourceRequest, limits: ReadLimits): Promise<Listed> => {
  void limits;
  const problems: Problem[] = [];
  const onProblem = (problem: Problem): void => void problems.push(problem);
  const env = gitEnvironment(request.env, request.cwd);
  const { cwd } = request;
  const exclude = request.exclude === undefined ? {} : { exclude: request.exclude };
  switch (request.kind) {
    case 'paths':
      return { items: listFiles(request.paths, { cwd, env, trackedOnly: request.trackedOnly, onProblem, ...exclude }), problems };
    case 'history':
      throw new Error('later');
  }
};
