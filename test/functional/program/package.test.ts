import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Secret } from '../../../shared/model/secret.ts';
import { createLocalProvider } from '../../../shared/providers/local.ts';
import { type FakeSecretsManager, startSecretsManager } from '../../fakes/secrets-manager.ts';
import { installPackage, type PackedApp, runNode } from '../../support/package.ts';
import { ROOT } from '../../support/source-files.ts';

const LOCAL = 'value-of-the-local-store';
const REMOTE = 'value-of-the-remote-store';

let app: PackedApp;
let server: FakeSecretsManager;
let home: string;
let env: Record<string, string>;
let arn: string;

beforeAll(async () => {
  app = installPackage();
  home = mkdtempSync(join(tmpdir(), 'watertight-home-'));
  const local = await createLocalProvider({ home });
  await local.create({ address: { provider: 'local', id: 'app/dev' }, value: new Secret(JSON.stringify({ API_TOKEN: LOCAL })) });
  server = await startSecretsManager();
  arn = server.put('prod/app', JSON.stringify({ password: REMOTE, port: 5432 }));
  env = {
    WATERTIGHT_HOME: home,
    AWS_ENDPOINT_URL_SECRETS_MANAGER: server.url,
    AWS_REGION: 'eu-west-1',
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
  };
  writeFileSync(join(app.folder, '.env'), `# moved\nAPI_TOKEN="local://app/dev#API_TOKEN"\nDB_SECRET_ARN=${arn}\nPLAIN=from the file\n`);
  writeFileSync(
    join(app.folder, 'app.mjs'),
    `import assert from 'node:assert';
     const { API_TOKEN, DB_PASSWORD, DB_PORT, PLAIN } = process.env;
     assert.equal(API_TOKEN, ${JSON.stringify(LOCAL)});
     assert.equal(DB_PASSWORD, ${JSON.stringify(REMOTE)});
     assert.equal(DB_PORT, '5432');
     console.log('plain', PLAIN, 'args', process.argv.slice(2).join(','));`,
  );
});

afterAll(async () => {
  await server.close();
  app.remove();
  rmSync(home, { recursive: true });
});

