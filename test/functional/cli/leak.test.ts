import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { sample } from '../../../shared/rules/sample.ts';
import { formsOf } from '../../../shared/text/forms.ts';
import { jsonReport, runCli } from '../../support/cli.ts';
import { createSandbox, type Sandbox } from '../../support/repository.ts';

/** Values as they are planted: every kind of place that a scan reads. */
const token = sample('ghp_{{alnum:36}}', 1);
const stripe = sample('sk_live_{{alnum:24}}', 2);
const password = sample('{{lower:7}}-{{alnum:6}}', 3);
const other = sample('{{alnum:14}}', 4);
const inUrl = sample('{{alnum:12}}', 5);
const tail = sample('{{lower:6}}{{digit:3}}{{upper:3}}', 6);
const pem = `-----BEGIN RSA PRIVATE KEY-----\n${[...Array(6).keys()].map((i) => sample('{{base64:64}}', 10 + i)).join('\n')}\n-----END RSA PRIVATE KEY-----`;

const VALUES = [token, stripe, password, other, inUrl, tail, ...pem.split('\n').slice(1, -1)];

describe('no report and no message shows a value in any form', () => {
  let box: Sandbox;
  beforeAll(() => {
    box = createSandbox();
    box.git('init', '-q', '-b', 'main');
    box.commit({
      '.env': `DB_PASSWORD=${password}\nDATABASE_URL=postgres://app:${inUrl}@db/app # was ${password} and ${inUrl}\nA_TOKEN=${token} B_TOKEN=${token}\nPRIVATE_KEY="${pem}"\n`,
      'infra/prod.tfvars': `db_password = "${other}"\nkeys = { "${stripe}" = "${stripe}" }\n`,
      'logs/run.log': `2026-05-11T00:00:00.8002341Z + export API_TOKEN=${tail} # ${Buffer.from(tail).toString('base64')} ${encodeURIComponent(password)} ${Buffer.from(password).toString('hex')}\n`,
      [`keys/${token}.txt`]: `token: ${token}\n`,
      'app.json': JSON.stringify({ password, note: `the password is ${password}, again ${JSON.stringify(password)}`, [stripe]: 'x' }),
    });
  });
  afterAll(() => box.remove());

  it.each(['pretty', 'json', 'jsonl', 'sarif', 'junit', 'csv', 'github', 'markdown'])('%s', (format) => {
    const result = runCli(box.folder, ['scan', '--format', format, '--explain']);
    expect(result.status).toBe(1);
    expect(result.stdout.length).toBeGreaterThan(500);
    const leaked: string[] = [];
    for (const value of VALUES)
      for (const form of formsOf(value))
        if (result.stdout.includes(form) || result.stderr.includes(form)) leaked.push(`${VALUES.indexOf(value)}: ${formsOf(value).indexOf(form)}`);
    expect(leaked).toEqual([]);
  });

  it('and all of them are found', () => {
    const { findings } = jsonReport(runCli(box.folder, ['scan', '--format', 'json']));
    expect(new Set(findings.map((finding) => String(finding['path']).split('/')[0]))).toEqual(new Set(['.env', 'infra', 'logs', 'keys', 'app.json']));
    expect(findings.length).toBeGreaterThanOrEqual(9);
  });

  it('history, staged and diff neither', () => {
    box.write({ 'staged.env': `X_SECRET=${other}\n` });
    box.git('add', 'staged.env');
    for (const args of [['--history'], ['--staged'], ['--diff', 'HEAD..HEAD']]) {
      const result = runCli(box.folder, ['scan', '--explain', ...args]);
      for (const value of VALUES) expect(result.stdout.includes(value) || result.stderr.includes(value)).toBe(false);
    }
  });

  it('baselines neither', () => {
    for (const format of ['watertight', 'detect-secrets']) {
      expect(runCli(box.folder, ['baseline', '--format', format, '-o', `${format}.json`]).status).toBe(0);
      const text = runCli(box.folder, ['scan', `${format}.json`, '--format', 'json']);
      expect(text.status).toBe(0);
    }
    const accepted = runCli(box.folder, ['scan', '--baseline', 'watertight.json', '--format', 'json']);
    expect(jsonReport(accepted).summary['suppressed']).toBeGreaterThan(5);
  });

  it('problems neither, where a file that can not be read is named by a value', () => {
    // Git lists the file, and it is larger than what may be read, so that only a problem names it.
    box.write({ [`big/${token}.log`]: 'a line\n'.repeat(200_000) });
    const result = runCli(box.folder, ['scan', '--format', 'json', '--max-file-size', '1']);
    expect(jsonReport(result).problems.map(({ code }) => code)).toContain('file-too-large');
    expect(result.stdout.includes(token) || result.stderr.includes(token)).toBe(false);
  });
});
