import { AppError } from '../../shared/model/app-error.ts';
import { asLine, toInertJson } from '../../shared/text/neutralise.ts';
import { type Streams, writeAll } from '../run.ts';
import { openWholeSecret, type StoreOptions } from '../store.ts';

export interface RotateOptions extends StoreOptions {
  readonly every?: number;
  readonly lambda?: string;
}

/** `watertight secrets rotate NAME`: now, or with `--every` from now on. */
export const rotateSecret = async (streams: Streams, name: string, options: RotateOptions): Promise<number> => {
  const { every, lambda } = options;
  if (lambda !== undefined && every === undefined) throw new AppError('usage', '--lambda says what rotates, but not how often', 'Add --every DAYS.');
  const { provider, reference } = await openWholeSecret('secrets rotate', name, options);
  const { address } = reference;
  if (every === undefined) await provider.rotate(address);
  else await provider.enableRotation(address, { everyDays: every, ...(lambda === undefined ? {} : { lambdaArn: lambda }) });
  const said = every === undefined ? `its rotation has begun: ${reference.name}` : `rotates every ${every} days: ${reference.name}`;
  const json = { provider: provider.id, name: reference.name, ...(every === undefined ? { rotating: true } : { everyDays: every }) };
  await writeAll(streams.out, options.format === 'json' ? `${toInertJson(json, 2)}\n` : `${asLine(said)}\n`);
  return 0;
};
