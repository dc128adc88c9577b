import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { ProviderId, ReferenceRanges } from '../../../shared/model/reference.ts';
import { parseReference } from '../../../shared/references/parse.ts';

const parse = (text: string, assume?: ProviderId) => parseReference(text, { assume });

/** The parts of the text that the ranges say. */
const parts = (text: string, assume?: ProviderId) => {
  const { ranges } = parse(text, assume) ?? { ranges: {} as ReferenceRanges };
  return Object.fromEntries(Object.entries(ranges).map(([part, { start, end }]) => [part, text.slice(start, end)]));
};

const ARN = 'arn:aws:secretsmanager:eu-west-1:111122223333:secret:prod/api/stripe-AbCdEf';

describe('an ARN of Secrets Manager', () => {
  it('is read with every part and its place', () => {
    expect(parse(ARN)).toEqual({
      text: ARN,
      syntax: 'arn',
      address: { provider: 'aws', id: ARN, region: 'eu-west-1', partition: 'aws', account: '111122223333' },
      pointer: [],
      name: 'prod/api/stripe',
      // arn:aws:secretsmanager:eu-west-1:111122223333:secret:prod/api/stripe-AbCdEf
      //     ^^^                ^^^^^^^^^ ^^^^^^^^^^^^        ^^^^^^^^^^^^^^^ ^^^^^^
      ranges: {
        partition: { start: 4, end: 7 },
        region: { start: 23, end: 32 },
        account: { start: 33, end: 45 },
        name: { start: 53, end: 68 },
        suffix: { start: 69, end: 75 },
      },
    });
  });

  it.each(['aws', 'aws-cn', 'aws-us-gov', 'aws-iso', 'aws-iso-b', 'aws-iso-e', 'aws-iso-f', 'aws-eusc', 'aws-new-one'])(
    'is read in partition %s',
    (partition) => {
      const text = `arn:${partition}:secretsmanager:xx-south-1:111122223333:secret:a-AbCdEf`;
      expect(parse(text)).toMatchObject({ name: 'a', address: { partition, region: 'xx-south-1', id: text } });
    },
  );

  it('may be partial', () => {
    const text = 'arn:aws:secretsmanager:eu-west-1:111122223333:secret:prod/api';
    expect(parse(text)).toMatchObject({ name: 'prod/api', address: { id: text } });
    expect(parts(text)).not.toHaveProperty('suffix');
  });

  it.each([
    ['prod/my-secret', 'prod/my-secret', undefined],
    ['backup-202401', 'backup-202401', undefined],
    ['name-AbCdEf-GhIjKl', 'name-AbCdEf', 'GhIjKl'],
    ['name-abcdef', 'name', 'abcdef'],
    ['name-a1B2c3', 'name', 'a1B2c3'],
    ['ops@example.com-AbCdEf', 'ops@example.com', 'AbCdEf'],
    ['name-AbCdE', 'name-AbCdE', undefined],
    ['-AbCdEf', '-AbCdEf', undefined],
  ])('%s has the name %s and keeps its id whole', (resource, name, suffix) => {
    const text = `arn:aws:secretsmanager:eu-west-1:111122223333:secret:${resource}`;
    expect(parse(text)).toMatchObject({ name, address: { id: text } });
    expect(parts(text)['suffix']).toBe(suffix);
  });

  it.each([
    [`${ARN}:password::`, ['password'], undefined, { pointer: 'password' }],
    [`${ARN}:password:AWSPREVIOUS:`, ['password'], { stage: 'AWSPREVIOUS' }, { pointer: 'password', stage: 'AWSPREVIOUS' }],
    [
      `${ARN}:::9d4cb84b-ad69-40c0-a0ab-cead3EXAMPLE`,
      [],
      { id: '9d4cb84b-ad69-40c0-a0ab-cead3EXAMPLE' },
      { versionId: '9d4cb84b-ad69-40c0-a0ab-cead3EXAMPLE' },
    ],
    [`${ARN}:a.b:AWSPENDING:v1`, ['a.b'], { stage: 'AWSPENDING', id: 'v1' }, { pointer: 'a.b', stage: 'AWSPENDING', versionId: 'v1' }],
    [`${ARN}:my key::`, ['my key'], undefined, { pointer: 'my key' }],
    [`${ARN}:a#b::`, ['a#b'], undefined, { pointer: 'a#b' }],
    [`${ARN}:db::#/users/0`, ['db', 'users', '0'], undefined, { pointer: 'db::#/users/0' }],
    [`${ARN}::AWSPREVIOUS:#x`, ['x'], { stage: 'AWSPREVIOUS' }, { pointer: 'x', stage: 'AWSPREVIOUS' }],
    [`${ARN}:password`, ['password'], undefined, { pointer: 'password' }],
    [`${ARN}:::`, [], undefined, {}],
  ])('takes what ECS puts behind it: %s', (text, pointer, version, ranges) => {
    const parsed = parse(text);
    expect(parsed).toMatchObject({ syntax: 'ecs', pointer, address: { id: ARN } });
    expect(parsed?.address.version).toEqual(version);
    const { name: _, partition, region, account, suffix, ...rest } = parts(text);
    expect(rest).toEqual(ranges);
  });

  it.each([
    [`${ARN}#/db/password`, ['db', 'password'], '/db/password'],
    [`${ARN}#/a~1b/c~0d/0`, ['a/b', 'c~d', '0'], '/a~1b/c~0d/0'],
    [`${ARN}#/a%20b/%C3%A9`, ['a b', 'é'], '/a%20b/%C3%A9'],
    [`${ARN}#/%FF`, ['%FF'], '/%FF'],
    [`${ARN}#/`, [''], '/'],
    [`${ARN}#password`, ['password'], 'password'],
    [`${ARN}#db.password`, ['db', 'password'], 'db.password'],
    [`${ARN}#`, [], ''],
  ])('takes a JSON pointer: %s', (text, pointer, range) => {
    expect(parse(text)).toMatchObject({ syntax: 'arn', pointer, address: { id: ARN } });
    expect(parts(text)['pointer']).toBe(range);
  });

  it.each([
    [`${ARN}@AWSPREVIOUS`, { stage: 'AWSPREVIOUS' }, []],
    [`${ARN}@blue`, { stage: 'blue' }, []],
    [`${ARN}@@9d4cb84b-ad69-40c0-a0ab-cead3EXAMPLE`, { id: '9d4cb84b-ad69-40c0-a0ab-cead3EXAMPLE' }, []],
    [`${ARN}@AWSPREVIOUS#key`, { stage: 'AWSPREVIOUS' }, ['key']],
    [`${ARN}#key@AWSPREVIOUS`, { stage: 'AWSPREVIOUS' }, ['key']],
    [`${ARN}#/a/b@@9d4cb84b-ad69-40c0-a0ab-cead3EXAMPLE`, { id: '9d4cb84b-ad69-40c0-a0ab-cead3EXAMPLE' }, ['a', 'b']],
    [`${ARN}#user@example`, undefined, ['user@example']],
  ])('takes a version: %s', (text, version, pointer) => {
    const parsed = parse(text);
    expect(parsed).toMatchObject({ pointer, name: 'prod/api/stripe', address: { id: ARN } });
    expect(parsed?.address.version).toEqual(version);
    expect(parts(text)['stage'] ?? parts(text)['versionId']).toBe(Object.values(version ?? {})[0]);
  });

  it.each([
    'arn:aws:secretsmanager:eu-west-1:111122223333:secret:',
    'arn:aws:secretsmanager:eu-west-1:111122223333:parameter/a',
    'arn:aws:ssm:eu-west-1:111122223333:secret:a',
    'arn:aws:s3:::bucket',
    `${ARN}:a:b:c:d`,
    `${ARN}#a@AWSPREVIOUS#b@AWSPREVIOUS\n`.replace('\n', '\u0000'),
    `prefix ${ARN}`,
    `${ARN.replace('stripe', 'two words')}`,
  ])('is not %s', (text) => {
    expect(parse(text)).toBeUndefined();
    expect(parse(text, 'aws')).toBeUndefined();
  });

  it('is read where a part is missing or odd, for the lint to say so', () => {
    expect(parse('arn:aws:secretsmanager:::secret:a')).toMatchObject({ address: { provider: 'aws', partition: 'aws' }, name: 'a' });
    expect(parse('arn:aws:secretsmanager:nowhere:12:secret:a')).toMatchObject({ address: { region: 'nowhere', account: '12' } });
  });
});

