import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { memberVariables, planEnv } from '../../../shared/references/env-plan.ts';

const ARN = 'arn:aws:secretsmanager:eu-west-1:111122223333:secret:prod/api-AbCdEf';

const plan = (env: Record<string, string | undefined>) => {
  const { items, problems } = planEnv(env);
  return {
    items: items.map(({ from, sets, reference, memberPrefix, fallback }) => ({ from, sets, id: reference.address.id, memberPrefix, fallback })),
    problems: problems.map(({ code, variable }) => [code, variable]),
  };
};

describe('planEnv', () => {
  it('puts the value in the place of the reference', () => {
    expect(
      plan({ API_KEY: 'vault://secret/api#key', PLAIN: 'x', URL: 'https://example.com', HOME: '/home/me', NAME: 'prod/api', EMPTY: '', GONE: undefined }),
    ).toEqual({
      items: [{ from: 'API_KEY', sets: ['API_KEY'], id: 'api', memberPrefix: null, fallback: null }],
      problems: [],
    });
    expect(plan({ AWS_SECRET_ACCESS_KEY: `${ARN}#key` }).items).toMatchObject([{ sets: ['AWS_SECRET_ACCESS_KEY'] }]);
  });

  it.each(['DB_ARN', 'SECRET_ARN', 'APP_SECRET_ID', 'APP_SECRET_NAME', 'AZURE_SECRET_URI', 'dbClusterArn_ARN'])(
    'leaves %s, which says where a secret is',
    (name) => {
      expect(plan({ [name]: ARN })).toEqual({ items: [], problems: [] });
    },
  );

  it('takes no name for set because every object has a member of that name', () => {
    expect(plan({ constructor_SECRET_ARN: ARN }).items).toMatchObject([{ sets: ['constructor', 'constructor_SECRET'], fallback: null }]);
    expect(plan({ AWS_SECRET_toString: 'prod/api' }).items).toMatchObject([{ sets: ['toString'], fallback: null }]);
  });

  it('sets NAME from NAME_SECRET_ARN, with the plain variable for a fall-back', () => {
    expect(plan({ API_KEY_SECRET_ARN: ARN })).toEqual({
      items: [{ from: 'API_KEY_SECRET_ARN', sets: ['API_KEY', 'API_KEY_SECRET'], id: ARN, memberPrefix: 'API_KEY_', fallback: null }],
      problems: [],
    });
    expect(plan({ API_KEY_SECRET_ARN: ARN, API_KEY: 'plain' }).items).toMatchObject([{ sets: ['API_KEY'], fallback: 'API_KEY' }]);
    expect(plan({ JWT_SECRET_ARN: ARN, JWT_SECRET: 'plain' }).items).toMatchObject([{ sets: ['JWT_SECRET'], fallback: 'JWT_SECRET', memberPrefix: 'JWT_' }]);
    expect(plan({ API_KEY_SECRET_ARN: `${ARN}:key::` }).items).toMatchObject([{ memberPrefix: null }]);
    expect(plan({ API_KEY_SECRET_ARN: 'hunter two' })).toEqual({ items: [], problems: [['no-reference', 'API_KEY_SECRET_ARN']] });
    expect(JSON.stringify(planEnv({ API_KEY_SECRET_ARN: 'hunter two' }))).not.toContain('hunter');
  });

  it('sets X from AWS_SECRET_X', () => {
    expect(plan({ AWS_SECRET_STRIPE: 'prod/api/stripe' })).toEqual({
      items: [{ from: 'AWS_SECRET_STRIPE', sets: ['STRIPE'], id: 'prod/api/stripe', memberPrefix: 'STRIPE_', fallback: null }],
      problems: [],
    });
    expect(plan({ AWS_SECRET_API_KEY: 'prod/api#key', API_KEY: 'plain' }).items).toEqual([]);
    expect(plan({ AWS_SECRET_API_KEY: 'prod/api', API_KEY: 'plain' }).items).toMatchObject([{ sets: ['API_KEY'], fallback: 'API_KEY' }]);
    expect(plan({ AWS_SECRET_STRIPE: ARN }).items).toMatchObject([
      { sets: ['AWS_SECRET_STRIPE'], memberPrefix: null },
      { sets: ['STRIPE'], memberPrefix: 'STRIPE_' },
    ]);
  });

  it('makes the members of AWS_SECRET_NAME variables under their own names', () => {
    for (const name of ['AWS_SECRET_NAME', 'AWS_SECRET_ID'])
      expect(plan({ [name]: 'prod/api' }).items).toMatchObject([{ sets: [], memberPrefix: '', id: 'prod/api' }]);
    expect(plan({ AWS_SECRET_ARN: ARN }).items).toMatchObject([{ sets: [], memberPrefix: '', id: ARN }]);
  });

  // Credentials in every shape that they have been seen in; none may be sent to a store as a name.
  const key = ['wJalrXUtnFEMI', 'K7MDENG', 'bPxRfiCYEXAMPLEKEY'].join('/');
  it.each([
    ['AWS_SECRET_ACCESS_KEY', 'prod/api'],
    ['AWS_SECRET_KEY', 'prod/api'],
    ['AWS_SECRET_KEY_ID', 'prod/api'],
    ['AWS_SECRET_ACCESS_KEY_PROD', 'prod/api'],
    ['AWS_SECRET_PROD_ACCESS_KEY', 'prod/api'],
    ['aws_secret_access_key', 'prod/api'],
    ['AWS_SECRET_TOKEN', key],
    ['AWS_SECRET_TOKEN', key.replaceAll('/', '')],
    ['AWS_SECRET_TOKEN', 'a'.repeat(32)],
    ['AWS_SECRET_TOKEN', ['ab+cd', 'ef=='].join('/')],
    ['AWS_SECRET_TOKEN', 'two words'],
    ['AWS_SECRET_TOKEN', 'postgres://a:b@c/d'],
    ['AWS_SECRET_REFRESH', 'true'],
    ['AWS_SECRET_REFRESH', 'enabled'],
    ['AWS_SECRET_REFRESH', '30'],
    ['AWS_SECRET_STORE_TYPE', 'vault'],
    ['AWS_SECRET_CACHE_TTL', 'prod'],
    ['AWS_SECRET_REGION', 'eu-west-1'],
    ['AWS_SECRET_PLACE', 'eu-west-1'],
    ['AWS_SECRET_PREFIX', 'prod/api'],
    ['AWS_SECRET_MANAGER_STORE', 'prod/api'],
    ['AWS_SECRETS_MANAGER', 'prod/api'],
  ])('takes %s=%s for no name of a secret', (name, value) => expect(plan({ [name]: value })).toEqual({ items: [], problems: [] }));

  it('refuses dangerous names, and says why', () => {
    expect(plan({ LD_PRELOAD: ARN, GITHUB_TOKEN: ARN })).toMatchObject({ items: [{ sets: ['GITHUB_TOKEN'] }], problems: [['dangerous-name', 'LD_PRELOAD']] });
    expect(planEnv({ GITHUB_TOKEN: ARN }, { on: 'runner' })).toMatchObject({ items: [], problems: [{ message: expect.stringContaining('the runner') }] });
    expect(plan({ PATH_SECRET_ARN: ARN, PATH: '/bin' })).toMatchObject({ items: [], problems: [['dangerous-name', 'PATH']] });
  });

  it('lets one reference alone set a variable: the nearest to its name', () => {
    const other = 'local://other';
    expect(plan({ KEY: other, KEY_SECRET_ARN: ARN, AWS_SECRET_KEYS: 'a' })).toMatchObject({
      items: [{ sets: ['KEYS'] }, { from: 'KEY', sets: ['KEY'] }],
      problems: [['two-references', 'KEY']],
    });
    expect(plan({ KEY: ARN, KEY_SECRET_ARN: ARN })).toMatchObject({ items: [{ from: 'KEY' }], problems: [] });
  });

  it('never throws, and gives each variable one setter', () => {
    const name = fc.constantFrom('A', 'A_SECRET', 'A_SECRET_ARN', 'AWS_SECRET_A', 'AWS_SECRET_NAME', 'PATH', 'B', '', '__proto__', 'constructor');
    const value = fc.constantFrom(ARN, 'local://a', 'x', '', 'prod/a', undefined);
    fc.assert(
      fc.property(fc.dictionary(name, value, { noNullPrototype: false }), (env) => {
        const set = planEnv(env).items.flatMap(({ sets }) => sets);
        expect(new Set(set).size).toBe(set.length);
      }),
    );
  });
});

