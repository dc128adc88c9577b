import { AppError } from '../../shared/model/app-error.ts';
import type { SecretMetadata } from '../../shared/model/provider.ts';
import type { SecretAddress, VersionChoice } from '../../shared/model/reference.ts';
import { selectValue } from '../../shared/references/select-value.ts';
import { asLine, toInertJson } from '../../shared/text/neutralise.ts';
import { printValue } from '../print-value.ts';
import { type Streams, writeAll } from '../run.ts';
import { describeMetadata, listLine } from '../secret-lines.ts';
import { openSecret, openStore, openWholeSecret, type StoreOptions, TITLES } from '../store.ts';

export interface ListOptions extends StoreOptions {
  readonly prefix?: string;
  readonly deleted?: true;
  readonly limit?: number;
}

/** `watertight secrets list`: page by page, so that the first names show at once. */
export const listSecrets = async (streams: Streams, options: ListOptions): Promise<number> => {
  const { provider } = await openStore('secrets list', options);
  const { prefix, deleted, limit = Number.POSITIVE_INFINITY } = options;
  const items: SecretMetadata[] = [];
  let pageToken: string | undefined;
  let more = false;
  do {
    const page = await provider.list({
      ...(prefix === undefined ? {} : { prefix }),
      ...(deleted ? { includeDeleted: true } : {}),
      ...(pageToken === undefined ? {} : { pageToken }),
    });
    const fitting = page.items.slice(0, limit - items.length);
    items.push(...fitting);
    if (options.format === 'pretty') await writeAll(streams.out, fitting.map((item) => `${listLine(item)}\n`).join(''));
    pageToken = page.nextPageToken;
    more = pageToken !== undefined || fitting.length < page.items.length;
  } while (pageToken !== undefined && items.length < limit);
  if (options.format === 'json') await writeAll(streams.out, `${toInertJson({ secrets: items, complete: !more }, 2)}\n`);
  const count = `${items.length} ${items.length === 1 ? 'secret' : 'secrets'} in ${TITLES[provider.id]}`;
  streams.err.write(asLine(`${count}${more ? ', and there are more (--limit)' : ''} (${provider.identity})`));
  streams.err.write('\n');
  return 0;
};

/** `watertight secrets describe NAME`: all but the value. */
export const describeSecret = async (streams: Streams, name: string, options: StoreOptions): Promise<number> => {
  const { provider, reference } = await openWholeSecret('secrets describe', name, options);
  const metadata = await provider.getMetadata(reference.address);
  await writeAll(streams.out, options.format === 'json' ? `${toInertJson(metadata, 2)}\n` : describeMetadata(metadata));
  return 0;
};

export interface GetOptions extends Omit<StoreOptions, 'format'> {
  readonly format: 'text' | 'json';
  readonly stage?: string;
  readonly versionId?: string;
  readonly show?: true;
}

const versionFrom = ({ stage, versionId }: GetOptions, address: SecretAddress): VersionChoice | undefined => {
  if (stage === undefined && versionId === undefined) return address.version;
  if (address.version !== undefined) throw new AppError('usage', 'the reference names a version, and so does an option', 'Name it once.');
  return { ...(stage === undefined ? {} : { stage }), ...(versionId === undefined ? {} : { id: versionId }) };
};

/** `watertight secrets get NAME`: the value, as it is now and without a cache. */
export const getSecret = async (streams: Streams, name: string, options: GetOptions): Promise<number> => {
  const { provider, reference } = await openSecret('secrets get', name, options);
  const version = versionFrom(options, reference.address);
  const value = await provider.get({ ...reference.address, ...(version === undefined ? {} : { version }) });
  const { id, versionId, stages, createdAt } = value;
  const whole = reference.pointer.length === 0;
  return printValue(streams, selectValue(value.secret, reference.pointer, value.soleField), whole ? value.encoding : 'text', {
    format: options.format,
    ...(options.show ? { show: true } : {}),
    about: { name: reference.name, id, versionId, stages, createdAt },
  });
};
