import { parse as parseWithHashicorp } from '@cdktf/hcl2json';
import { describe, expect, it } from '@jest/globals';
import { AWS, AWS_ARN, LOCAL, type Moved, moveText, type Store, scanText } from '../../../support/moved.ts';

const LIVE = ['Tr0ub', '4dor', '!9xQ'].join('');

const MAIN = `provider "aws" {
  region = "eu-west-1"
}

# The password of the database
variable "db_password" {
  type      = string
  sensitive = true
}

variable "size" {
  default = 1
}

# var.db_password is not used here, nor is "$\${var.db_password}"
resource "aws_db_instance" "main" {
  password = var.db_password
  tags = {
    url = "postgres://app:\${var.db_password}@\${aws_x.y.host}/app"
  }
  user_data = <<-EOT
    export PW="\${var.db_password}"
  EOT
}
`;

const SOURCE = 'jsondecode(data.aws_secretsmanager_secret_version.prod_app.secret_string)["DB_PASSWORD"]';
const SECRETS = `data "aws_secretsmanager_secret_version" "prod_app" {\n  secret_id = "${AWS_ARN}"\n}\n`;

/** Every file as HashiCorp's own parser reads it. */
const parseAll = async ({ texts }: Moved): Promise<Record<string, Record<string, unknown>>> =>
  Object.fromEntries(
    await Promise.all(
      Object.entries(texts)
        .filter(([path]) => /\.tf(?:vars)?$/.test(path))
        .map(async ([path, text]) => [path, await parseWithHashicorp(path, text)]),
    ),
  );

const expectClean = ({ texts }: Moved): void => {
  for (const [path, text] of Object.entries(texts)) expect([path, scanText(path, text)]).toEqual([path, []]);
};

