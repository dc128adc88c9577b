import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { sample } from '../../../shared/rules/sample.ts';
import { formsOf } from '../../../shared/text/forms.ts';
import { runCli } from '../../support/cli.ts';
import { createSandbox, type Sandbox } from '../../support/repository.ts';

const password = sample('{{lower:6}}{{digit:2}}', 1);
const key = sample('{{base64:40}}', 2);
const other = sample('{{alnum:40}}', 3);

describe('watertight explain', () => {
  let box: Sandbox;
  beforeAll(() => {
    box = createSandbox();
    box.write({
      '.env': sample(
        `DB_PASSWORD=${password}\nAPI_KEY=\${VAULT_KEY}\nMAIL_PASSWORD=changeme\nPASSWORD_MIN_LENGTH=12\nAWS_ACCESS_KEY_ID=AKIA{{base32:16}}\nAWS_SECRET_ACCESS_KEY=${key}\nOLD_API_TOKEN=${other}\n`,
      ),
      'a.bin': Buffer.from([0, 1, 2, 0, 0]),
    });
  });
  afterAll(() => box.remove());

  it('says of every key and value what it was taken for, and why', () => {
    const { status, stdout } = runCli(box.folder, ['explain', '.env']);
    expect(status).toBe(0);
    expect(stdout).toContain('read as dotenv');
    for (const line of [/1 +secret +DB_PASSWORD/, /2 +reference +API_KEY/, /3 +placeholder +MAIL_PASSWORD/, /4 +not-a-credential +PASSWORD_MIN_LENGTH/])
      expect(stdout).toMatch(line);
    expect(stdout).toContain('because the key ends in a password word');
    expect(stdout).toContain('because aws-access-key-id stands within 5 lines');
    for (const value of [password, key, other]) for (const form of formsOf(value)) expect(stdout.includes(form)).toBe(false);
  });

  it('explains one line', () => {
    const { stdout } = runCli(box.folder, ['explain', '.env:3']);
    expect(stdout).toContain('MAIL_PASSWORD');
    expect(stdout).not.toContain('DB_PASSWORD');
    expect(stdout).toContain('none');
  });

  it('takes no other key for the other half of an AWS pair', () => {
    const { stdout } = runCli(box.folder, ['explain', '.env:7']);
    expect(stdout).toContain('generic-credential');
    expect(stdout).not.toContain('aws-key-pair');
    expect(runCli(box.folder, ['explain', '.env:6']).stdout).toContain('aws-key-pair');
    const report = runCli(box.folder, ['scan', '.env']).stdout;
    expect(report).toContain('with line 6');
    expect(report).not.toContain('with line 7');
  });

  it('refuses what is no text and what is not there', () => {
    expect(runCli(box.folder, ['explain', 'nowhere']).status).toBe(2);
    expect(runCli(box.folder, ['explain', 'a.bin']).status).toBe(5);
  });
});
