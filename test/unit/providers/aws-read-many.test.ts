import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import type { AppError } from '../../../shared/model/app-error.ts';
import { at, createFakeAws, errorOf, shown } from '../../support/fake-aws.ts';

const aws = createFakeAws();
const { open, restart } = aws;

describe('reading many from AWS', () => {
  const put = (count: number, region?: string): string[] =>
    Array.from({ length: count }, (_, i) => {
      aws.fake.put(`app/s${i}`, `value ${i}`, region === undefined ? {} : { region });
      return `app/s${i}`;
    });

  it('asks for twenty at a time, once for each, in the order asked for', async () => {
    const names = put(45);
    const addresses = [...names, ...names.slice(0, 10)].map((name) => at(name));
    const results = await (await open()).getMany(addresses);
    expect(shown(results)).toEqual([...names, ...names.slice(0, 10)].map((name) => `value ${name.slice(5)}`));
    expect(results.map(({ address }) => address)).toEqual(addresses);
    expect(aws.fake.calls).toEqual({ BatchGetSecretValue: 3 });
    expect(aws.fake.requests.map(({ body }) => (body['SecretIdList'] as string[]).length).sort()).toEqual([20, 20, 5]);
  });

  it('asks each region of the ARNs once, and the home region for names and its own ARNs together', async () => {
    const regions = [
      'us-east-1',
      'us-east-2',
      'us-west-2',
      'eu-central-1',
      'eu-west-1',
      'ap-south-1',
      'sa-east-1',
      'cn-north-1',
      'us-gov-west-1',
      'us-iso-east-1',
    ];
    const arns = regions.flatMap((region) => [1, 2].map((i) => aws.fake.put(`app/${i}`, `${region} ${i}`, { region })));
    const results = await (await open()).getMany([...arns.map((arn) => at(arn)), at('app/1')]);
    expect(shown(results)).toEqual([...regions.flatMap((region) => [`${region} 1`, `${region} 2`]), 'eu-west-1 1']);
    expect(aws.fake.calls).toEqual({ BatchGetSecretValue: 10 });
    expect(aws.fake.requests.map(({ region }) => region).sort()).toEqual([...regions].sort());
  });

  it('reads one by one where batches are denied, and remembers it for the region', async () => {
    const names = put(5);
    put(5, 'us-east-1');
    aws.fake.fault({ kind: 'deny', operations: ['BatchGetSecretValue'], region: 'eu-west-1' });
    const provider = await open();
    for (let i = 0; i < 2; i++) expect(shown(await provider.getMany(names.map((name) => at(name))))).toEqual(names.map((name) => `value ${name.slice(5)}`));
    expect(aws.fake.calls).toEqual({ BatchGetSecretValue: 1, GetSecretValue: 10 });
    aws.fake.forget();
    await provider.getMany(names.map((name) => at(name, { region: 'us-east-1' })));
    expect(aws.fake.calls).toEqual({ BatchGetSecretValue: 1 });
  });

  it('reads no more than eight at once', async () => {
    const names = put(100);
    aws.fake.fault({ kind: 'deny', operations: ['BatchGetSecretValue'] });
    expect(shown(await (await open()).getMany(names.map((name) => at(name))))).toEqual(names.map((name) => `value ${name.slice(5)}`));
    expect(aws.fake.calls['GetSecretValue']).toBe(100);
    expect(aws.fake.mostAtOnce()).toBeLessThanOrEqual(8);
  });

  it('reads one by one where the server knows no batches', async () => {
    const names = put(3);
    aws.fake.fault({ kind: 'unknown', operations: ['BatchGetSecretValue'] });
    const provider = await open();
    for (let i = 0; i < 2; i++) expect(shown(await provider.getMany(names.map((name) => at(name))))).toEqual(['value 0', 'value 1', 'value 2']);
    expect(aws.fake.calls).toEqual({ BatchGetSecretValue: 1, GetSecretValue: 6 });
  });

  it('never asks in batches where the settings say so', async () => {
    const names = put(3);
    await (await open({ batch: 'never' })).getMany(names.map((name) => at(name)));
    expect(aws.fake.calls).toEqual({ GetSecretValue: 3 });
  });

  it('goes on where a batch answers in pages', async () => {
    await restart({ batch: { partial: true } });
    const names = put(4);
    expect(shown(await (await open()).getMany(names.map((name) => at(name))))).toEqual(['value 0', 'value 1', 'value 2', 'value 3']);
    expect(aws.fake.calls).toEqual({ BatchGetSecretValue: 4 });
  });

  it('tells the error of each item, and asks again alone for one that passes', async () => {
    await restart({ batch: { itemErrors: { 'app/s1': 'DecryptionFailure', 'app/s2': 'InternalServiceError', 'app/s3': 'AccessDeniedException' } } });
    const names = put(5);
    const results = await (await open()).getMany([...names, 'app/none'].map((name) => at(name)));
    expect(shown(results)).toEqual(['value 0', 'denied', 'value 2', 'denied', 'value 4', 'secret-missing']);
    expect(aws.fake.calls).toEqual({ BatchGetSecretValue: 1, GetSecretValue: 1 });
    for (const result of results) if ('error' in result) expect(result.error.message).toContain(result.address.id);
  });

  it('reads other versions than the current one alone', async () => {
    aws.fake.put('app/a', 'one', { versionId: '1'.repeat(32) });
    aws.fake.put('app/a', 'two', { versionId: '2'.repeat(32) });
    aws.fake.put('app/b', 'three');
    const results = await (await open()).getMany([
      at('app/a', { version: { stage: 'AWSPREVIOUS' } }),
      at('app/a'),
      at('app/a', { version: { id: '1'.repeat(32) } }),
      at('app/b', { version: { stage: 'AWSCURRENT' } }),
      at('app/b', { version: { stage: 'AWSPENDING' } }),
    ]);
    expect(shown(results)).toEqual(['one', 'two', 'one', 'three', 'secret-missing']);
    expect(aws.fake.calls).toEqual({ BatchGetSecretValue: 1, GetSecretValue: 3 });
  });

  it('lets an address that no service takes fail alone', async () => {
    const names = put(2);
    expect(shown(await (await open()).getMany([at(''), ...names.map((name) => at(name)), at('a'.repeat(2049))]))).toEqual([
      'secret-invalid',
      'value 0',
      'value 1',
      'secret-invalid',
    ]);
  });

  it('gives what came in time when a region hangs', async () => {
    put(3);
    const arn = aws.fake.put('app/far', 'far', { region: 'ap-south-1' });
    const near = aws.fake.put('app/near', 'near', { region: 'ap-south-1' });
    aws.fake.fault({ kind: 'hang', region: 'ap-south-1' });
    const results = await (await open({}, 1000)).getMany([at('app/s0'), at(arn), at(near), at('app/s2')]);
    expect(shown(results)).toEqual(['value 0', 'timeout', 'timeout', 'value 2']);
  });

  it('waits for no region that hangs before it reads alone what another denies in batches', async () => {
    const names = put(3);
    const far = put(2, 'ap-south-1').map((name) => at(name, { region: 'ap-south-1' }));
    aws.fake.fault({ kind: 'hang', region: 'ap-south-1' });
    aws.fake.fault({ kind: 'deny', operations: ['BatchGetSecretValue'] });
    const results = await (await open({}, 1000)).getMany([...far, ...names.map((name) => at(name))]);
    expect(shown(results)).toEqual(['timeout', 'timeout', 'value 0', 'value 1', 'value 2']);
  });

  it('says of each secret why a whole batch failed', async () => {
    put(3);
    aws.fake.fault({ kind: 'expired' });
    const results = await (await open()).getMany([at('app/s0'), at('app/s1')]);
    expect(shown(results)).toEqual(['authentication', 'authentication']);
    expect(results.map((result) => 'error' in result && result.error.message.endsWith(result.address.id))).toEqual([true, true]);
  });

  it('finds each by what was asked for: name, ARN, ARN without suffix, bytes too', async () => {
    const arn = aws.fake.put('app/one', 'one');
    const other = aws.fake.put('app/two', Buffer.from([0, 255, 128]));
    const results = await (await open()).getMany([at(arn.slice(0, -7)), at(other), at('app/one'), at(arn)]);
    expect(shown(results)).toEqual(['one', 'AP+A', 'one', 'one']);
    expect(results.map((result) => 'value' in result && result.value.encoding)).toEqual(['text', 'base64', 'text', 'text']);
    expect(aws.fake.calls).toEqual({ BatchGetSecretValue: 1 });
  });

  it('gives of many what single reads give, whatever is asked for', async () => {
    const arns = ['a', 'b', 'c-abcdef'].map((name) => aws.fake.put(`app/${name}`, `value of ${name}`));
    const far = aws.fake.put('app/a', 'far', { region: 'us-east-1' });
    const provider = await open();
    await provider.delete(at('app/b'));
    const ids = [...arns, far, ...arns.map((arn) => arn.slice(0, -7)), 'app/a', 'app/b', 'app/c-abcdef', 'app/none', 'x', ''];
    const address = fc.record(
      { id: fc.constantFrom(...ids), version: fc.constantFrom({ stage: 'AWSCURRENT' }, { stage: 'AWSPREVIOUS' }, { id: '0'.repeat(32) }) },
      { requiredKeys: ['id'] },
    );
    await fc.assert(
      fc.asyncProperty(fc.array(address, { maxLength: 60 }), async (some) => {
        const addresses = some.map((each) => at(each.id, each.version === undefined ? {} : { version: each.version }));
        const alone = await Promise.all(
          addresses.map((each) =>
            provider.get(each).then(
              (value) => value.secret.reveal(),
              (error: AppError) => error.code,
            ),
          ),
        );
        expect(shown(await provider.getMany(addresses))).toEqual(alone);
      }),
      { numRuns: 15 },
    );
  });

  it('explains the trap of a name that ends like a suffix', async () => {
    const arn = aws.fake.put('app/db-backup', 'one');
    const error = await errorOf((await open()).get(at(arn.slice(0, -7))));
    expect(error.code).toBe('secret-missing');
    expect(error.hint).toContain('hyphen and six characters');
    expect((await (await open()).get(at(arn))).secret.reveal()).toBe('one');
  });
});
