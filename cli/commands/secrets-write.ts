import { AppError } from '../../shared/model/app-error.ts';
import type { NewSecret, StoredSecret } from '../../shared/model/provider.ts';
import type { Secret } from '../../shared/model/secret.ts';
import { withKeys } from '../../shared/move/secret-text.ts';
import { formatReference } from '../../shared/references/format.ts';
import { asLine, toInertJson } from '../../shared/text/neutralise.ts';
import { EXIT_CANCELLED } from '../prompt.ts';
import { readNewValue, type ValueOptions } from '../read-value.ts';
import { type Streams, writeAll } from '../run.ts';
import { type NamedSecret, openSecretOrKey, openWholeSecret, type StoreOptions, TITLES } from '../store.ts';

export interface WriteOptions extends StoreOptions, ValueOptions {
  readonly description?: string;
  readonly tag?: Readonly<Record<string, string>>;
  readonly kmsKey?: string;
  readonly fields?: true;
  readonly token?: string;
  /** Not an option that works: to say so. */
  readonly value?: string;
}

export interface UpdateOptions extends WriteOptions {
  readonly expected?: string;
}

/** Whoever types a value behind the command has shown it to every process and to the shell's history. */
const refuseValueInArguments = (names: readonly string[], { value }: WriteOptions): void => {
  if (names.length === 1 && value === undefined && !/^\w+=/.test(names[0] ?? '')) return;
  throw new AppError(
    'usage',
    'a value is not taken from the command line: other processes can read it there, and the shell keeps it in its history',
    'Pipe it in, name a file with --from-file, or leave it out to be asked. If this one is real, take it out of the history of your shell.',
  );
};

const toNewSecret = (
  { reference }: NamedSecret,
  given: Pick<NewSecret, 'value' | 'encoding'>,
  { description, tag, kmsKey, fields, token }: WriteOptions,
): NewSecret => ({
  address: reference.address,
  ...given,
  ...(description === undefined ? {} : { description }),
  ...(tag === undefined ? {} : { tags: tag }),
  ...(kmsKey === undefined ? {} : { kmsKey }),
  ...(fields === undefined ? {} : { fields }),
  ...(token === undefined ? {} : { token }),
});

const write = async (
  streams: Streams,
  what: 'create' | 'update',
  names: readonly string[],
  options: UpdateOptions,
  store: (named: NamedSecret, secret: NewSecret) => Promise<StoredSecret>,
): Promise<number> => {
  refuseValueInArguments(names, options);
  const [name = ''] = names;
  const named = what === 'create' ? await openWholeSecret('secrets create', name, options) : await openSecretOrKey('secrets update', name, options);
  const given = await readNewValue(streams, `${what === 'create' ? 'Value' : 'New value'} of ${name}`, options);
  if (given === undefined) {
    streams.err.write('Nothing was stored.\n');
    return EXIT_CANCELLED;
  }
  const stored = await store(named, toNewSecret(named, given, options));
  const reference = formatReference(stored.address);
  const { id, versionId, changed } = stored;
  const done = changed ? `${what}d` : 'unchanged, the same token had stored it';
  const text =
    options.format === 'json'
      ? `${toInertJson({ provider: named.provider.id, id, reference, versionId, changed }, 2)}\n`
      : `${asLine(`${done} in ${TITLES[named.provider.id]}: ${id}`)}\n${asLine(`reference: ${reference}`)}\n`;
  await writeAll(streams.out, text);
  return 0;
};

/** `watertight secrets create NAME`. */
export const createSecret = (streams: Streams, names: readonly string[], options: WriteOptions): Promise<number> =>
  write(streams, 'create', names, options, ({ provider }, secret) => provider.create(secret));

/** The JSON of a secret with one key set to a new value, all else as it was written, and the version that was read. */
const withKey = async (
  { provider, reference }: NamedSecret,
  { value, encoding }: NewSecret,
): Promise<{ readonly value: Secret; readonly expected: string | null }> => {
  const current = await provider.get(reference.address);
  const [key = null] = reference.pointer;
  const changed = current.encoding === 'text' && encoding === 'text' ? withKeys(current.secret, [{ key, value }]) : undefined;
  if (changed !== undefined) return { value: changed, expected: current.versionId };
  throw new AppError('secret-invalid', `there is no JSON object in which a key could be set: ${reference.name}`, 'Name the secret alone to replace it.');
};

/** `watertight secrets update NAME[#KEY]`: a new version; the one before stays readable where the store keeps it. */
export const updateSecret = (streams: Streams, names: readonly string[], options: UpdateOptions): Promise<number> =>
  write(streams, 'update', names, options, async (named, secret) => {
    const isKey = named.reference.pointer.length > 0;
    const { value, expected } = isKey ? await withKey(named, secret) : { value: secret.value, expected: null };
    const wanted = options.expected ?? expected;
    return named.provider.update({ ...secret, value }, wanted === null ? {} : { expected: wanted });
  });
