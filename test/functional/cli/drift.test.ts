import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type CliResult, runCli } from '../../support/cli.ts';
import { createSandbox, type Sandbox } from '../../support/repository.ts';

describe('watertight drift', () => {
  let box: Sandbox;
  let home: Sandbox;
  const canary = ['ca', 'nary', 'Zq81'].join('');
  beforeAll(() => {
    box = createSandbox();
    home = createSandbox();
    box.write({
      'clean/.env.example': 'PASSWORD=\nPORT=3000\n',
      'clean/.env': 'PASSWORD=local://prod/app#password\nPORT=1\n',
      'clean/compose.yml': 'services:\n  a:\n    environment:\n      PASSWORD: local://prod/app#password\n',
      'drifted/.env.example': 'PASSWORD=\nGONE=\n',
      'drifted/.env': 'PASSWORD=local://prod/app#password\nUSER_NAME=local://prod/app#user\nOTHER=local://prod/other\n',
      'drifted/.env.local': `PASSWORD=${canary}\n`,
      'empty/a.yml': 'a: 1\n',
    });
    const { status, stderr } = runCli(box.folder, ['secrets', 'create', 'prod/app', '--provider', 'local'], {
      input: JSON.stringify({ password: canary }),
      env: { WATERTIGHT_HOME: home.folder },
    });
    if (status !== 0) throw new Error(stderr);
  });
  afterAll(() => {
    box.remove();
    home.remove();
  });

  const drift = (...args: string[]): CliResult => {
    const result = runCli(box.folder, ['drift', ...args], { env: { WATERTIGHT_HOME: home.folder } });
    expect(`${result.stdout}${result.stderr}`).not.toContain(canary);
    return result;
  };

  it('ends with 0 where nothing has drifted', () => {
    expect(drift('clean')).toMatchObject({ status: 0, stdout: 'no drift (2 .env files, 2 references, 1 secret)\n', stderr: '' });
  });

  it('ends with 1 where something has, and shows names and digests', () => {
    const { status, stdout } = drift('drifted');
    expect(status).toBe(1);
    const digest = /file ([0-9a-f]{12}), store ([0-9a-f]{12})/.exec(stdout);
    expect(digest?.[1]).toBe(digest?.[2]);
    expect(stdout.replace(/[0-9a-f]{12}/g, 'DIGEST')).toBe(
      [
        'drift  drifted/.env  OTHER: the store has no such secret',
        'drift  drifted/.env  OTHER: set here, and not named in drifted/.env.example',
        'drift  drifted/.env  USER_NAME: the secret has no JSON key user',
        'drift  drifted/.env  USER_NAME: set here, and not named in drifted/.env.example',
        'drift  drifted/.env.example  GONE: named here, and set nowhere',
        'drift  drifted/.env.local  PASSWORD: a plain value here, a reference in drifted/.env; the values are the same (file DIGEST, store DIGEST)',
        '',
        '6 differences (3 .env files, 3 references, 2 secrets)',
        '',
      ].join('\n'),
    );
    const again = /file ([0-9a-f]{12})/.exec(drift('drifted').stdout)?.[1];
    expect(again).not.toBe(digest?.[1]);
  });

  it('works without a store', () => {
    const { status, stdout } = drift('drifted', '--no-store', '--format', 'json');
    const answer = JSON.parse(stdout) as { storesAsked: boolean; items: { code: string; variable: string }[] };
    expect(status).toBe(1);
    expect(answer.storesAsked).toBe(false);
    expect(answer.items.map(({ code, variable }) => `${code} ${variable}`)).toEqual([
      'undocumented OTHER',
      'undocumented USER_NAME',
      'missing GONE',
      'plain PASSWORD',
    ]);
  });

  it('does not take silence for an answer', () => {
    expect(drift('empty')).toMatchObject({ status: 2, stdout: '' });
    box.write({ 'remote/.env': 'A=vault://secret/a#b\n' });
    const { status, stdout } = runCli(box.folder, ['drift', 'remote'], {
      env: { VAULT_ADDR: 'http://127.0.0.1:9', VAULT_TOKEN: 'x', WATERTIGHT_TIMEOUT: '10' },
    });
    expect({ status, stdout }).toEqual({ status: 4, stdout: '' });
  });
});
