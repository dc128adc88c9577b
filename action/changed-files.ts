import { createHash } from 'node:crypto';
import { lstat, readdir, readFile } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { listIdsOf, readFilesOf } from '../shared/scan/change.ts';

/** A file that came into being or changed while the job had the secrets. */
export interface ChangedFile {
  readonly path: string;
  readonly bytes: Buffer;
  /** Where its content before stands, when a commit has one. */
  readonly before: { readonly repository: string; readonly commit: string } | undefined;
}

/** What was not looked at, and why; a line for the log each. */
export type OnLimit = (what: string) => void;

const MAX_VISITED = 500_000;
const MAX_FILES = 20_000;
const MAX_BYTES = 20_000_000;
const MAX_TOTAL_BYTES = 300_000_000;

/** The clock of a file system may lag behind ours by its tick, that of FAT by two seconds. */
const CLOCK_SLACK_MS = 2000;

/** Installed packages: many, from elsewhere, and not what a job makes. */
const PASSED_OVER: readonly string[] = ['.git', 'node_modules'];

interface Found {
  readonly path: string;
  /** The folder of the repository that it lies in; undefined for none. */
  readonly repository: string | undefined;
  readonly size: number;
}

/** Regular files below a folder that changed since; links are not followed. */
const findFiles = async (root: string, since: number, onLimit: OnLimit): Promise<Found[]> => {
  const found: Found[] = [];
  const folders: { readonly path: string; readonly repository: string | undefined }[] = [{ path: root, repository: undefined }];
  let visited = 0;
  for (let folder = folders.pop(); folder !== undefined; folder = folders.pop()) {
    const entries = await readdir(folder.path, { withFileTypes: true }).catch(() => []);
    const repository = entries.some(({ name }) => name === '.git') ? folder.path : folder.repository;
    for (const entry of entries) {
      const path = join(folder.path, entry.name);
      visited += 1;
      if (entry.isDirectory() && !PASSED_OVER.includes(entry.name)) folders.push({ path, repository });
      if (!entry.isFile()) continue;
      const stat = await lstat(path).catch(() => undefined);
      // the time of the last change of the inode can't be set back, as that of the content can
      if (stat !== undefined && Math.max(stat.mtimeMs, stat.ctimeMs) >= since - CLOCK_SLACK_MS) found.push({ path, repository, size: stat.size });
    }
    if (visited > MAX_VISITED) {
      onLimit(`the workspace has more than ${MAX_VISITED} files: those beyond were not looked at`);
      break;
    }
  }
  return found;
};

/** The id that git gives the content (gitformat-object). */
const blobId = (bytes: Buffer, like: string): string =>
  createHash(like.length === 64 ? 'sha256' : 'sha1')
    .update(`blob ${bytes.length}\0`)
    .update(bytes)
    .digest('hex');

interface Base {
  readonly commit: string;
  readonly ids: ReadonlyMap<string, string>;
}

/** The commit that a repository was at when the job began; for one that is not the workspace's own what it is at now. */
const baseOf = async (repository: string, env: NodeJS.ProcessEnv): Promise<Base | undefined> => {
  for (const commit of [env['GITHUB_SHA'] ?? '', 'HEAD']) {
    const ids = commit === '' ? undefined : await listIdsOf(repository, env, commit).catch(() => undefined); // without git, or without a commit
    if (ids !== undefined) return { commit, ids };
  }
  return undefined;
};

const posixPath = (repository: string, path: string): string => relative(repository, path).split(sep).join('/');

/**
 * Files of the workspace that changed since a time, whether git knows or ignores them. What stands in a commit as it is did not come from the
 * job: a later checkout makes every file new.
 */
export async function* listChangedFiles(workspace: string, since: number, env: NodeJS.ProcessEnv, onLimit: OnLimit): AsyncGenerator<ChangedFile> {
  const bases = new Map<string, Base | undefined>();
  let [count, total] = [0, 0];
  for (const { path, repository, size } of await findFiles(workspace, since, onLimit)) {
    const shown = relative(workspace, path);
    if (size > MAX_BYTES) {
      onLimit(`larger than ${MAX_BYTES / 1_000_000} MB, not looked at: ${shown}`);
      continue;
    }
    if (repository !== undefined && !bases.has(repository)) bases.set(repository, await baseOf(repository, env));
    const base = repository === undefined ? undefined : bases.get(repository);
    const known = repository === undefined ? undefined : base?.ids.get(posixPath(repository, path));
    const bytes = await readFile(path).catch(() => undefined);
    if (bytes === undefined) onLimit(`can't be read: ${shown}`);
    if (bytes === undefined || (known !== undefined && blobId(bytes, known) === known)) continue;
    count += 1;
    total += bytes.length;
    if (count > MAX_FILES || total > MAX_TOTAL_BYTES) {
      onLimit(`more than ${MAX_FILES} changed files, or ${MAX_TOTAL_BYTES / 1_000_000} MB: those beyond were not looked at`);
      return;
    }
    yield { path, bytes, before: known === undefined || base === undefined || repository === undefined ? undefined : { repository, commit: base.commit } };
  }
}

/** The content that a commit has under the path of a file; undefined when it has none, or it can't be read. */
export const readBefore = async ({ path, before }: ChangedFile, env: NodeJS.ProcessEnv): Promise<Uint8Array | undefined> => {
  if (before === undefined) return undefined;
  const wanted = posixPath(before.repository, path);
  const files = await readFilesOf(before.repository, env, before.commit, (each) => each === wanted).catch(() => undefined);
  return files?.get(wanted);
};
