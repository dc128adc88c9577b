import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { loadProviderSettings } from '../../../shared/config/provider-settings.ts';
import { dataFolderOf, type Host } from '../../../shared/config/user-folders.ts';
import { AppError } from '../../../shared/model/app-error.ts';

let folder: string;
let host: Host;
beforeAll(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'watertight-settings-')));
  mkdirSync(join(folder, 'repository', '.git'), { recursive: true });
  mkdirSync(join(folder, 'repository', 'deep'));
  mkdirSync(join(folder, 'outside'));
  symlinkSync(join(folder, 'repository', 'deep'), join(folder, 'link'));
  host = { platform: 'linux', userHome: join(folder, 'outside'), cwd: join(folder, 'repository', 'deep') };
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const failure = (run: () => unknown): AppError => {
  try {
    run();
  } catch (error) {
    if (error instanceof AppError) return error;
  }
  throw new Error('it did not fail');
};

describe('loadProviderSettings', () => {
  it('needs nothing: the local store in the data folder of the user', () => {
    expect(loadProviderSettings({}, {}, host)).toEqual({
      defaultProvider: 'local',
      deadlineMs: 30_000,
      aws: { batch: 'auto', maxAttempts: 4 },
      vault: { appRoleMount: 'approle', mount: 'secret' },
      azure: { authorityHost: 'https://login.microsoftonline.com' },
      local: { home: join(folder, 'outside', '.local', 'share', 'watertight') },
    });
  });

  it.each([
    ['the one that is named', { WATERTIGHT_PROVIDER: 'vault', AWS_REGION: 'eu-west-1' }, {}, 'vault'],
    ['the one of the command line first', { WATERTIGHT_PROVIDER: 'vault', AWS_REGION: 'eu-west-1' }, { provider: 'ssm' }, 'ssm'],
    ['AWS where a region is set', { AWS_REGION: 'eu-west-1' }, {}, 'aws'],
    ['AWS where the older variable says one', { AWS_DEFAULT_REGION: 'eu-west-1' }, {}, 'aws'],
    ['AWS where a profile is set', { AWS_PROFILE: 'dev' }, {}, 'aws'],
    ['AWS where the command line says a region', {}, { region: 'eu-west-1' }, 'aws'],
    ['AWS where the command line says a profile', {}, { profile: 'dev' }, 'aws'],
    ['the local one where keys alone are there', { AWS_ACCESS_KEY_ID: 'test', AWS_SECRET_ACCESS_KEY: 'test', VAULT_ADDR: 'http://127.0.0.1:1' }, {}, 'local'],
  ] as const)('takes for the store of plain names %s', (_, env, overrides, expected) => {
    expect(loadProviderSettings(env, overrides, host).defaultProvider).toBe(expected);
  });

  it("reads each vendor's own variables; an empty one is none", () => {
    const settings = loadProviderSettings(
      {
        WATERTIGHT_PROVIDER: 'aws',
        WATERTIGHT_TIMEOUT: '5',
        AWS_REGION: '',
        AWS_DEFAULT_REGION: 'us-gov-west-1',
        AWS_PROFILE: 'dev',
        AWS_ENDPOINT_URL: 'http://127.0.0.1:4566/',
        AWS_ENDPOINT_URL_SSM: 'http://127.0.0.1:4567',
        WATERTIGHT_AWS_BATCH: 'never',
        VAULT_ADDR: 'https://vault.example.com:8200/',
        VAULT_TOKEN: 'a token',
        AZURE_KEY_VAULT_URL: 'https://acme.vault.azure.net/',
        AZURE_CLIENT_SECRET: 'a secret',
        WATERTIGHT_PASSPHRASE: ' with spaces ',
      },
      { region: 'eusc-de-east-1' },
      host,
    );
    expect(settings).toMatchObject({ defaultProvider: 'aws', deadlineMs: 5000 });
    expect(settings.aws).toEqual({
      region: 'eusc-de-east-1',
      profile: 'dev',
      secretsManagerEndpoint: 'http://127.0.0.1:4566',
      ssmEndpoint: 'http://127.0.0.1:4567',
      batch: 'never',
      maxAttempts: 4,
    });
    expect(settings.vault.address).toBe('https://vault.example.com:8200');
    expect(settings.vault.token?.reveal()).toBe('a token');
    expect(settings.azure.vaultUrl).toBe('https://acme.vault.azure.net');
    expect(settings.local.passphrase?.reveal()).toBe(' with spaces ');
    expect(JSON.stringify(settings)).not.toMatch(/a token|a secret|with spaces/);
  });

  it("obeys the SDK's switch for endpoints", () => {
    const { aws } = loadProviderSettings({ AWS_ENDPOINT_URL: 'http://127.0.0.1:1', AWS_IGNORE_CONFIGURED_ENDPOINT_URLS: 'true' }, {}, host);
    expect(aws.secretsManagerEndpoint).toBeUndefined();
  });

  it.each([
    ['WATERTIGHT_PROVIDER', 'gcp', /must be one of aws, ssm, vault, azure, local: gcp/],
    ['WATERTIGHT_TIMEOUT', '1e3', /whole number from 1 to 3600/],
    ['AWS_REGION', 'eu-west-1.evil.example', /not the name of an AWS region/],
    ['AWS_MAX_ATTEMPTS', '0', /whole number/],
    ['VAULT_ADDR', 'vault.example.com', /VAULT_ADDR is not a URL/],
    ['WATERTIGHT_HOME', 'store', /must be a whole path/],
    ['WATERTIGHT_AUDIT_LOG', 'audit.jsonl', /must be a whole path/],
  ])('refuses %s=%s', (name, value, message) => {
    const error = failure(() => loadProviderSettings({ [name]: value }, {}, host));
    expect(error.code).toBe('usage');
    expect(error.message).toMatch(message);
  });

  it('shows nothing of a URL that can not be used: it may hold a password', () => {
    const error = failure(() => loadProviderSettings({ VAULT_ADDR: ['ftp://me', 'hunter2hunter2@host'].join(':') }, {}, host));
    expect(`${error.message}${error.hint}`).not.toContain('hunter2');
  });

  it('refuses two ways to open the local store at once', () => {
    const error = failure(() => loadProviderSettings({ WATERTIGHT_KEY: 'k', WATERTIGHT_PASSPHRASE: 'p' }, {}, host));
    expect(error.message).toContain('WATERTIGHT_KEY, WATERTIGHT_PASSPHRASE');
  });

  it.each(['WATERTIGHT_HOME', 'WATERTIGHT_KEY_FILE'])('refuses %s inside the repository, also by a link and where nothing exists yet', (name) => {
    for (const place of [join(folder, 'repository'), join(folder, 'repository', 'new', 'store'), join(folder, 'link', 'store')]) {
      const error = failure(() => loadProviderSettings({ [name]: place }, {}, host));
      expect(error.message).toContain('inside the repository');
    }
    expect(() => loadProviderSettings({ [name]: join(folder, 'outside', 'store') }, {}, host)).not.toThrow();
    expect(() => loadProviderSettings({ [name]: join(folder, 'repository-2') }, {}, host)).not.toThrow();
  });
});

describe('dataFolderOf', () => {
  it.each<[NodeJS.Platform, string, Record<string, string>, string]>([
    ['linux', '/home/me', {}, '/home/me/.local/share'],
    ['linux', '/home/me', { XDG_DATA_HOME: '/data' }, '/data'],
    ['linux', '/home/me', { XDG_DATA_HOME: 'data' }, '/home/me/.local/share'],
    ['darwin', '/Users/me', {}, '/Users/me/Library/Application Support'],
    ['win32', 'C:\\Users\\me', { LOCALAPPDATA: 'D:\\Data' }, 'D:\\Data'],
    ['win32', 'C:\\Users\\me', {}, 'C:\\Users\\me\\AppData\\Local'],
  ])('%s, %s, %j: %s', (platform, userHome, env, expected) => {
    expect(dataFolderOf(env, { platform, userHome, cwd: '/' })).toBe(expected);
  });
});
