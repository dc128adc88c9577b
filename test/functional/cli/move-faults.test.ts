import { spawn } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { sample } from '../../../shared/rules/sample.ts';
import { formsOf } from '../../../shared/text/forms.ts';
import { AwsJsonError, type RecordedRequest } from '../../fakes/aws-json.ts';
import { type FakeSecretsManager, startSecretsManager } from '../../fakes/secrets-manager.ts';
import { type CliResult, runCliAsync } from '../../support/cli.ts';
import { createSandbox, type Sandbox } from '../../support/repository.ts';
import { ROOT } from '../../support/source-files.ts';

const password = sample('{{lower:7}}-{{alnum:6}}', 81);
const stripe = sample('sk_live_{{alnum:24}}', 82);
const BEFORE = `DB_PASSWORD=${password} # keep\nSTRIPE_KEY=${stripe}\n`;
const NAME = 'shop/development/app';

describe('watertight move, when something goes wrong', () => {
  let box: Sandbox;
  let home: Sandbox;
  let fake: FakeSecretsManager;
  let onRequest: (request: RecordedRequest, nth: number) => void;
  const outputs: CliResult[] = [];
  /** Seconds that a store may take: many for one that answers, though the machine be busy. */
  let patience = '20';

  beforeEach(async () => {
    onRequest = () => {};
    patience = '20';
    const counts: Record<string, number> = {};
    fake = await startSecretsManager({
      onRequest: (request) => {
        counts[request.operation] = (counts[request.operation] ?? 0) + 1;
        onRequest(request, counts[request.operation]!);
      },
    });
    box = createSandbox();
    home = createSandbox();
    box.write({ 'package.json': '{"name":"shop"}', '.env': BEFORE });
  });
  afterEach(async () => {
    await fake.close();
    box.remove();
    home.remove();
  });

  const variables = () => ({
    WATERTIGHT_HOME: home.folder,
    AWS_ENDPOINT_URL_SECRETS_MANAGER: fake.url,
    AWS_REGION: 'eu-west-1',
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
    AWS_MAX_ATTEMPTS: '1',
    WATERTIGHT_TIMEOUT: patience,
  });
  const move = async (...args: string[]): Promise<CliResult> => {
    const result = await runCliAsync(box.folder, ['move', '--yes', ...args], { env: variables() });
    outputs.push(result);
    return result;
  };
  const env = (): string => readFileSync(join(box.folder, '.env'), 'utf8');
  const journals = (): string[] => {
    const folder = join(home.folder, 'moves');
    return existsSync(folder) ? readdirSync(folder) : [];
  };
  const expectAsBefore = (): void => {
    expect(env()).toBe(BEFORE);
    expect(readdirSync(box.folder).sort()).toEqual(['.env', 'package.json']);
    expect(fake.names()).toEqual([]);
    expect(journals()).toEqual([]);
  };
  const expectMoved = (): void => {
    expect(env()).toMatch(/^DB_PASSWORD=arn:aws:.*:DB_PASSWORD:: # keep\nSTRIPE_KEY=arn:aws:.*:STRIPE_KEY::\n$/);
    expect(JSON.parse(fake.valueOf(NAME)!)).toEqual({ DB_PASSWORD: password, STRIPE_KEY: stripe });
    expect(journals()).toEqual([]);
  };

  it.each([
    ['deny', 3],
    ['fail', 4],
    ['throttle', 4],
    ['hang', 4],
    ['expired', 3],
  ] as const)('leaves all as it was when the service answers with %s to its making', async (kind, status) => {
    if (kind === 'hang') patience = '2';
    fake.fault({ kind, operations: ['CreateSecret'] });
    expect(await move()).toMatchObject({ status, stdout: expect.stringContaining('not moved .env') });
    expectAsBefore();
  });

  it('asks a store that does not answer once, whatever the number of files', async () => {
    box.write({ 'a/.env': BEFORE, 'b/.env': BEFORE });
    fake.fault({ kind: 'expired' });
    const { status, stdout } = await move();
    expect(status).toBe(3);
    expect(stdout.match(/not moved/g)).toHaveLength(3);
    expect(fake.requests).toHaveLength(1);
  });

  it('takes back a secret whose answer never came', async () => {
    fake.fault({ kind: 'truncate', operations: ['CreateSecret'] });
    const { status } = await move();
    if (status === 0) expectMoved();
    else expectAsBefore();
  });

  it('takes back what it can not read back', async () => {
    onRequest = ({ operation }, nth) => {
      if (operation === 'GetSecretValue' && nth > 1) throw new AwsJsonError('AccessDeniedException', 'no');
    };
    expect(await move()).toMatchObject({ status: 3 });
    expectAsBefore();
  });

  it('puts the file back when the references do not resolve after all', async () => {
    const seen: string[] = [];
    onRequest = ({ operation }, nth) => {
      // The first asks whether it is there, the second reads it back; the rest is for verifying.
      if (!/GetSecretValue$/.test(operation) || (operation === 'GetSecretValue' && nth <= 2)) return;
      seen.push(env());
      throw new AwsJsonError('AccessDeniedException', 'no');
    };
    expect(await move()).toMatchObject({ status: 3 });
    expect(seen[0]).toContain('arn:aws:');
    expectAsBefore();
  });

  it('waits for a store that is slow to know what it was told', async () => {
    onRequest = ({ operation }, nth) => {
      if (operation === 'GetSecretValue' && (nth === 2 || nth === 3)) throw new AwsJsonError('ResourceNotFoundException', 'not yet');
    };
    expect((await move()).status).toBe(0);
    expectMoved();
  });

  it('keeps what is open for the next run when it can not even undo', async () => {
    onRequest = ({ operation }) => {
      if (operation === 'CreateSecret') fake.fault({ kind: 'deny', operations: ['GetSecretValue', 'BatchGetSecretValue', 'DescribeSecret', 'DeleteSecret'] });
    };
    const failed = await move();
    expect(failed).toMatchObject({ status: 3, stdout: expect.stringContaining(`the store may still hold ${NAME}`) });
    expect(env()).toBe(BEFORE);
    expect(journals()).toHaveLength(1);
    onRequest = () => {};
    expect(await move()).toMatchObject({ status: 3, stderr: expect.stringContaining('is still open') });
    fake.heal();
    const settled = await move();
    expect(settled).toMatchObject({ status: 0, stderr: expect.stringContaining('undid a move of .env that was interrupted') });
    expectMoved();
  });

  it('does not touch what somebody else made under the name meanwhile', async () => {
    onRequest = ({ operation }, nth) => {
      if (operation === 'CreateSecret' && nth === 1) fake.put(NAME, 'of somebody else');
    };
    expect(await move()).toMatchObject({ status: 2 });
    expect(env()).toBe(BEFORE);
    expect(fake.valueOf(NAME)).toBe('of somebody else');
    expect(journals()).toEqual([]);
  });

  it('leaves a file as it is that was changed meanwhile, and takes the secret back', async () => {
    onRequest = ({ operation }) => {
      if (operation === 'CreateSecret') writeFileSync(join(box.folder, '.env'), `${BEFORE}PORT=3000\n`);
    };
    expect(await move()).toMatchObject({ status: 2, stdout: expect.stringContaining('changed meanwhile') });
    expect(env()).toBe(`${BEFORE}PORT=3000\n`);
    expect(fake.names()).toEqual([]);
    expect(journals()).toEqual([]);
  });

  it('keeps the secret of a file that was deleted meanwhile: nothing else holds the value', async () => {
    onRequest = ({ operation }) => {
      if (operation === 'CreateSecret') rmSync(join(box.folder, '.env'));
    };
    expect(await move()).toMatchObject({ status: 2, stdout: expect.stringContaining(`the store keeps ${NAME}`) });
    expect(JSON.parse(fake.valueOf(NAME)!)).toEqual({ DB_PASSWORD: password, STRIPE_KEY: stripe });
    expect(journals()).toEqual([]);
  });

  it('adds to a secret without touching its other keys, and takes only its own back', async () => {
    const other = '{ "id": 12345678901234567890, "nested": {"a": [1.10]} }';
    fake.put(NAME, other);
    expect(await move()).toMatchObject({ status: 2, stdout: expect.stringContaining('exists already') });
    expect(fake.valueOf(NAME)).toBe(other);
    let isUpdated = false;
    onRequest = ({ operation }) => {
      if (/^(?:Put|Update)Secret/.test(operation)) isUpdated = true;
      else if (isUpdated && fake.valueOf(NAME)?.includes('DB_PASSWORD') === true && env() !== BEFORE) throw new AwsJsonError('AccessDeniedException', 'no');
    };
    expect(await move('--update')).toMatchObject({ status: 3 });
    expect(env()).toBe(BEFORE);
    expect(fake.valueOf(NAME)).toBe('{"id":12345678901234567890,"nested":{"a": [1.10]}}');
    onRequest = () => {};
    expect(await move('--update')).toMatchObject({ status: 0 });
    expect(fake.valueOf(NAME)).toContain('"id":12345678901234567890');
    expect(JSON.parse(fake.valueOf(NAME)!)).toMatchObject({ DB_PASSWORD: password, STRIPE_KEY: stripe });
  });

  describe('at Ctrl-C', () => {
    /** Runs a move, and interrupts it while it waits for this operation. */
    const interrupted = async (wanted: string): Promise<{ readonly code: number | null; readonly stderr: string }> => {
      const child = spawn(process.execPath, [join(ROOT, 'dist/cli/main.js'), 'move', '--yes'], {
        cwd: box.folder,
        env: { PATH: process.env['PATH'] ?? '', ...variables() },
      });
      let stderr = '';
      child.stderr.on('data', (chunk: Buffer) => {
        stderr += chunk.toString();
      });
      onRequest = ({ operation }, nth) => {
        if (`${operation}:${nth}` === wanted) child.kill('SIGINT');
      };
      const code = await new Promise<number | null>((resolve) => child.on('close', resolve));
      return { code, stderr };
    };

    it('undoes what was stored', async () => {
      expect(await interrupted('CreateSecret:1')).toMatchObject({ code: 130, stderr: expect.stringContaining('stopping at the next safe point') });
      expectAsBefore();
    });

    it('finishes what was rewritten', async () => {
      expect(await interrupted('GetSecretValue:3')).toMatchObject({ code: 130 });
      expectMoved();
    });
  });

  it('lets two of them at one file do it once', async () => {
    const both = await Promise.all([move(), move()]);
    expect(both.filter(({ status }) => status === 0).length).toBeGreaterThanOrEqual(1);
    for (const { status } of both) expect([0, 2]).toContain(status);
    expectMoved();
  });

  it('showed no value in any form on the way', () => {
    expect(outputs.length).toBeGreaterThan(15);
    const shown = outputs.map(({ stdout, stderr }) => stdout + stderr).join('\n');
    for (const form of [password, stripe].flatMap(formsOf)) expect(shown.includes(form)).toBe(false);
  });
});
