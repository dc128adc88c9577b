import { loadProviderSettings } from '../../shared/config/provider-settings.ts';
import { AppError } from '../../shared/model/app-error.ts';
import { formatPointer } from '../../shared/references/pointer.ts';
import { leavesOf } from '../../shared/references/select-value.ts';
import { createResolver } from '../../shared/resolve/create-resolver.ts';
import { createOpenProvider } from '../../shared/resolve/open-provider.ts';
import { asLine, toInertJson } from '../../shared/text/neutralise.ts';
import { printValue } from '../print-value.ts';
import { type Streams, writeAll } from '../run.ts';
import { auditFor, referenceFrom, type StoreOptions, whoAsks } from '../store.ts';

export interface ResolveOptions extends Omit<StoreOptions, 'format'> {
  readonly format: 'text' | 'json';
  readonly jsonKeys?: true;
  readonly show?: true;
}

/** `watertight resolve REF`: what a reference means, its JSON key taken out; with `--json-keys` the names of the keys alone. */
export const resolveReference = async (streams: Streams, text: string, options: ResolveOptions): Promise<number> => {
  const settings = loadProviderSettings(process.env, options);
  const reference = referenceFrom(text, options, settings);
  const audit = auditFor(settings);
  const resolver = createResolver({ open: createOpenProvider(settings), who: whoAsks('resolve'), ...(audit === undefined ? {} : { audit }) });
  try {
    const { secret, value, from } = await resolver.resolve(reference);
    if (options.jsonKeys) {
      const { root, leaves } = leavesOf(secret);
      if (root === 'none') throw new AppError('secret-missing', `the value is no JSON, so it has no keys: ${text}`, 'Leave out --json-keys.');
      const keys = leaves.filter(({ path }) => path.length > 0).map(({ path }) => formatPointer(path));
      const list = options.format === 'json' ? `${toInertJson(keys, 2)}\n` : keys.map((key) => `${asLine(key)}\n`).join('');
      await writeAll(streams.out, list);
      return 0;
    }
    const { name, pointer, address } = reference;
    return await printValue(streams, secret, pointer.length === 0 ? (value?.encoding ?? 'text') : 'text', {
      format: options.format,
      ...(options.show ? { show: true } : {}),
      about: { reference: text, provider: address.provider, name, id: value?.id, versionId: value?.versionId, stages: value?.stages, from },
    });
  } finally {
    await resolver.close();
  }
};