describe('a parameter of SSM', () => {
  it.each([
    [
      'arn:aws-us-gov:ssm:us-gov-west-1:111122223333:parameter/prod/db',
      '/prod/db',
      undefined,
      'arn:aws-us-gov:ssm:us-gov-west-1:111122223333:parameter/prod/db',
    ],
    ['arn:aws:ssm:eu-west-1:111122223333:parameter/db', 'db', undefined, 'arn:aws:ssm:eu-west-1:111122223333:parameter/db'],
    ['arn:aws:ssm:eu-west-1:111122223333:parameter/a/b:3', '/a/b', { id: '3' }, 'arn:aws:ssm:eu-west-1:111122223333:parameter/a/b'],
    ['ssm:/a/b', '/a/b', undefined, '/a/b'],
    ['ssm:name', 'name', undefined, 'name'],
    ['ssm:///a/b', '/a/b', undefined, '/a/b'],
    ['ssm://name', 'name', undefined, 'name'],
    ['ssm:/a/b:blue', '/a/b', { stage: 'blue' }, '/a/b'],
    ['ssm:/a/b?region=eu-west-1', '/a/b', undefined, '/a/b'],
    ['ssm:/a/b@@7', '/a/b', { id: '7' }, '/a/b'],
  ])('%s', (text, name, version, id) => {
    const parsed = parse(text);
    expect(parsed).toMatchObject({ name, address: { provider: 'ssm', id } });
    expect(parsed?.address.version).toEqual(version);
    expect(parts(text)['name']).toBe(name);
  });

  it('starts with a slash in a path, also where the scheme has taken it', () => {
    expect(parse('ssm://a/b#k')).toMatchObject({ name: '/a/b', address: { id: '/a/b' }, ranges: { name: { start: 6, end: 9 } } });
  });

  it('may be a bare name where that is said', () => {
    expect(parse('/a/b', 'ssm')).toMatchObject({ syntax: 'name', address: { provider: 'ssm', id: '/a/b' } });
    expect(parse('/a/b#key', 'ssm')).toMatchObject({ pointer: ['key'] });
    expect(parse('/a/b')).toBeUndefined();
  });
});

