import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { ReferenceSyntax, SecretAddress } from '../../../shared/model/reference.ts';
import { formatReference } from '../../../shared/references/format.ts';
import { parseReference } from '../../../shared/references/parse.ts';

const ARN = 'arn:aws:secretsmanager:eu-west-1:111122223333:secret:prod/api-AbCdEf';

describe('formatReference', () => {
  it.each<[SecretAddress, Parameters<typeof formatReference>[1], string]>([
    [{ provider: 'aws', id: ARN }, {}, ARN],
    [{ provider: 'aws', id: ARN }, { pointer: ['key'] }, `${ARN}#key`],
    [{ provider: 'aws', id: ARN }, { pointer: ['key'], syntax: 'ecs' }, `${ARN}:key::`],
    [{ provider: 'aws', id: ARN, version: { stage: 'AWSPREVIOUS' } }, { syntax: 'ecs' }, `${ARN}::AWSPREVIOUS:`],
    [{ provider: 'aws', id: ARN, version: { id: 'v1' } }, { pointer: ['a', 'b'], syntax: 'ecs' }, `${ARN}:a::v1#b`],
    [{ provider: 'aws', id: ARN, version: { stage: 'AWSPREVIOUS' } }, { pointer: ['a', 'b'] }, `${ARN}@AWSPREVIOUS#/a/b`],
    [{ provider: 'aws', id: ARN, version: { stage: 'a', id: 'b' } }, {}, `${ARN}::a:b`],
    [{ provider: 'aws', id: 'prod/api' }, {}, 'aws-sm://prod/api'],
    [{ provider: 'aws', id: 'prod/api', region: 'eu-west-1' }, { pointer: ['k'] }, 'aws-sm://prod/api?region=eu-west-1#k'],
    [{ provider: 'aws', id: 'prod/api' }, { pointer: ['k'], syntax: 'name' }, 'prod/api#k'],
    [{ provider: 'aws', id: 'ops@LIST' }, { syntax: 'name' }, 'ops@LIST:::'],
    [{ provider: 'ssm', id: '/a/b' }, {}, 'ssm:/a/b'],
    [{ provider: 'ssm', id: '/a/b', version: { id: '3' } }, { syntax: 'name' }, '/a/b:3'],
    [{ provider: 'vault', id: 'prod/api', mount: 'secret', version: { id: '2' } }, { pointer: ['password'] }, 'vault://secret/prod/api?version=2#password'],
    [{ provider: 'vault', id: 'prod/api' }, {}, 'vault:///prod/api'],
    [{ provider: 'vault', id: 'api', mount: 'kv/team' }, {}, 'vault://kv%2Fteam/api'],
    [{ provider: 'azure', id: 'api-key', host: 'https://acme.vault.azure.net' }, {}, 'https://acme.vault.azure.net/secrets/api-key'],
    [{ provider: 'azure', id: 'api-key' }, {}, 'azure://api-key'],
    [{ provider: 'azure', id: 'api-key', version: { id: 'abc' } }, {}, 'azure:///api-key/abc'],
    [{ provider: 'local', id: 'prod/api' }, { pointer: ['tls.crt'] }, 'local://prod/api#/tls.crt'],
    [{ provider: 'local', id: 'prod/api' }, { pointer: ['a b/c', ''] }, 'local://prod/api#/a%20b~1c/'],
  ])('%j as %j is %s', (address, options, text) => {
    expect(formatReference(address, options)).toBe(text);
  });

  it('is undone by parseReference', () => {
    const word = fc.string({
      unit: fc.constantFrom('a', 'B', '0', '-', '_', '.', '@', '+', '=', '%', '#', '?', '&', ':', '~', ' ', 'é', '😀', 'AWSCURRENT', '@@'),
      minLength: 1,
      maxLength: 8,
    });
    const path = fc.array(word, { minLength: 1, maxLength: 3 }).map((words) => words.join('/'));
    const awsName = fc.string({
      unit: fc.constantFrom('a', 'B', '0', '-', '_', '.', '@', '+', '=', '/', 'AWSCURRENT', '@@', '-AbCdEf'),
      minLength: 1,
      maxLength: 12,
    });
    const stage = fc.constantFrom('AWSCURRENT', 'AWSPREVIOUS', 'blue', 'A.b-c');
    const id = fc.constantFrom('9d4cb84b-ad69-40c0-a0ab-cead3EXAMPLE', 'v1');
    const number = fc.integer({ min: 1, max: 1e9 }).map(String);
    const awsVersion = fc.option(fc.oneof(fc.record({ stage }), fc.record({ id }), fc.record({ stage, id })), { nil: undefined });
    const numbered = fc.option(fc.record({ id: number }), { nil: undefined });
    const region = fc.constantFrom(undefined, 'eu-west-1');
    const head = fc.constantFrom('arn:aws:secretsmanager:eu-west-1:111122223333:secret:', 'arn:aws-cn:secretsmanager:cn-north-1:123456789012:secret:');
    const address: fc.Arbitrary<object> = fc.oneof(
      fc.record({ provider: fc.constant('aws'), id: fc.tuple(head, awsName).map(([before, name]) => before + name), version: awsVersion }),
      fc.record({ provider: fc.constant('aws'), id: awsName, region, version: awsVersion }),
      fc.record({ provider: fc.constant('ssm'), id: fc.constantFrom('/a/b', 'name', '/a.b/c-d_e'), region, version: numbered }),
      fc.record({ provider: fc.constant('vault'), id: path, mount: fc.option(path, { nil: undefined }), version: numbered }),
      fc.record({
        provider: fc.constant('azure'),
        id: fc.constantFrom('a', 'api-key'),
        host: fc.constantFrom(undefined, 'https://acme.vault.azure.cn'),
        version: numbered,
      }),
      fc.record({ provider: fc.constant('local'), id: path, version: numbered }),
    );
    const pointer = fc.array(fc.oneof(fc.string({ unit: 'binary', maxLength: 4 }), word, fc.constant('key')), { maxLength: 4 });
    const syntax = fc.constantFrom<ReferenceSyntax | undefined>(undefined, 'arn', 'ecs', 'name', 'scheme');
    fc.assert(
      fc.property(address, pointer, syntax, (any, keys, how) => {
        const given = JSON.parse(JSON.stringify(any)) as SecretAddress;
        const text = formatReference(given, { pointer: keys, ...(how !== undefined && { syntax: how }) });
        const parsed = parseReference(text, { assume: given.provider });
        expect(parsed?.pointer).toEqual(keys);
        expect(parsed?.address).toMatchObject(given);
        expect(parsed?.address.version).toEqual(given.version);
      }),
      { numRuns: 3000 },
    );
  });

  it('takes no version of Azure that can not be one', () => {
    expect(parseReference('B0?version=1version=1', { assume: 'azure' })).toBeUndefined();
    expect(parseReference('B0?version=1a2b', { assume: 'azure' })?.address.version).toEqual({ id: '1a2b' });
  });

  it('keeps what parseReference made of any text', () => {
    const piece = fc.constantFrom(
      'arn:aws:',
      'secretsmanager:eu-west-1:111122223333:',
      'ssm:eu-west-1:111122223333:',
      'secret:',
      'parameter',
      '/',
      '#',
      '@',
      '@@',
      ':',
      '%41',
      '%2F',
      '?',
      '&',
      'version=1',
      'stage=x',
      '-AbCdEf',
      'vault://',
      'local://',
      'azure://',
      'aws-sm://',
      'ssm:',
      'AWSCURRENT',
      '~1',
      '.',
      'a',
      'B0',
      '@Microsoft.KeyVault(VaultName=acme;SecretName=',
      ')',
    );
    const text = fc.array(piece, { minLength: 2, maxLength: 14 }).map((pieces) => pieces.join(''));
    let parsed = 0;
    fc.assert(
      fc.property(text, fc.constantFrom('aws', 'ssm', 'vault', 'azure', 'local' as const), (any, assume) => {
        const reference = parseReference(any, { assume });
        if (reference === undefined) return;
        parsed++;
        const again = parseReference(formatReference(reference.address, { pointer: reference.pointer, syntax: reference.syntax }), {
          assume: reference.address.provider,
        });
        expect(again?.address).toMatchObject({ ...reference.address });
        expect(again?.pointer).toEqual(reference.pointer);
      }),
      { numRuns: 5000 },
    );
    expect(parsed).toBeGreaterThan(200);
  });
});
