import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { OPERATIONS, type Provider } from '../../../shared/model/provider.ts';
import type { AuditRecord } from '../../../shared/model/resolver.ts';
import { auditProvider } from '../../../shared/resolve/audited-provider.ts';
import { createLocalStoreKit, type LocalStoreKit, newSecret } from '../../support/local-store.ts';

let kit: LocalStoreKit;
let provider: Provider;
let records: AuditRecord[];
beforeEach(async () => {
  kit = createLocalStoreKit();
  records = [];
  const audit = (record: AuditRecord) => void records.push(record);
  provider = auditProvider(await kit.provider(), { who: 'a test', audit, now: () => new Date(0) });
});
afterEach(() => kit.remove());

const A = { provider: 'local', id: 'a' } as const;

describe('auditProvider', () => {
  it('leaves a record of every operation, and no value', async () => {
    const { versionId } = await provider.create(newSecret('a', 'the value'));
    await provider.update(newSecret('a', 'the value'));
    await provider.get({ ...A, version: { id: versionId! } });
    await provider.getMany([A, { ...A, id: 'none' }]);
    await provider.getMetadata(A);
    await provider.list({ prefix: 'a' });
    await provider.delete(A);
    await provider.restore(A);
    await provider.test();
    await expect(provider.rotate(A)).rejects.toMatchObject({ code: 'unsupported' });
    await expect(provider.enableRotation(A, { everyDays: 1 })).rejects.toMatchObject({ code: 'unsupported' });
    expect(new Set(records.map(({ operation }) => operation))).toEqual(new Set(OPERATIONS));
    expect(records[0]).toEqual({
      time: '1970-01-01T00:00:00.000Z',
      who: 'a test',
      identity: `local:${kit.file}`,
      operation: 'create',
      reference: 'local://a',
      outcome: 'done',
      versionId,
    });
    expect(records[2]).toMatchObject({ operation: 'get', reference: `local://a?version=${versionId}` });
    expect(records.slice(3, 5).map(({ outcome, errorCode }) => [outcome, errorCode])).toEqual([
      ['done', undefined],
      ['error', 'secret-missing'],
    ]);
    expect(JSON.stringify(records)).not.toContain('the value');
  });

  it('gives no access without its record', async () => {
    await provider.create(newSecret('a', 'the value'));
    const audit = () => {
      throw new Error('the disk is full');
    };
    const mute = auditProvider(await kit.provider(), { who: 'a test', audit });
    await expect(mute.get(A)).rejects.toThrow('the disk is full');
  });
});