describe('a plain name', () => {
  it.each<[string, ProviderId, object]>([
    ['prod/api/stripe', 'aws', { id: 'prod/api/stripe' }],
    ['prod/api@AWSPREVIOUS', 'aws', { id: 'prod/api', version: { stage: 'AWSPREVIOUS' } }],
    ['ops@example.com', 'aws', { id: 'ops@example.com' }],
    ['prod/api', 'local', { id: 'prod/api' }],
    ['secret/prod/api', 'vault', { mount: 'secret', id: 'prod/api' }],
    ['api-key', 'azure', { id: 'api-key' }],
    ['prod/api/stripe', 'azure', { id: 'prod/api/stripe' }],
    ['acme.vault.azure.net/api-key', 'azure', { host: 'https://acme.vault.azure.net', id: 'api-key' }],
  ])('%s is one of %s where that is said', (text, assume, address) => {
    expect(parse(text)).toBeUndefined();
    expect(parse(text, assume)).toMatchObject({ syntax: 'name', address: { provider: assume, ...address } });
  });

  it('may carry the fields of ECS', () => {
    expect(parse('prod/api:key::', 'aws')).toMatchObject({ syntax: 'name', name: 'prod/api', pointer: ['key'] });
    expect(parse('prod/api::AWSPREVIOUS:', 'aws')).toMatchObject({ address: { id: 'prod/api', version: { stage: 'AWSPREVIOUS' } } });
  });

  it.each([
    'two words',
    ['postgres://user:', 'word@host/db'].join(''),
    'https://example.com/a',
    'a"b',
    '$VAR',
    '${VAR}',
    'a:b',
    'op://a/b/c',
    'redis://h:1/2',
    '<name>',
    '',
  ])('is not %s', (text) => {
    for (const assume of ['aws', 'vault', 'azure', 'local'] as const) expect(parse(text, assume)).toBeUndefined();
  });
});

