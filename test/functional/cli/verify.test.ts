import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { sample } from '../../../shared/rules/sample.ts';
import { formsOf } from '../../../shared/text/forms.ts';
import { type CliResult, jsonReport, runCliAsync } from '../../support/cli.ts';
import { ROOT } from '../../support/source-files.ts';

const github = sample('ghp_{{alnum:36}}', 7);
const stripe = sample('sk_live_{{alnum:24}}', 7);
const sendgrid = sample('SG.{{alnum:22}}.{{alnum:43}}', 7);
const VALUES = [github, stripe, sendgrid];

let folder: string;
let server: Server;
let hung: (() => void) | undefined;
let env: Record<string, string>;

const wanted = (): Record<string, unknown>[] => {
  const log = env['VENDORS_LOG'] ?? '';
  return existsSync(log)
    ? readFileSync(log, 'utf8')
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line))
    : [];
};

beforeAll(async () => {
  server = createServer((request, response) => {
    const json = (status: number, body: object): void => {
      response.writeHead(status, { 'content-type': 'application/json' });
      response.end(JSON.stringify(body));
    };
    if (hung !== undefined) return hung();
    if (request.headers.host === 'api.github.com') return json(200, { login: 'octocat', echo: request.headers.authorization });
    if (request.headers.host === 'api.stripe.com')
      return json(401, { error: { type: 'invalid_request_error', message: `Invalid API Key provided: ${stripe}` } });
    json(500, {});
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'watertight-verify-'));
  hung = undefined;
  writeFileSync(
    join(folder, '.env'),
    `GITHUB_TOKEN=${github}\nSTRIPE_SECRET_KEY=${stripe}\nSENDGRID_API_KEY=${sendgrid}\nDB_PASSWORD=${sample('{{word:16}}9')}\n`,
  );
  env = {
    NODE_OPTIONS: `--require ${join(ROOT, 'test/support/vendors-preload.cjs')}`,
    VENDORS_PORT: String((server.address() as AddressInfo).port),
    VENDORS_LOG: join(folder, '..', `${folder.split('/').pop()}.log`),
    // None of these may matter.
    HTTPS_PROXY: 'http://127.0.0.1:9',
    NODE_USE_ENV_PROXY: '1',
    NODE_TLS_REJECT_UNAUTHORIZED: '0',
  };
});

afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
  rmSync(env['VENDORS_LOG'] ?? '', { force: true });
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

const run = (...args: string[]): Promise<CliResult> => runCliAsync(folder, ['scan', ...args], { env });

const expectNoValue = ({ stdout, stderr }: CliResult): void => {
  for (const value of VALUES) for (const form of formsOf(value)) expect(stdout + stderr).not.toContain(form);
};