describe('the package in a program', () => {
  it('resolves .env and the environment before the program starts, with --import', async () => {
    const result = await runNode(app.folder, ['--import', 'watertight/register', 'app.mjs', 'a', 'b'], env);
    // What is plain in .env is left to the program's own loader.
    expect(result).toEqual({ status: 0, signal: null, stdout: 'plain undefined args a,b\n', stderr: '' });
  });

  it('resolves with an import that stands first, and leaves the rest of .env to dotenv', async () => {
    cpSync(join(ROOT, 'node_modules/dotenv'), join(app.folder, 'node_modules/dotenv'), { recursive: true });
    const first = "import 'watertight/register';\nimport dotenv from 'dotenv';\ndotenv.config({ quiet: true });\nawait import('./app.mjs');\n";
    writeFileSync(join(app.folder, 'first.mjs'), first);
    expect(await runNode(app.folder, ['first.mjs'], env)).toEqual({ status: 0, signal: null, stdout: 'plain from the file args \n', stderr: '' });
  });

  it('works with --env-file of Node, which loads the file first', async () => {
    const result = await runNode(app.folder, ['--env-file=.env', '--import', 'watertight/register', 'app.mjs'], env);
    expect(result).toEqual({ status: 0, signal: null, stdout: 'plain from the file args \n', stderr: '' });
  });

  it('does not start the program when a reference can not be resolved, and shows why', async () => {
    const result = await runNode(app.folder, ['--import', 'watertight/register', 'app.mjs'], { ...env, OTHER: 'local://app/none' });
    expect([result.status, result.stdout]).toEqual([2, '']);
    expect(result.stderr).toMatch(/^watertight: the program is not started, for a reference can't be resolved:\n {2}OTHER \(local:\/\/app\/none\): /);
    expect(result.stderr).not.toContain(LOCAL);
  });

  it('does not start with an env file that is not there', async () => {
    const result = await runNode(app.folder, ['--import', 'watertight/register', 'app.mjs'], { ...env, WATERTIGHT_ENV_FILE: 'none.env' });
    expect([result.status, result.stderr]).toEqual([2, expect.stringContaining('the env file is not there: none.env')]);
  });

  it('serves plain values in an outage where that is allowed, and says so', async () => {
    writeFileSync(join(app.folder, 'show.mjs'), 'console.log(process.env.DB);');
    writeFileSync(join(app.folder, 'empty.env'), '');
    const down = { AWS_ENDPOINT_URL_SECRETS_MANAGER: 'http://127.0.0.1:9', AWS_MAX_ATTEMPTS: '1' };
    const out = { ...env, ...down, WATERTIGHT_ENV_FILE: 'empty.env', DB_SECRET_ARN: arn, DB: 'plain' };
    const args = ['--import', 'watertight/register', 'show.mjs'];
    expect(await runNode(app.folder, args, out)).toMatchObject({ status: 4, stdout: '' });
    const allowed = await runNode(app.folder, args, { ...out, WATERTIGHT_FALLBACK: '1' });
    expect(allowed).toMatchObject({ status: 0, stdout: 'plain\n', stderr: expect.stringContaining('DB: the plain value serves') });
    // In development the plain value comes first, and nobody is asked.
    expect(await runNode(app.folder, args, { ...out, NODE_ENV: 'development' })).toEqual({ status: 0, signal: null, stdout: 'plain\n', stderr: '' });
  });

  it('gives strings through a resolver, in few calls', async () => {
    writeFileSync(
      join(app.folder, 'resolver.mjs'),
      `import assert from 'node:assert';
       import { createResolver, isWatertightError, resolveEnv } from 'watertight';
       const [remote, local] = ${JSON.stringify([REMOTE, LOCAL])};
       const secrets = createResolver({ ttlMs: 60_000 });
       const arn = process.env.ARN;
       assert.deepEqual(await secrets.getMany([arn + ':password::', arn + ':port::', 'local://app/dev#API_TOKEN']), [remote, '5432', local]);
       assert.deepEqual((await secrets.getJson(arn)).port, 5432);
       assert.equal(await secrets.get('local://app/none', { fallback: 'plain' }), 'plain');
       const error = await secrets.get('local://app/none').catch((error) => error);
       assert(isWatertightError(error) && error.code === 'secret-missing');
       assert.deepEqual(await secrets.getBoth(arn + ':password::'), { current: remote, previous: null });
       assert.equal(secrets.metrics().reads, 8);
       assert.equal(secrets.health().providers.length, 2);
       const into = {};
       assert.deepEqual((await resolveEnv({ env: { X: arn }, into, envFile: false, resolver: secrets })).names, ['X']);
       assert.equal(JSON.parse(into.X).port, 5432);
       assert.equal(process.env.X, undefined);
       console.log('done', JSON.stringify(secrets));`,
    );
    server.forget();
    const result = await runNode(app.folder, ['resolver.mjs'], { ...env, ARN: arn });
    expect(result).toEqual({ status: 0, signal: null, stdout: 'done {}\n', stderr: '' });
    // The current version, and the previous one that is not there.
    expect(server.calls).toEqual({ GetSecretValue: 2 });
  });

  it('gives all secrets at once: what the environment refers to, or what is below a prefix', async () => {
    for (let i = 0; i < 23; i++) server.put(`many/app/secret-${i}`, `value-${i}`);
    writeFileSync(
      join(app.folder, 'all.mjs'),
      `import assert from 'node:assert';
       import { createResolver } from 'watertight';
       const secrets = createResolver();
       const env = { DB_SECRET_ARN: process.env.ARN, API_TOKEN: 'local://app/dev#API_TOKEN', PLAIN: 'x' };
       const all = await secrets.getAllSecrets({ env });
       assert.deepEqual(Object.keys(all).sort(), ['API_TOKEN', 'DB', 'DB_PASSWORD', 'DB_PORT', 'DB_SECRET']);
       assert.deepEqual([all.API_TOKEN, all.DB_PASSWORD], ${JSON.stringify([LOCAL, REMOTE])});
       assert.equal(process.env.DB_PASSWORD, undefined);
       const many = await secrets.getAllSecrets({ prefix: 'many/app/' });
       assert.equal(Object.keys(many).length, 23);
       assert.equal(many['many/app/secret-22'], 'value-22');
       assert.deepEqual(await secrets.getAllSecrets({ prefix: 'app/', provider: 'local' }), { 'app/dev': JSON.stringify({ API_TOKEN: ${JSON.stringify(LOCAL)} }) });
       assert.deepEqual(await secrets.getAllSecrets({ prefix: 'none/' }), {});
       const error = await secrets.getAllSecrets({ env: { A: 'local://app/dev#API_TOKEN', B: 'local://none' } }).catch((error) => error);
       assert.equal(error.code, 'secret-missing');
       console.log('done');`,
    );
    const log = join(home, 'all.jsonl');
    server.forget();
    expect(await runNode(app.folder, ['all.mjs'], { ...env, ARN: arn, WATERTIGHT_AUDIT_LOG: log })).toMatchObject({ status: 0, stdout: 'done\n', stderr: '' });
    expect(server.calls).toEqual({ GetSecretValue: 1, ListSecrets: 2, BatchGetSecretValue: 2 });
    expect(readFileSync(log, 'utf8').match(/"operation":"list"/g)?.length).toBe(3);
    expect(readFileSync(log, 'utf8')).not.toMatch(/value-/);
  });

  it('gives both versions while a rotation is under way, and the new one after a refresh', async () => {
    const rotating = server.put('prod/rotating', 'old-value');
    writeFileSync(
      join(app.folder, 'rotation.mjs'),
      `import { createResolver } from 'watertight';
       const secrets = createResolver();
       console.log(await secrets.get(process.env.ARN));
       await new Promise((resolve) => process.stdin.once('data', resolve));
       console.log(await secrets.get(process.env.ARN), await secrets.refresh(process.env.ARN), JSON.stringify(await secrets.getBoth(process.env.ARN)));
       process.stdin.destroy();`,
    );
    const running = runNode(app.folder, ['rotation.mjs'], { ...env, ARN: rotating }, undefined, () => void server.put('prod/rotating', 'new-value'));
    expect((await running).stdout).toBe('old-value\nold-value new-value {"current":"new-value","previous":"old-value"}\n');
  });

  it('can be required by CommonJS', async () => {
    writeFileSync(
      join(app.folder, 'common.cjs'),
      "require('watertight').createResolver().get('local://app/dev#API_TOKEN').then((value) => console.log(value.length));",
    );
    expect(await runNode(app.folder, ['common.cjs'], env)).toMatchObject({ status: 0, stdout: `${LOCAL.length}\n` });
  });

  it('shows no value when the store answers with one that is no JSON, or the program prints what it got from us', async () => {
    const name = server.put('prod/text', 'text-value-of-no-json');
    writeFileSync(
      join(app.folder, 'leak.mjs'),
      `import { inspect } from 'node:util';
       import { createResolver } from 'watertight';
       const secrets = createResolver();
       for (const read of [() => secrets.getJson(process.env.TEXT), () => secrets.get(process.env.TEXT + ':key::'), () => secrets.get('no reference: ' + process.env.PLAINTEXT)]) {
         const error = await read().catch((error) => error);
         console.log(inspect(error, { depth: 9, showHidden: true }), error.stack, JSON.stringify(error));
       }
       console.log(inspect(secrets, { depth: 9, showHidden: true }), secrets.health(), secrets.metrics());`,
    );
    const result = await runNode(app.folder, ['leak.mjs'], { ...env, TEXT: name, PLAINTEXT: 'plain-text-by-mistake' });
    expect(result).toMatchObject({ status: 0, stderr: '' });
    expect(result.stdout.match(/secret-invalid|secret-missing|reference-invalid/g)?.length).toBeGreaterThan(2);
    expect(result.stdout).not.toMatch(/text-value|plain-text/);
  });

  it('ends by itself: the cache keeps no process alive', async () => {
    const ends = "import { createResolver } from 'watertight';\nawait createResolver().get('local://app/dev');\nconsole.log('end');";
    writeFileSync(join(app.folder, 'ends.mjs'), ends);
    expect(await runNode(app.folder, ['ends.mjs'], env)).toMatchObject({ status: 0, stdout: 'end\n' });
  });

  it('leaves a record of each access', async () => {
    const log = join(home, 'audit.jsonl');
    await runNode(app.folder, ['--import', 'watertight/register', 'app.mjs'], { ...env, WATERTIGHT_AUDIT_LOG: log });
    const lines = readFileSync(log, 'utf8').trim().split('\n');
    const records = lines.map((line) => JSON.parse(line) as { reference: string; outcome: string });
    expect(records.map(({ reference, outcome }) => `${reference} ${outcome}`).sort()).toEqual([`${arn} fresh`, 'local://app/dev#API_TOKEN fresh']);
    expect(lines.join('')).not.toMatch(/value-of/);
  });

  it.each(['node16', 'bundler'])('is typed under moduleResolution %s', (resolution) => {
    const folder = join(app.folder, `types-${resolution}`);
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'package.json'), '{"type":"module"}');
    writeFileSync(
      join(folder, 'use.ts'),
      `import 'watertight/register';
       import { createResolver, isWatertightError, resolveEnv, type HealthReport, type Resolver } from 'watertight';
       const secrets: Resolver = createResolver({ ttlMs: 3_600_000 });
       export const value: string = await secrets.get('local://a#b', { fallback: 'c' });
       export const health: HealthReport = secrets.health();
       export const names: readonly string[] = (await resolveEnv({ environment: 'production' })).names;
       export const codeOf = (error: unknown): string => (isWatertightError(error) ? error.code + error.hint : '');
       // @ts-expect-error a value is a string
       export const wrong: number = await secrets.get('local://a#b');`,
    );
    const module = resolution === 'node16' ? 'node16' : 'esnext';
    const compilerOptions = { target: 'es2022', lib: ['es2022'], module, moduleResolution: resolution, strict: true, noEmit: true, types: [] };
    writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions, files: ['use.ts'] }));
    const { status, stdout } = spawnSync(process.execPath, [join(ROOT, 'node_modules/typescript/bin/tsc'), '-p', folder], { encoding: 'utf8' });
    expect([status, stdout]).toEqual([0, '']);
  });

  it('loads a cloud SDK only when it is used', () => {
    const dist = join(app.folder, 'node_modules/watertight/dist');
    const holdsSdk = (file: string): boolean => /GetSecretValueCommand|GetParametersCommand/.test(readFileSync(file, 'utf8'));
    const loadedBy = (entry: string): string[] => {
      const seen = new Set<string>();
      const visit = (file: string): void => {
        if (seen.has(file)) return;
        seen.add(file);
        for (const [, target = ''] of readFileSync(file, 'utf8').matchAll(/(?:from|import)\s*"(\.\/[^"]+\.js)"/g)) visit(join(file, '..', target));
      };
      visit(join(dist, entry));
      return [...seen];
    };
    for (const room of ['cli', 'program']) expect(readdirSync(join(dist, room)).filter((name) => holdsSdk(join(dist, room, name))).length).toBeGreaterThan(0);
    const eager = ['cli/main.js', 'program/register.js', 'program/main.js'].flatMap(loadedBy);
    expect(eager.length).toBeGreaterThan(4);
    expect(eager.filter(holdsSdk)).toEqual([]);
  });
});
