import { randomBytes } from 'node:crypto';
import { AppError, EXIT_CLEAN, EXIT_FINDINGS } from '../../shared/model/app-error.ts';
import type { SecretAddress } from '../../shared/model/reference.ts';
import { Secret } from '../../shared/model/secret.ts';
import {
  addressKey,
  type DriftItem,
  type EnvFile,
  findDrift,
  isExamplePath,
  type NamedReference,
  referencesOf,
  type StoreAnswer,
} from '../../shared/references/drift.ts';
import { findReferences } from '../../shared/references/find-references.ts';
import { variableBefore } from '../../shared/references/find-variable.ts';
import { digestWith } from '../../shared/references/value-digest.ts';
import { plural } from '../../shared/report/by-path.ts';
import type { Paint } from '../../shared/report/pretty.ts';
import { asLine, toInertJson } from '../../shared/text/neutralise.ts';
import { paintFor } from '../paint.ts';
import { eachText, type ReadOptions } from '../references-from.ts';
import { type Streams, writeAll } from '../run.ts';
import { openStores, type StoreOptions } from '../store.ts';

export interface DriftOptions extends StoreOptions, ReadOptions {
  readonly store: boolean;
  readonly color: boolean;
}

const isGone = (error: unknown): error is AppError & { code: 'secret-missing' | 'secret-deleted' } =>
  error instanceof AppError && (error.code === 'secret-missing' || error.code === 'secret-deleted');

/** Reads each secret once. A store that can't be asked ends the command: silence about it would look like no drift. */
const askStores = async (references: readonly NamedReference[], options: DriftOptions): Promise<ReadonlyMap<string, StoreAnswer>> => {
  const addresses = new Map<string, SecretAddress>();
  for (const { reference } of references) addresses.set(addressKey(reference.address), reference.address);
  const answers = new Map<string, StoreAnswer>();
  const open = openStores('drift', options);
  for (const id of new Set([...addresses.values()].map(({ provider }) => provider))) {
    const provider = await open(id);
    const wanted = [...addresses.values()].filter((address) => address.provider === id);
    for (const result of await provider.getMany(wanted)) {
      if ('value' in result) answers.set(addressKey(result.address), { secret: result.value.secret });
      else if (isGone(result.error)) answers.set(addressKey(result.address), { missing: result.error.code });
      else throw result.error;
    }
  }
  return answers;
};

const digestText = ({ fileDigest, storeDigest }: DriftItem): string =>
  fileDigest === null ? '' : ` (file ${fileDigest}${storeDigest === null ? '' : `, store ${storeDigest}`})`;

const pretty = (items: readonly DriftItem[], counted: string, paint: Paint): string => {
  const lines = items.map((item) => {
    const mark = item.isDrift ? paint.red('drift') : paint.dim('note ');
    const what = item.variable ?? item.reference ?? '';
    return `${mark}  ${asLine(item.path)}${what === '' ? '' : `  ${paint.bold(asLine(what))}`}: ${asLine(item.message)}${paint.dim(digestText(item))}\n`;
  });
  const drifted = items.filter(({ isDrift }) => isDrift).length;
  return `${lines.join('')}${lines.length === 0 ? '' : '\n'}${drifted === 0 ? 'no drift' : `${plural(drifted, 'difference')}`} (${counted})\n`;
};

/** `watertight drift`. */
export const drift = async (streams: Streams, paths: readonly string[], options: DriftOptions): Promise<number> => {
  const files: EnvFile[] = [];
  const references: NamedReference[] = [];
  await eachText(streams, paths, options, ({ path, text, settings }) => {
    if (settings !== undefined) {
      const file = { path, isExample: isExamplePath(path), settings: settings.map(({ key, value }) => ({ key, value: new Secret(value) })) };
      files.push(file);
      if (!file.isExample) references.push(...referencesOf(file));
    } else for (const { reference, range } of findReferences(text)) references.push({ path, reference, variable: variableBefore(text, range.start) });
  });
  if (files.length === 0 && references.length === 0)
    throw new AppError('usage', 'no .env file and no reference was found, so there is nothing to compare', 'Name files or folders: watertight drift deploy/.');
  const answers = options.store ? await askStores(references, options) : null;
  const items = findDrift({ files, references, answers, digest: digestWith(randomBytes(32).toString('hex')) });
  const counted = `${plural(files.length, '.env file')}, ${plural(references.length, 'reference')}, ${answers === null ? 'stores not asked' : plural(answers.size, 'secret')}`;
  const text =
    options.format === 'json'
      ? `${toInertJson({ drift: items.some(({ isDrift }) => isDrift), storesAsked: answers !== null, files: files.length, references: references.length, items }, 2)}\n`
      : pretty(items, counted, paintFor(streams.out, options.color));
  await writeAll(streams.out, text);
  return items.some(({ isDrift }) => isDrift) ? EXIT_FINDINGS : EXIT_CLEAN;
};