describe('a tfvars file', () => {
  it('gives way to a data source, and the uses of its variable read that', async () => {
    const moved = moveText('infra/terraform.tfvars', `region = "eu-west-1"\n# for the app\ndb_password = "${LIVE}" # rotate me\nsize = 2\n`, AWS, [
      { path: 'infra/main.tf', text: MAIN },
    ]);
    expect(moved.texts['infra/terraform.tfvars']).toBe('region = "eu-west-1"\n# for the app\n# db_password is read in infra/secrets.tf; rotate me\nsize = 2\n');
    expect(moved.texts['infra/secrets.tf']).toBe(SECRETS);
    const main = moved.texts['infra/main.tf']!;
    expect(main).toBe(
      MAIN.replace(/variable "db_password" \{[^}]*\}\n\n/, '')
        .replace('password = var.db_password', `password = ${SOURCE}`)
        .replace('app:${var.db_password}', `app:\${${SOURCE}}`)
        .replace('PW="${var.db_password}"', `PW="\${${SOURCE}}"`),
    );
    expect(moved.rewrite).toMatchObject({ kind: 'tfvars', complete: true });
    const parsed = await parseAll(moved);
    expect(parsed['infra/terraform.tfvars']).toEqual({ region: 'eu-west-1', size: 2 });
    expect(parsed['infra/main.tf']!['variable']).toEqual({ size: [{ default: 1 }] });
    expectClean(moved);
  });

  const STORES: Readonly<Record<string, readonly [store: Store, block: string, expression: string]>> = {
    'SSM Parameter Store': [
      { reference: () => 'ssm:/prod/db', address: () => ({ provider: 'ssm', id: '/prod/db' }), pointer: () => [] },
      'data "aws_ssm_parameter" "prod_db" {\n  name = "/prod/db"\n}\n',
      'data.aws_ssm_parameter.prod_db.value',
    ],
    Vault: [
      { reference: () => 'vault://kv/prod/db#pw', address: () => ({ provider: 'vault', mount: 'kv', id: 'prod/db' }), pointer: () => ['pw'] },
      'data "vault_kv_secret_v2" "prod_db" {\n  mount = "kv"\n  name  = "prod/db"\n}\n',
      'data.vault_kv_secret_v2.prod_db.data["pw"]',
    ],
  };
  for (const [name, [store, block, expression]] of Object.entries(STORES)) {
    it(`reads from ${name}`, async () => {
      const moved = moveText('prod.tfvars', `db_password = "${LIVE}"`, store, [
        { path: 'main.tf', text: MAIN.replaceAll('\n', '\r\n') },
        { path: 'secrets.tf', text: '# kept' },
      ]);
      expect(moved.texts['secrets.tf']).toBe(`# kept\n\n${block}`);
      expect(moved.texts['main.tf']).toContain(`password = ${expression}\r\n`);
      await parseAll(moved);
    });
  }

  it('is set from the environment where the store has no data source, where no module is known, or another file sets the variable too', async () => {
    const text = `size = 1\r\ndb_password = "${LIVE}"\r\n`;
    const other = { path: 'dev.tfvars', text: 'db_password = "dev"\n' };
    for (const moved of [
      moveText('prod.tfvars', text, LOCAL, [{ path: 'main.tf', text: MAIN }]),
      moveText('prod.tfvars', text, LOCAL, []),
      moveText('prod.tfvars', text, LOCAL, [{ path: 'main.tf', text: MAIN }, other]),
    ]) {
      expect(moved.texts['prod.tfvars']).toBe('size = 1\r\n# db_password is read in .env\r\n');
      expect(moved.texts['.env']).toBe('TF_VAR_db_password="local://dev/app#DB_PASSWORD"\n');
      expect(moved.rewrite.instructions).toEqual(['Run it with: watertight run -e .env -- terraform <command>']);
      expect(moved.rewrite.complete).toBe(true);
      expectClean(moved);
    }
    const overruled = moveText('prod.tfvars', text, AWS, [
      { path: 'main.tf', text: MAIN },
      { path: 'x.auto.tfvars', text: other.text },
    ]);
    expect(overruled.rewrite.complete).toBe(false);
    expect(overruled.rewrite.instructions.join('\n')).toContain('overrules TF_VAR_db_password');
  });

  it('loses a key of a map where every use names a key', async () => {
    const module = `provider "aws" {}\nvariable "database" {\n  type = object({\n    user     = string\n    password = string\n  })\n}\nresource "x" "y" {\n  a = var.database.password\n  b = var.database["password"]\n  c = var.database.user\n}\n`;
    const text = `database = {\n  user     = "app"\n  password = "${LIVE}"\n}\n`;
    const moved = moveText('terraform.tfvars', text, AWS, [{ path: 'main.tf', text: module }]);
    expect(moved.targets[0]!.variable).toBe('DATABASE_PASSWORD');
    const parsed = await parseAll(moved);
    expect(parsed['terraform.tfvars']).toEqual({ database: { user: 'app' } });
    expect(moved.texts['main.tf']).not.toContain('password = string');
    expect(moved.texts['main.tf']!.match(/\["DATABASE_PASSWORD"\]/g)).toHaveLength(2);
    expect(moved.rewrite.complete).toBe(true);
    const whole = moveText('terraform.tfvars', text, AWS, [{ path: 'main.tf', text: module.replace('var.database.user', 'jsonencode(var.database)') }]);
    expect(whole.targets[0]!.value.reveal()).toBe(text.slice(text.indexOf('{')).trimEnd());
    expect(whole.texts['terraform.tfvars']).toBe('# database is read in .env\n');
    expect(whole.texts['.env']).toMatch(/^TF_VAR_database=arn:/);
    expect(whole.rewrite).toMatchObject({ created: [{ path: '.env' }], complete: true });
  });

  it('moves a list as a whole, and leaves what is more configuration than secret', async () => {
    const text = `size = 1\napi_tokens = [\n  "${LIVE}a1", # first\n  "${LIVE}b2",\n] # both\nlast = 2\n`;
    const moved = moveText('terraform.tfvars', text, AWS);
    expect(moved.targets.map(({ value }) => value.reveal())).toEqual([`[\n  "${LIVE}a1", # first\n  "${LIVE}b2",\n]`]);
    expect(moved.texts['terraform.tfvars']).toBe('size = 1\n# api_tokens is read in .env; both\nlast = 2\n');
    expect(moved.rewrite.instructions.join('\n')).toContain('TF_VAR_api_tokens holds a map or a list as text');
    const large = `settings = {\n  db_password = "${LIVE}"\n${'  region_of_the_module = "eu-west-1"\n'.repeat(200)}}\n`;
    const left = moveText('terraform.tfvars', large, AWS).rewrite;
    expect(left).toMatchObject({ edits: [], created: [], complete: false });
    expect(left.instructions[0]).toContain(
      '["DB_PASSWORD"] in the place of var.settings.db_password in the module, with\ndata "aws_secretsmanager_secret_version"',
    );
    const untyped = [{ path: 'main.tf', text: 'variable "api_tokens" {}\nresource "x" "y" {\n  a = var.api_tokens\n}\n' }];
    expect(moveText('terraform.tfvars', text, AWS, untyped).rewrite).toMatchObject({ edits: [], complete: false });
  });

  it('may be JSON, and a map on one line', async () => {
    const json = `{\n  "size": 1,\n  "db_password": "${LIVE}"\n}\n`;
    const moved = moveText('terraform.tfvars.json', json, AWS, [{ path: 'main.tf', text: MAIN }]);
    expect(JSON.parse(moved.texts['terraform.tfvars.json']!)).toEqual({ size: 1 });
    expect(moved.texts['main.tf']).toContain(`password = ${SOURCE}`);
    const flow = moveText('a.tfvars', `database = { password = "${LIVE}", user = "app" }\n`, AWS, [
      { path: 'main.tf', text: 'variable "database" {}\nresource "x" "y" {\n  a = var.database.password\n}\n' },
    ]);
    expect((await parseAll(flow))['a.tfvars']).toEqual({ database: { user: 'app' } });
  });

  it('may hold a heredoc, and a comment that holds a value', async () => {
    const body = ['MIIEowIBAAKCAQEAtnU0', 'o1dGa0NvbXBsZXRl'].join('').repeat(2);
    const key = ['-----BEGIN RSA', ' PRIVATE KEY-----\n', body, '\n', body, '\n-----END RSA', ' PRIVATE KEY-----'].join('');
    const moved = moveText('a.tfvars', `# db_password = "${LIVE}"\nsize = 1\nprivate_key = <<EOT\n${key}\nEOT\nlast = "x"\n`, LOCAL);
    expect(moved.targets.map(({ value }) => value.reveal())).toEqual([LIVE, `${key}\n`]);
    expect(moved.texts['a.tfvars']).toBe('# db_password = "local://dev/app#DB_PASSWORD"\nsize = 1\n# private_key is read in .env\nlast = "x"\n');
    expect((await parseAll(moved))['a.tfvars']).toEqual({ size: 1, last: 'x' });
  });
});

