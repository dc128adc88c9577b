import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { PROVIDER_IDS } from '../../../shared/model/reference.ts';
import { namePartsOf, toSecretName } from '../../../shared/move/secret-name.ts';

describe('namePartsOf', () => {
  it.each([
    ['.env', 'development', 'app'],
    ['.env.production', 'production', 'app'],
    ['.env.local', 'development', 'app'],
    ['services/api/.env', 'development', 'api'],
    ['services/api/.env.staging', 'staging', 'api'],
    ['api.env', 'development', 'api'],
    ['infra/prod.auto.tfvars', 'production', 'infra'],
    ['infra/environments/prd/terraform.tfvars', 'production', 'infra'],
    ['terraform.prod.tfvars', 'production', 'app'],
    ['config/database.yml', 'development', 'database'],
    ['config/production.yml', 'production', 'app'],
    ['deploy/overlays/production/secret.yaml', 'production', 'app'],
    ['docker-compose.yml', 'development', 'app'],
    ['billing/docker-compose.prod.yml', 'production', 'billing'],
    ['src/payments.ts', 'development', 'payments'],
    ['../other/.env', 'development', 'other'],
  ])('%s', (path, environment, service) => {
    expect(namePartsOf(path, 'acme')).toEqual({ prefix: 'acme', environment, service });
  });

  it('takes what is given', () => {
    expect(namePartsOf('api/.env.production', 'acme', { environment: 'blue', service: 'web' })).toEqual({
      prefix: 'acme',
      environment: 'blue',
      service: 'web',
    });
  });
});

describe('toSecretName', () => {
  it.each([
    ['aws', ['acme shop', 'production', 'api'], 'acme-shop/production/api'],
    ['aws', ['acme', 'production', 'mail-worker'], 'acme/production/mail_worker'],
    ['ssm', ['acme', 'production', 'api'], '/acme/production/api'],
    ['ssm', ['aws-tools', 'production', 'api'], '/app/aws-tools/production/api'],
    ['azure', ['acme', 'production', 'api', 'DB_PASSWORD'], 'acme-production-api-DB-PASSWORD'],
    ['vault', ['team/acme', 'production', 'größe'], 'team/acme/production/gro-e'],
    ['local', ['.acme.', '..', 'api'], 'acme/api'],
  ] as const)('%s %j', (provider, parts, name) => {
    expect(toSecretName(parts, provider)).toBe(name);
  });

  it('fits its store whatever the parts, and differs when the last one does', () => {
    const allowed = { aws: /^[\w/+=.@-]{1,512}$/, ssm: /^(?:\/[\w.-]+)+$/, vault: /^[\w/.-]+$/, azure: /^[A-Za-z0-9-]{1,127}$/, local: /^[\w/.-]{1,512}$/ };
    fc.assert(
      fc.property(fc.constantFrom(...PROVIDER_IDS), fc.array(fc.string({ maxLength: 700 }), { maxLength: 3 }), (provider, parts) => {
        const name = toSecretName([...parts, 'api'], provider);
        expect(name).toMatch(allowed[provider]);
        if (provider === 'aws') expect(name).not.toMatch(/-[A-Za-z0-9]{6}$/);
        expect(toSecretName([...parts, 'web'], provider)).not.toBe(name);
      }),
    );
  });
});