describe('a scheme', () => {
  it.each([
    ['aws-sm://prod/api/stripe', { provider: 'aws', id: 'prod/api/stripe' }, []],
    ['aws-sm://prod/api#key', { provider: 'aws', id: 'prod/api' }, ['key']],
    ['AWS-SM://prod/api', { provider: 'aws', id: 'prod/api' }, []],
    ['aws-sm://prod/api?region=eu-west-1&stage=blue#/a/b', { provider: 'aws', id: 'prod/api', region: 'eu-west-1', version: { stage: 'blue' } }, ['a', 'b']],
    ['aws-sm://ops%40AWSPREVIOUS', { provider: 'aws', id: 'ops@AWSPREVIOUS' }, []],
    ['vault://secret/prod/api#password', { provider: 'vault', mount: 'secret', id: 'prod/api' }, ['password']],
    ['vault://secret/prod/api?version=2#password', { provider: 'vault', mount: 'secret', id: 'prod/api', version: { id: '2' } }, ['password']],
    ['vault://secret/prod/api#password?version=2', { provider: 'vault', mount: 'secret', id: 'prod/api', version: { id: '2' } }, ['password']],
    ['vault://kv%2Fteam/api', { provider: 'vault', mount: 'kv/team', id: 'api' }, []],
    ['vault://api', { provider: 'vault', id: 'api' }, []],
    ['vault:///a/b', { provider: 'vault', id: 'a/b' }, []],
    ['local://prod/api#field', { provider: 'local', id: 'prod/api' }, ['field']],
    ['local://prod%23api', { provider: 'local', id: 'prod#api' }, []],
    ['azure://acme/api-key', { provider: 'azure', host: 'https://acme.vault.azure.net', id: 'api-key' }, []],
    ['azure://acme.vault.azure.cn/api-key', { provider: 'azure', host: 'https://acme.vault.azure.cn', id: 'api-key' }, []],
    ['azure://api-key', { provider: 'azure', id: 'api-key' }, []],
  ])('%s', (text, address, pointer) => {
    const parsed = parse(text);
    expect(parsed?.address).toEqual(address);
    expect(parsed?.pointer).toEqual(pointer);
  });

  it('has ranges in the text as it is written', () => {
    expect(parts('  vault://secret/prod/api?version=2#/a  ')).toEqual({ name: 'prod/api', pointer: '/a', versionId: '2' });
    expect(parts('vault://secret/prod/api#a?version=2')).toEqual({ name: 'prod/api', pointer: 'a', versionId: '2' });
    expect(parts('aws-sm://prod/api?region=eu-west-1&stage=blue#a')).toEqual({ name: 'prod/api', region: 'eu-west-1', stage: 'blue', pointer: 'a' });
  });

  it.each([
    'vault://',
    'vault://a//b',
    'vault://a/b?version=x',
    'vault://a/b?other=1',
    'local://',
    'local://a%0Ab',
    'aws-sm://',
    'ssm:',
    'aws-sm://a?stage=b&stage=c',
    'azure://evil.example.com/name',
    'azure://127.0.0.1/name',
    'azure://acme.vault.azure.net.example.com/name',
  ])('is not %s', (text) => expect(parse(text)).toBeUndefined());
});

