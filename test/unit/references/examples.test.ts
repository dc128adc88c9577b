import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from '@cdktf/hcl2json';
import { describe, expect, it } from '@jest/globals';
import { parse as parseYaml } from 'yaml';
import { parseReference } from '../../../shared/references/parse.ts';
import { ROOT } from '../../support/source-files.ts';

const read = (path: string): string => readFileSync(join(ROOT, 'examples', path), 'utf8');
type Blocks = Readonly<Record<string, Readonly<Record<string, readonly Readonly<Record<string, unknown>>[]>>>>;

describe('examples of the secret side', () => {
  it('the Terraform module is read by the parser of HashiCorp, and hands on a reference, not a value', async () => {
    const text = read('terraform/read-secret/main.tf');
    const module = (await parse('main.tf', text)) as Blocks;
    expect(Object.keys(module['variable'] ?? {}).sort()).toEqual(['name', 'role']);
    expect(module['output']?.['reference']).toEqual([expect.objectContaining({ value: '${data.aws_secretsmanager_secret.this.arn}' })]);
    expect(text).not.toContain('secret_version');
    // What its user writes in a task definition is a reference once the ARN is in it.
    const [, key = ''] = /valueFrom = "\$\{module\.database\.reference\}([^"]+)"/.exec(read('terraform/read-secret/README.md')) ?? [];
    expect(parseReference(`arn:aws:secretsmanager:eu-west-1:111122223333:secret:acme/production/app-AbCdEf${key}`)?.pointer).toEqual(['DB_PASSWORD']);
    await parse('use.tf', /```hcl\n([^`]+)```/.exec(read('terraform/read-secret/README.md'))?.[1] ?? '');
  });

  it('the compose file takes from the environment what `watertight run` gives, and stops without it', () => {
    const { services } = parseYaml(read('compose/compose.yml')) as { services: { app: { environment: Record<string, string> } } };
    expect(services.app.environment['DB_PASSWORD']).toMatch(/^\$\{DB_PASSWORD:\?/);
    expect(parseReference(/DB_PASSWORD="([^"]+)"/.exec(read('compose/compose.yml'))?.[1] ?? '')?.pointer).toEqual(['DB_PASSWORD']);
  });
});