describe('a Terraform file', () => {
  it('reads a data source in the place of a literal, and where a default was', async () => {
    const text = MAIN.replace('  type      = string', `  type      = string\n  default   = "${LIVE}"`).replace(
      'password = var.db_password',
      `password = "${LIVE}b"`,
    );
    const moved = moveText('main.tf', text);
    await parseAll(moved);
    expect(moved.texts['main.tf']).toContain('default   = null\n');
    expect(moved.texts['main.tf']).toContain(`app:\${coalesce(var.db_password, ${SOURCE})}@`);
    expect(moved.texts['main.tf']).toMatch(/password = jsondecode\(data\.aws_secretsmanager_secret_version\.prod_app\.secret_string\)\["\w+"\]\n/);
    expect(moved.texts['secrets.tf']).toBe(SECRETS);
    expect(moved.rewrite).toMatchObject({ kind: 'terraform', complete: true });
    expectClean(moved);
  });

  it('is left alone where no data source may stand', () => {
    const { rewrite } = moveText('main.tf', `terraform {\n  backend "s3" {\n    secret_key = "${LIVE}"\n  }\n}\n`);
    expect(rewrite).toMatchObject({ kind: 'none', edits: [], created: [] });
    expect(rewrite.instructions[0]).toContain('main.tf:3: ');
  });
});

describe('a default that nothing reads', () => {
  it('stays, and says how the variable is set instead', () => {
    const { rewrite } = moveText('variables.tf', `variable "Api_token" {\n  default = "${LIVE}"\n}\n`, LOCAL);
    expect(rewrite).toMatchObject({ kind: 'none', edits: [] });
    expect(rewrite.instructions[0]).toMatch(/^variables\.tf:2: .* Take the default out and set it with TF_VAR_Api_token=local:\/\//);
  });

  it('has no line for a shell where its name is none', () => {
    const { rewrite } = moveText('variables.tf', `variable "a$(touch x)" {\n  default = "${LIVE}"\n}\n`, LOCAL);
    expect(rewrite.instructions.join('\n')).not.toContain('touch');
  });
});

describe('a key of Terraform that is no name', () => {
  const KEYS = ['a$(touch x)_password', 'a\\nNODE_OPTIONS=x\\nb_password', '${file(1)}_password', 'a b_password'];
  const stays = (path: string, text: string): void => {
    const { rewrite, targets } = moveText(path, text, LOCAL);
    expect(targets).toHaveLength(1);
    expect(rewrite).toMatchObject({ edits: [], created: [], complete: false });
    expect(rewrite.instructions).toHaveLength(1);
  };

  it.each(KEYS)('gets no line of its own in a .env: %s', (key) => {
    stays('x.tfvars', `"${key}" = "${LIVE}"\n`);
    stays('x.tfvars.json', `{ "${key}": "${LIVE}" }\n`);
  });

  it('writes no line of a folder whose name has several', () => {
    const path = 'a\nevil = 1 #/x.tfvars';
    const { texts } = moveText(path, `db_password = "${LIVE}"\n`, LOCAL);
    expect(texts[path]).toBe('# db_password is read in a\ufffdevil = 1 #/.env\n');
  });

  it('runs no code as a reference', async () => {
    const name = 'a${file("/etc/passwd")}%{ if true }"';
    const store: Store = { reference: () => `vault://${name}`, address: () => ({ provider: 'vault', id: name, mount: name }), pointer: () => [name] };
    const moved = moveText('main.tf', `# password = "${LIVE}"\nresource "x" "y" {\n  password = "${LIVE}"\n}\n`, store);
    const { data } = (await parseAll(moved))['secrets.tf'] as { data: Record<string, Record<string, { name: string }[]>> };
    // what the parser gives back is the text of a template, in which a doubled sign stands for itself
    expect(Object.values(data['vault_kv_secret_v2']!)[0]![0]).toEqual({ mount: expect.stringContaining('$${file('), name: expect.stringContaining('%%{ if') });
    expect(moved.texts['main.tf']).toMatch(/\["a\$\$\{file\(\\"\/etc\/passwd\\"\)\}%%\{ if true \}\\""\]/);
  });
});
