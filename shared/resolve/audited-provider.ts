import { AppError } from '../model/app-error.ts';
import type { Operation, Provider } from '../model/provider.ts';
import type { SecretAddress } from '../model/reference.ts';
import type { AuditRecord } from '../model/resolver.ts';
import { formatReference } from '../references/format.ts';

export interface AuditOptions {
  /** Who asks, e.g. `alice via watertight secrets`. */
  readonly who: string;
  /** What it throws is not caught: no access without its record. */
  readonly audit: (record: AuditRecord) => void;
  readonly now?: () => Date;
}

/** A provider that leaves a record of each call, never a value: for those who ask without a resolver, which leaves its own. */
export const auditProvider = (provider: Provider, { who, audit, now = () => new Date() }: AuditOptions): Provider => {
  const leave = (operation: Operation, reference: string, versionId: string | null | undefined, error?: unknown): void =>
    audit({
      time: now().toISOString(),
      who,
      identity: provider.identity,
      operation,
      reference,
      outcome: error === undefined ? 'done' : 'error',
      ...(error === undefined ? {} : { errorCode: error instanceof AppError ? error.code : 'bug' }),
      ...(typeof versionId === 'string' ? { versionId } : {}),
    });

  const observed = async <T>(
    operation: Operation,
    reference: string,
    run: () => Promise<T>,
    versionOf: (result: T) => string | null = () => null,
  ): Promise<T> => {
    let result: T;
    try {
      result = await run();
    } catch (error) {
      leave(operation, reference, null, error);
      throw error;
    }
    leave(operation, reference, versionOf(result));
    return result;
  };

  const text = (address: SecretAddress): string => formatReference(address);
  return {
    ...provider,
    get: (address, options) =>
      observed(
        'get',
        text(address),
        () => provider.get(address, options),
        ({ versionId }) => versionId,
      ),
    getMany: async (addresses, options) => {
      const results = await provider.getMany(addresses, options);
      for (const result of results)
        if ('value' in result) leave('getMany', text(result.address), result.value.versionId);
        else leave('getMany', text(result.address), null, result.error);
      return results;
    },
    getMetadata: (address, options) => observed('getMetadata', text(address), () => provider.getMetadata(address, options)),
    create: (secret, options) =>
      observed(
        'create',
        text(secret.address),
        () => provider.create(secret, options),
        ({ versionId }) => versionId,
      ),
    update: (secret, options) =>
      observed(
        'update',
        text(secret.address),
        () => provider.update(secret, options),
        ({ versionId }) => versionId,
      ),
    delete: (address, options) => observed('delete', text(address), () => provider.delete(address, options)),
    restore: (address, options) => observed('restore', text(address), () => provider.restore(address, options)),
    list: (query, options) => observed('list', query.prefix ?? '', () => provider.list(query, options)),
    enableRotation: (address, rotation, options) => observed('enableRotation', text(address), () => provider.enableRotation(address, rotation, options)),
    rotate: (address, options) => observed('rotate', text(address), () => provider.rotate(address, options)),
    test: (options) => observed('test', '', () => provider.test(options)),
  };
};