describe('an identifier of Azure Key Vault', () => {
  it.each(['vault.azure.net', 'vault.azure.cn', 'vault.usgovcloudapi.net', 'vault.microsoftazure.de'])('is read in %s', (domain) => {
    const text = `https://acme.${domain}/secrets/api-key/0123456789abcdef0123456789abcdef#a`;
    expect(parse(text)).toMatchObject({
      syntax: 'azure',
      name: 'api-key',
      pointer: ['a'],
      address: { provider: 'azure', id: 'api-key', host: `https://acme.${domain}`, version: { id: '0123456789abcdef0123456789abcdef' } },
    });
    expect(parts(text)).toEqual({ name: 'api-key', versionId: '0123456789abcdef0123456789abcdef', pointer: 'a' });
  });

  it.each([
    '@Microsoft.KeyVault(SecretUri=https://acme.vault.azure.net/secrets/api-key/)',
    '@Microsoft.KeyVault(SecretUri=https://acme.vault.azure.net/secrets/api-key)',
    '@Microsoft.KeyVault(VaultName=acme;SecretName=api-key)',
    '@microsoft.keyvault(VaultName=acme; SecretName=api-key; SecretVersion=)',
    'https://acme.vault.azure.net:443/secrets/api-key',
  ])('%s', (text) => {
    expect(parse(text)?.address).toEqual({ provider: 'azure', host: 'https://acme.vault.azure.net', id: 'api-key' });
    expect(parts(text)).toEqual({ name: 'api-key' });
  });

  it('may name a version in the form of App Service', () => {
    const text = '@Microsoft.KeyVault(VaultName=acme;SecretName=api-key;SecretVersion=abc123)';
    expect(parse(text)?.address.version).toEqual({ id: 'abc123' });
    expect(parts(text)).toEqual({ name: 'api-key', versionId: 'abc123' });
  });

  it.each([
    'https://acme.vault.azure.net/keys/a',
    'https://acme.vault.azure.net/secrets/',
    'https://example.com/secrets/a',
    'http://acme.vault.azure.net/secrets/a',
    'https://acme.vault.azure.net@evil.example.com/secrets/a',
    'https://evil.example.com#.vault.azure.net/secrets/a',
    '@Microsoft.KeyVault(SecretUri=https://evil.example.com/secrets/a)',
    '@Microsoft.KeyVault()',
  ])('is not %s', (text) => expect(parse(text)).toBeUndefined());
});

describe('any text', () => {
  it('is read without throwing, with ranges inside it, and linked to what it says', () => {
    const piece = fc.constantFrom(
      'arn:',
      'aws',
      ':',
      'secretsmanager',
      'ssm',
      'secret:',
      'parameter/',
      '/',
      '#',
      '@',
      '@@',
      '%41',
      '%',
      '?',
      '-AbCdEf',
      'vault://',
      'local://',
      'azure://',
      'https://acme.vault.azure.net/secrets/',
      'AWSCURRENT',
      '~1',
      '~',
      '.',
      'a',
      '=',
      'version=1',
      '@Microsoft.KeyVault(',
      ')',
      ' ',
    );
    const text = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.array(fc.oneof(piece, fc.string({ maxLength: 3 })), { maxLength: 16 }).map((pieces) => pieces.join('')),
    );
    fc.assert(
      fc.property(text, fc.constantFrom(undefined, 'aws', 'ssm', 'vault', 'azure', 'local' as const), (any, assume) => {
        const parsed = parse(any, assume);
        if (parsed === undefined) return;
        expect(parsed.text).toBe(any);
        for (const range of Object.values(parsed.ranges)) {
          expect(range.start).toBeGreaterThanOrEqual(0);
          expect(range.end).toBeGreaterThanOrEqual(range.start);
          expect(range.end).toBeLessThanOrEqual(any.length);
        }
        expect(parsed.name).not.toBe('');
      }),
      { numRuns: 3000 },
    );
  });

  it('longer than 4,096 characters is no reference', () => {
    const name = 'a'.repeat(4096 - 'local://'.length);
    expect(parse(`local://${name}`)).toBeDefined();
    expect(parse(`local://${name}a`)).toBeUndefined();
    expect(parse(`local://a#${'.a'.repeat(63)}`)?.pointer).toHaveLength(64);
    expect(parse(`local://a#${'.a'.repeat(64)}`)).toBeUndefined();
  });
});
