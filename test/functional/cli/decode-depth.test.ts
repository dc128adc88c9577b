import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { sample } from '../../../shared/rules/sample.ts';
import { jsonReport, runCli } from '../../support/cli.ts';
import { createSandbox, type Sandbox } from '../../support/repository.ts';

const encoded = (text: string): string => Buffer.from(text).toString('base64');

describe('decode-depth in watertight.toml', () => {
  let box: Sandbox;
  beforeAll(() => {
    box = createSandbox();
    const secret = sample('aws_secret_access_key={{base64:40}}\n', 1);
    box.write({
      'once.sh': `echo ${encoded(secret)} | base64 -d\n`,
      'twice.sh': `echo ${encoded(`# the secret, encoded\necho ${encoded(secret)}\n`)} | base64 -d\n`,
    });
  });
  afterAll(() => box.remove());

  it.each([
    [undefined, ['once.sh', 'twice.sh']],
    [2, ['once.sh', 'twice.sh']],
    [1, ['once.sh']],
    [0, []],
  ])('%s layers', (depth, paths) => {
    box.write({ 'watertight.toml': depth === undefined ? '' : `[scan]\ndecode-depth = ${depth}\n` });
    const { findings } = jsonReport(runCli(box.folder, ['scan', '.', '--format', 'json']));
    expect(findings.map((finding) => finding['path'])).toEqual(paths);
  });
});