describe('watertight scan --verify', () => {
  it('says whom it asks, asks them alone, and puts what they say into every report', async () => {
    const result = await run('--verify', '--format', 'json');
    expect(result.status).toBe(1);
    expect(result.stderr).toContain('live checks: asking 4 hosts about 3 secrets: api.eu.sendgrid.com, api.github.com, api.sendgrid.com, api.stripe.com\n');
    const { findings } = jsonReport(result);
    const byKey = Object.fromEntries(findings.map((finding) => [finding['key'], finding]));
    expect(byKey['GITHUB_TOKEN']).toMatchObject({ validity: 'active', validityReason: 'api.github.com: status 200', identity: { account: 'octocat' } });
    expect(byKey['STRIPE_SECRET_KEY']).toMatchObject({ validity: 'inactive', severity: 'low', identity: {} });
    expect(byKey['SENDGRID_API_KEY']).toMatchObject({ validity: 'unknown', severity: 'critical' });
    expect(byKey['DB_PASSWORD']).not.toHaveProperty('validity');
    expectNoValue(result);
    expect(wanted().sort((a, b) => String(a['host']).localeCompare(String(b['host'])))).toEqual(
      ['api.eu.sendgrid.com', 'api.github.com', 'api.sendgrid.com', 'api.stripe.com'].map((host) => ({
        host,
        port: 443,
        servername: host,
        rejectUnauthorized: true,
      })),
    );

    const pretty = await run('--verify');
    expect(pretty.stdout).toContain('active (account octocat)');
    expect(pretty.stdout).toContain('inactive (api.stripe.com: status 401)');
    expectNoValue(pretty);
    const sarif = await run('--verify', '--format', 'sarif', '--quiet');
    expect(sarif.stderr).not.toContain('live checks');
    const results: { properties: { validity?: string } }[] = JSON.parse(sarif.stdout).runs[0].results;
    expect(results.map((each) => each.properties.validity)).toEqual(['active', 'inactive', 'unknown', undefined]);
    for (const format of ['markdown', 'github', 'jsonl', 'csv', 'junit']) {
      const other = await run('--verify', '--format', format);
      expectNoValue(other);
      if (format !== 'csv' && format !== 'junit') expect([format, other.stdout]).toEqual([format, expect.stringContaining('inactive')]);
    }
  });

  it('asks nobody unless it is told to, and no file can tell it', async () => {
    const result = await run('--format', 'json');
    expect(result.stdout).not.toContain('validity');
    writeFileSync(join(folder, 'watertight.toml'), 'verify = true\n[scan]\nverify = true\n');
    await run('--format', 'json');
    expect(wanted()).toEqual([]);
  });

  it('asks about one rule, reports what is active alone, and says what that leaves out', async () => {
    const one = await run('--verify-only', 'stripe-secret-key', '--format', 'json');
    expect(wanted().map((each) => each['host'])).toEqual(['api.stripe.com']);
    expect(jsonReport(one).findings.length).toBe(4);
    const active = await run('--verify', '--only-active', '--format', 'json');
    expect(active.status).toBe(1);
    const report = jsonReport(active);
    expect(report.findings.map((finding) => finding['key'])).toEqual(['GITHUB_TOKEN']);
    expect(report.summary['findings']).toBe(1);
    expect(report.problems).toEqual([{ code: 'not-active', path: '', message: '3 findings not known to be active, left out by --only-active' }]);
    const none = await run('--verify-only', 'stripe-secret-key', '--only-active');
    expect(none.status).toBe(0);
    expect(none.stdout).toContain('4 findings not known to be active');
  });

  it('checks known values too, which go before what rules say of the same text', async () => {
    const sid = sample('AC{{hex:32}}', 7);
    const auth = sample('{{hex:32}}', 9);
    writeFileSync(join(folder, '.env'), `GITHUB_TOKEN=${github}\nSTRIPE_SECRET_KEY=${stripe}\nTWILIO_ACCOUNT_SID=${sid}\nTWILIO_AUTH_TOKEN=${auth}\n`);
    env = { ...env, KNOWN_GITHUB: github, KNOWN_STRIPE: stripe, KNOWN_AUTH: auth, KNOWN_SID: sid };
    const result = await run('--verify', '--known-values', 'env:KNOWN_GITHUB,KNOWN_STRIPE,KNOWN_AUTH,KNOWN_SID', '--format', 'json');
    const { findings } = jsonReport(result);
    expect(findings.map(({ ruleId, key, validity, severity }) => [ruleId, key, validity, severity])).toEqual([
      ['known-value', 'GITHUB_TOKEN', 'active', 'critical'],
      ['known-value', 'STRIPE_SECRET_KEY', 'inactive', 'low'],
      ['known-value', 'TWILIO_ACCOUNT_SID', 'unknown', 'critical'],
      ['known-value', 'TWILIO_AUTH_TOKEN', 'unknown', 'critical'],
    ]);
    expect(wanted().map((each) => each['host'])).toContain('api.twilio.com');
    expectNoValue(result);
  });

  it('refuses a rule that has no check, and --only-active alone', async () => {
    const unknown = await run('--verify-only', 'generic-credential');
    expect(unknown.status).toBe(2);
    expect(unknown.stderr).toContain('no live check for the rule: generic-credential');
    const alone = await run('--only-active');
    expect(alone.status).toBe(2);
    expect(alone.stderr).toContain('--only-active needs --verify');
    expect(wanted()).toEqual([]);
  });

  it('ends its checks at Ctrl-C, and still reports', async () => {
    const child = spawn(process.execPath, [join(ROOT, 'dist/cli/main.js'), 'scan', '--verify', '--format', 'json'], {
      cwd: folder,
      env: { PATH: process.env['PATH'] ?? '', HOME: folder, ...env },
    });
    let isStopped = false;
    hung = () => {
      // Once, though several hosts are asked: a second one would end it at once.
      if (!isStopped) child.kill('SIGINT');
      isStopped = true;
    };
    let out = '';
    let err = '';
    child.stdout.on('data', (chunk) => {
      out += chunk;
    });
    child.stderr.on('data', (chunk) => {
      err += chunk;
    });
    const status = await new Promise((resolve) => child.on('close', resolve));
    expect([status, err]).toEqual([130, expect.stringContaining('live checks: stopped; what is left is unknown')]);
    const validities = JSON.parse(out).findings.map((finding: { validity?: string }) => finding.validity);
    expect(validities).toEqual(['unknown', 'unknown', 'unknown', undefined]);
  });
});
