import { randomBytes } from 'node:crypto';
import type { FilePlan, MoveWishes } from './file-plan.ts';
import type { JournalStore, MoveJournal } from './journal.ts';
import { digestOfSecret } from './secret-text.ts';
import { digestOf } from './swap-file.ts';

const random = (): string => randomBytes(16).toString('hex');

const storeOf = ({ provider, region, profile, kmsKey, tags }: MoveWishes, identity: string): JournalStore => ({
  provider,
  identity,
  ...(region === undefined ? {} : { region }),
  ...(profile === undefined ? {} : { profile }),
  ...(kmsKey === undefined ? {} : { kmsKey }),
  ...(tags === undefined ? {} : { tags }),
});

/** The journal of a move that is about to begin. */
export const journalOf = (plan: FilePlan, wishes: MoveWishes, identity: string, root: string): MoveJournal => {
  const salt = random();
  const { state, path } = plan.file;
  return {
    version: 1,
    id: random(),
    startedAt: new Date().toISOString(),
    phase: 'storing',
    root,
    path,
    salt,
    store: storeOf(wishes, identity),
    secrets: plan.secrets.map(({ address, mode, shape, force }) => ({ address, mode, shape, force })),
    values: plan.values.map(({ target, variable, secret, key, isStored }) => ({
      digest: digestOfSecret(salt, target.value),
      start: target.range.start,
      end: target.range.end,
      variable,
      secret,
      key,
      isStored,
      reference: null,
    })),
    files: [{ file: state.file, before: state.bytes === null ? null : digestOf(salt, state.bytes), after: null, edits: [] }],
  };
};