describe('memberVariables', () => {
  const members = (env: Record<string, string>, ...keys: string[]) => {
    const made = planEnv(env);
    const { members: variables, problems } = memberVariables(made, made.items[0]!, keys);
    return { variables: variables.map(({ key, variable }) => `${key}:${variable}`), problems: problems.map(({ code, variable }) => `${code}:${variable}`) };
  };

  it('names them after the variable and the key', () => {
    expect(members({ DB_SECRET_ARN: ARN }, 'username', 'dbName', 'ssl.mode', 'API-KEY', '2fa', '-')).toEqual({
      variables: ['username:DB_USERNAME', 'dbName:DB_DB_NAME', 'ssl.mode:DB_SSL_MODE', 'API-KEY:DB_API_KEY', '2fa:DB_2FA'],
      problems: [],
    });
  });

  it('keeps their own names where the secret is the whole environment', () => {
    expect(members({ AWS_SECRET_NAME: 'prod/api' }, 'DATABASE_URL', 'apiKey', 'tls.crt', '2fa', 'NODE_OPTIONS')).toEqual({
      variables: ['DATABASE_URL:DATABASE_URL', 'apiKey:apiKey', 'tls.crt:TLS_CRT', '2fa:_2FA'],
      problems: ['dangerous-name:NODE_OPTIONS'],
    });
  });

  it('leaves a variable to its own reference, and refuses what two keys make', () => {
    expect(members({ DB_SECRET_ARN: ARN, DB_USER: 'local://user' }, 'user', 'pass', 'Pass')).toEqual({
      variables: ['pass:DB_PASS'],
      problems: ['same-name:DB_PASS'],
    });
  });

  it('has none where the reference names a key', () => {
    expect(members({ DB_SECRET_ARN: `${ARN}#a` }, 'user')).toEqual({ variables: [], problems: [] });
  });
});
