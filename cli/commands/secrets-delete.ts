import { AppError } from '../../shared/model/app-error.ts';
import { NEVER_GONE } from '../../shared/model/provider.ts';
import { asLine, toInertJson } from '../../shared/text/neutralise.ts';
import { askYes, canAsk, EXIT_CANCELLED } from '../prompt.ts';
import { type Streams, writeAll } from '../run.ts';
import { openWholeSecret, type StoreOptions, TITLES } from '../store.ts';

export interface DeleteOptions extends StoreOptions {
  readonly recoveryDays?: number;
  readonly now?: true;
  readonly yes?: true;
}

/** `watertight secrets delete NAME`: it can be restored for some days, unless it is deleted at once. */
export const deleteSecret = async (streams: Streams, name: string, options: DeleteOptions): Promise<number> => {
  const { recoveryDays, now, yes } = options;
  if (now && recoveryDays !== undefined) throw new AppError('usage', '--now leaves no days for a recovery', 'Give --now or --recovery-days.');
  const { provider, reference } = await openWholeSecret('secrets delete', name, options);
  const forGood = now === true || (recoveryDays === undefined && provider.unsupported.restore !== undefined);
  if (forGood && !yes) {
    const what = now ? '--now' : TITLES[provider.id];
    if (!canAsk(streams)) throw new AppError('usage', `${what} deletes for good, and nobody is there to confirm it`, 'Add --yes.');
    if (!(await askYes(streams, asLine(`Delete ${reference.name} from ${TITLES[provider.id]} for good?`)))) {
      streams.err.write('Nothing was deleted.\n');
      return EXIT_CANCELLED;
    }
  }
  const goneAt = await provider.delete(reference.address, forGood ? { recoveryDays: 0 } : recoveryDays === undefined ? {} : { recoveryDays });
  const restorable = Date.parse(goneAt) > Date.now();
  const until = goneAt === NEVER_GONE ? 'to bring it back' : `gone for good on ${goneAt.slice(0, 10)}; until then`;
  const said = restorable ? `deleted, ${until}: watertight secrets restore ${reference.text}` : 'deleted for good';
  await writeAll(
    streams.out,
    options.format === 'json' ? `${toInertJson({ provider: provider.id, name: reference.name, goneAt, restorable }, 2)}\n` : `${asLine(`${said}`)}\n`,
  );
  return 0;
};

/** `watertight secrets restore NAME`. */
export const restoreSecret = async (streams: Streams, name: string, options: StoreOptions): Promise<number> => {
  const { provider, reference } = await openWholeSecret('secrets restore', name, options);
  await provider.restore(reference.address);
  await writeAll(
    streams.out,
    options.format === 'json'
      ? `${toInertJson({ provider: provider.id, name: reference.name, restored: true }, 2)}\n`
      : `${asLine(`restored in ${TITLES[provider.id]}: ${reference.name}`)}\n`,
  );
  return 0;
};
