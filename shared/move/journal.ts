import { createHash } from 'node:crypto';
import { access, mkdir, open, readdir, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { AppError } from '../model/app-error.ts';
import type { ProviderId, SecretAddress } from '../model/reference.ts';

/**
 * What is needed to finish or to undo a move that was interrupted, one file for each move, deleted when it is settled. Holds no value: of
 * values and of file contents only keyed hashes.
 */
export interface MoveJournal {
  readonly version: 1;
  /** 32 hex characters; the name of the file, and the source of the tokens that make writing to the store idempotent. */
  readonly id: string;
  /** ISO 8601. */
  readonly startedAt: string;
  /**
   * `storing`: no file has been touched, the secret may be there or not. `rewriting`: the secret is there, and was read back; each file is as
   * before or as after. `undoing`: it failed or was stopped; what was stored is taken back unless a file was rewritten by then.
   */
  readonly phase: 'storing' | 'rewriting' | 'undoing';
  /** Absolute: the folder that paths are relative to. */
  readonly root: string;
  /** The file whose values move, as reported. */
  readonly path: string;
  /** Key of all hashes in here: 32 random hex characters. */
  readonly salt: string;
  readonly store: JournalStore;
  readonly secrets: readonly JournalSecret[];
  readonly values: readonly JournalValue[];
  readonly files: readonly JournalFile[];
}

/** Who was asked to store, so that nobody else is asked to take it back. */
export interface JournalStore {
  readonly provider: ProviderId;
  /** As the provider tells it. */
  readonly identity: string;
  readonly region?: string;
  readonly profile?: string;
  readonly kmsKey?: string;
  readonly tags?: Readonly<Record<string, string>>;
}

export interface JournalSecret {
  /** By name, as it is asked for. */
  readonly address: SecretAddress;
  /** `create`: there was none. `update`: keys are added to one that was there. `keep`: it holds all of the values already. */
  readonly mode: 'create' | 'update' | 'keep';
  /** Whether values are keys of a JSON object, or one value is the whole secret. */
  readonly shape: 'json' | 'whole';
  /** Of an update: whether keys that have another value may be replaced. */
  readonly force: boolean;
}

export interface JournalValue {
  /** Keyed hash of what is stored. */
  readonly digest: string;
  /** Where it stood in the text before. */
  readonly start: number;
  readonly end: number;
  readonly variable: string;
  /** Index of its secret, and the key in there; null for a whole one. */
  readonly secret: number;
  readonly key: string | null;
  /** Whether it was in the store before; then undoing leaves it there. */
  readonly isStored: boolean;
  /** What the file names it by, once that is known. */
  readonly reference: string | null;
}

export interface JournalFile {
  /** Absolute, behind links. */
  readonly file: string;
  /** Keyed hashes of its bytes; null where there was no file. `after` is null until the phase is `rewriting`. */
  readonly before: string | null;
  readonly after: string | null;
  /** What is changed in the text before, in UTF-16 units; of a new file its whole text. No values. */
  readonly edits: readonly { readonly start: number; readonly end: number; readonly text: string }[];
}

/** The journals of one user. */
export interface Journals {
  /** Written whole or not at all, and on the disk when it resolves. */
  readonly write: (journal: MoveJournal) => Promise<void>;
  readonly remove: (id: string) => Promise<void>;
  /** Whether there may be one, or what else a process left that is still at it or gone. Needs no lock. */
  readonly isClear: () => Promise<boolean>;
  /** Removes what processes that were killed left while they wrote; the journal beside it is as it was before. Only under the lock of moves. */
  readonly sweep: () => Promise<void>;
  readonly has: (id: string) => Promise<boolean>;
  /** Where one of them is, for people. */
  readonly fileOf: (id: string) => string;
  /** Those that are open, the oldest first, and the names of those that can't be read. */
  readonly list: () => Promise<{ readonly open: readonly MoveJournal[]; readonly damaged: readonly string[] }>;
}

/** 64 hex characters; the same token for the same move, whatever process asks. AWS takes 32 to 64. */
export const tokenOf = (journalId: string, ...parts: readonly string[]): string =>
  createHash('sha256')
    .update([journalId, ...parts].join('\0'))
    .digest('hex');

const isJournal = (value: unknown, id: string): value is MoveJournal => {
  const journal = value as Partial<MoveJournal> | null;
  return journal?.version === 1 && journal.id === id && typeof journal.phase === 'string' && Array.isArray(journal.files) && Array.isArray(journal.values);
};

/** Makes sure that what a folder lists is on the disk. Windows can't, and does not need to. */
export const syncFolder = async (folder: string): Promise<void> => {
  try {
    const handle = await open(folder, 'r');
    await handle.sync().finally(() => handle.close());
  } catch {
    // Some file systems refuse it; the rename before is as safe as they make it.
  }
};

const cannot = (what: string, folder: string, cause: unknown): AppError =>
  new AppError(
    'usage',
    `the journal of moves can't be ${what} (${(cause as NodeJS.ErrnoException).code ?? 'unknown error'}): ${folder}`,
    'Nothing is moved without it. May you write there, and is there space?',
    { cause },
  );

/** `folder`: absolute, `moves` in the home of Watertight; made at first need, for its user alone. */
export const createJournals = (folder: string): Journals => {
  const fileOf = (id: string): string => join(folder, `${id}.json`);
  const write = async (journal: MoveJournal): Promise<void> => {
    const temporary = join(folder, `${journal.id}.tmp`);
    try {
      await mkdir(folder, { recursive: true, mode: 0o700 });
      const handle = await open(temporary, 'w', 0o600);
      try {
        await handle.writeFile(`${JSON.stringify(journal)}\n`);
        await handle.sync();
      } finally {
        await handle.close();
      }
      await rename(temporary, fileOf(journal.id));
      await syncFolder(folder);
    } catch (cause) {
      await rm(temporary, { force: true }).catch(() => {});
      throw cannot('written', folder, cause);
    }
  };
  const remove = async (id: string): Promise<void> => {
    try {
      await rm(fileOf(id), { force: true });
      await syncFolder(folder);
    } catch (cause) {
      throw cannot('cleared', folder, cause);
    }
  };
  const names = async (): Promise<string[]> => {
    try {
      return await readdir(folder);
    } catch (cause) {
      if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return [];
      throw cannot('read', folder, cause);
    }
  };
  const isClear = async (): Promise<boolean> => (await names()).length === 0;
  const sweep = async (): Promise<void> => {
    for (const name of (await names()).filter((each) => /\.tmp$|^lock\./.test(each))) await rm(join(folder, name), { force: true }).catch(() => {});
  };
  const list = async (): Promise<{ open: MoveJournal[]; damaged: string[] }> => {
    const all = await names();
    const journals: MoveJournal[] = [];
    const damaged: string[] = [];
    for (const name of all.filter((each) => each.endsWith('.json'))) {
      const file = join(folder, name);
      try {
        const value: unknown = JSON.parse(await readFile(file, 'utf8'));
        if (isJournal(value, name.slice(0, -'.json'.length))) journals.push(value);
        else damaged.push(file);
      } catch {
        damaged.push(file);
      }
    }
    journals.sort((a, b) => (a.startedAt < b.startedAt ? -1 : a.startedAt > b.startedAt ? 1 : 0));
    return { open: journals, damaged };
  };
  const has = (id: string): Promise<boolean> =>
    access(fileOf(id)).then(
      () => true,
      () => false,
    );
  return { write, remove, isClear, sweep, has, fileOf, list };
};
