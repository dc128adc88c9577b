import { repositoryOf } from '../github/shape.ts';
import { AppError } from '../model/app-error.ts';
import { askGit, gitEnvironment } from '../sources/git.ts';

/** A run as a person names it. */
export interface RunAddress {
  readonly id: number;
  /** Where the address says it. */
  readonly repository?: string;
  /** The web server of the address, without a slash at its end. */
  readonly serverUrl?: string;
}

const ADDRESS = /^(https?:\/\/[^/\s?#]+)\/([\w.-]+\/[\w.-]+)\/actions\/runs\/(\d{1,16})(?:[/?#].*)?$/;

/** A number, or the address of a run, of one of its attempts or jobs; undefined for what is neither. */
export const parseRunAddress = (text: string): RunAddress | undefined => {
  if (/^[1-9]\d{0,15}$/.test(text)) return { id: Number(text) };
  const [, serverUrl = '', name = '', id] = ADDRESS.exec(text) ?? [];
  const repository = repositoryOf(name);
  return repository === undefined ? undefined : { id: Number(id), repository, serverUrl };
};

/** The `owner/name` of an address of a repository, as git writes it: `https://HOST/o/n.git`, `git@HOST:o/n.git`, `ssh://git@HOST/o/n`. */
const nameOfRemote = (url: string): string | undefined => repositoryOf(/^[^\s]*?[/:]([\w.-]+\/[\w.-]+?)(?:\.git)?\/?$/.exec(url)?.[1] ?? '');

/**
 * The repository that the folder is a clone of.
 * @throws AppError `usage` when nothing says it
 */
export const findRepository = async (cwd: string, env: Readonly<Record<string, string | undefined>>): Promise<string> => {
  const url = await askGit({ cwd, env: gitEnvironment(env, cwd) }, ['config', '--get', 'remote.origin.url']).catch(() => undefined);
  const name = url === undefined ? undefined : nameOfRemote(url.trim());
  if (name === undefined)
    throw new AppError('usage', 'it is not clear whose run this is', 'Name the repository: --repo owner/name, or give the address of the run.');
  return name;
};
