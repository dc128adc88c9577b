import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { parse, parseAllDocuments } from 'yaml';
import { sample } from '../../../shared/rules/sample.ts';
import { startSecretsManager } from '../../fakes/secrets-manager.ts';
import { runCliAsync } from '../../support/cli.ts';
import { createSandbox } from '../../support/repository.ts';

const value = (seed: number): string => sample('{{lower:7}}-{{alnum:6}}', seed);

const FILES: Readonly<Record<string, string>> = {
  'package.json': '{"name":"shop"}',
  'infra/terraform.tfvars': `db_password = "${value(1)}" # rotate\nsize = 1\n`,
  'infra/main.tf':
    'provider "aws" {}\n\nvariable "db_password" {\n  type = string\n}\n\nresource "aws_db_instance" "main" {\n  password = var.db_password\n}\n',
  'compose.yaml': `services:\n  api:\n    image: acme/api:1\n    environment:\n      API_SECRET: ${value(2)}\n`,
  'deploy/taskdef.json': JSON.stringify(
    { family: 'api', containerDefinitions: [{ name: 'api', environment: [{ name: 'DB_PASSWORD', value: value(3) }] }] },
    null,
    2,
  ),
  'k8s/secret.yaml': `apiVersion: v1\nkind: Secret\nmetadata:\n  name: api\nstringData:\n  db-password: ${value(4)}\n`,
  '.github/workflows/deploy.yml': `on: push\njobs:\n  deploy:\n    runs-on: ubuntu-latest\n    env:\n      DB_PASSWORD: ${value(5)}\n    steps:\n      - run: ./deploy.sh\n`,
};

describe('watertight move of a whole tree', () => {
  const box = createSandbox();
  const home = createSandbox();
  let fake: Awaited<ReturnType<typeof startSecretsManager>>;
  let env: Record<string, string>;
  beforeAll(async () => {
    fake = await startSecretsManager();
    env = {
      AWS_REGION: 'eu-west-1',
      AWS_ACCESS_KEY_ID: 'test',
      AWS_SECRET_ACCESS_KEY: 'test',
      AWS_ENDPOINT_URL_SECRETS_MANAGER: fake.url,
      WATERTIGHT_HOME: home.folder,
    };
    box.write(FILES);
  });
  afterAll(async () => {
    await fake.close();
    box.remove();
    home.remove();
  });
  const run = (...args: string[]) => runCliAsync(box.folder, args, { env });
  const read = (path: string): string => readFileSync(join(box.folder, path), 'utf8');
  /** The value that a reference means now. */
  const meaning = async (reference: string): Promise<string> => (await run('resolve', reference)).stdout.trimEnd();

  it('suits each kind of file, and every reference gives the value back', async () => {
    expect((await run('scan')).status).toBe(1);
    const moved = await run('move', '--yes');
    expect({ status: moved.status, stderr: moved.stderr }).toEqual({ status: 0, stderr: '' });
    expect((await run('scan')).status).toBe(0);

    const tfvars = read('infra/secrets.tf').match(/secret_id = "(arn:[^"]+)"/)![1]!;
    expect(await meaning(`${tfvars}:DB_PASSWORD::`)).toBe(value(1));
    expect(read('infra/main.tf')).toMatch(/password = jsondecode\(data\.aws_secretsmanager_secret_version\.\w+\.secret_string\)\["DB_PASSWORD"\]/);
    expect(read('infra/terraform.tfvars')).toBe('# db_password is read in infra/secrets.tf; rotate\nsize = 1\n');

    expect(read('compose.yaml')).toContain('API_SECRET: ${API_SECRET}\n');
    expect(await meaning(/^API_SECRET=(.+)$/m.exec(read('.env'))![1]!)).toBe(value(2));

    const [container] = JSON.parse(read('deploy/taskdef.json')).containerDefinitions;
    expect(Object.keys(container)).toEqual(['name', 'secrets']);
    expect(await meaning(container.secrets[0].valueFrom)).toBe(value(3));

    const [external] = parseAllDocuments(read('k8s/secret.yaml')).map((document) => document.toJS());
    const { key, property } = external.spec.data[0].remoteRef;
    expect(external.kind).toBe('ExternalSecret');
    expect(await meaning(`${key}:${property}::`)).toBe(value(4));

    const { deploy } = parse(read('.github/workflows/deploy.yml')).jobs;
    expect(deploy.env).toBeUndefined();
    const [name, reference] = deploy.steps[0].with['secret-ids'].trim().split(',');
    expect(name).toBe('DB_PASSWORD');
    expect(await meaning(reference)).toBe(value(5));
    for (const path of Object.keys(FILES)) for (let seed = 1; seed <= 5; seed++) expect(read(path)).not.toContain(value(seed));
  });
});
