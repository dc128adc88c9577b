import { describe, expect, it } from '@jest/globals';
import { formatOf } from '../../../shared/formats/format-of.ts';

const NAMES: Record<string, string> = {
  dotenv: `.env .env.local .env.production .env.production.local .env.example .env.template .env.sample .env.dist .env.bak .env~ .env-prod .env_prod .env2
    .env.d .env.my-feature .env.keys prod.env production.env.example app.env.local env.production env.sample env env-file .envrc .flaskenv dotenv .dotenv
    dotenv.local .dev.vars .dev.vars.production .env.development.example .ENV`,
  tfvars:
    'terraform.tfvars prod.auto.tfvars terraform.tfvars.example terraform.tfvars.sample build.pkrvars.hcl prod.tfbackend terraform.tfvars.prod terraform.tfvars-stage',
  terraform: 'main.tf variables.tf.example terragrunt.hcl job.nomad main.tofu build.pkr.hcl',
  json: 'package.json terraform.tfvars.json main.tf.json prod.auto.tfvars.json appsettings.Production.json tsconfig.jsonc a.json5 terraform.tfstate terraform.tfstate.backup a.ipynb .dockercfg config.json.example',
  yaml: 'a.yml docker-compose.yaml values.yaml.example secrets.yml.dist .env.yaml',
  toml: 'pyproject.toml Cargo.lock poetry.lock Pipfile .env.toml',
  ini: 'setup.cfg php.ini my.cnf .my.cnf .s3cfg .gitconfig config.ini.dist pip.conf',
  properties: 'application.properties application-prod.properties gradle.properties',
  npmrc: '.npmrc .npmrc.ci .npmrc-auth',
  netrc: '.netrc _netrc .authinfo',
  pypirc: '.pypirc',
  xml: 'pom.xml web.csproj Info.plist Strings.resx',
  text: '.env.js env.d.ts env.ts environment.md .environment.ts env.go main.py README.md .env.sh a.properties.ts a.pem Dockerfile envoy.cc .envious prod.env.ts',
};

describe('formatOf, by name', () => {
  for (const [format, names] of Object.entries(NAMES)) {
    it.each(names.split(/\s+/))(`%s is ${format}`, (name) => {
      expect(formatOf(name, '')).toBe(format);
      expect(formatOf(`some/folder.d/${name}`, '')).toBe(format);
      expect(formatOf(`some\\folder.d\\${name}`, '')).toBe(format);
      expect(formatOf(`backup.zip!${name}`, '')).toBe(format);
    });
  }

  it('knows files by their folder', () => {
    expect(formatOf('home/.aws/credentials', '')).toBe('ini');
    expect(formatOf('repo/.git/config', '')).toBe('ini');
    expect(formatOf('repo/credentials', '')).toBe('text');
  });
});

describe('formatOf, by content', () => {
  it.each([
    ['ci-log', 'x.txt', '2024-05-01T10:11:12.1234567Z ##[group]Run\n'],
    ['ci-log', '1_build', '\uFEFF2024-05-01T10:11:12.1234567Z hello\n'],
    ['json', 'data', ' {\n  "a": 1 }'],
    ['json', 'data', '[{"a": 1 }]'],
    ['xml', 'data', '<?xml version="1.0"?><a/>'],
    ['xml', 'web.config', '<configuration>'],
    ['dotenv', 'prod', 'AA=1\r\nB_C=2\r\n\r\nexport DD=3\r\n'],
    ['ini', 'a.conf', '[main]\na = 1\nb = 2\n'],
    ['ini', 'cloud/.credentials', '[default]\nkey_id = 1\nkey = 2\n'],
    ['yaml', '.config/hub', '---\ngithub.com:\n- user: me\n'],
    ['yaml', '.tugboat', 'authentication:\n  client: a\n  key: b\n'],
    ['text', 'NOTES', 'One: two\nand then some prose\nThree: four\n'],
    ['dotenv', '.envs/.local/.postgres', 'A=b\n'],
    ['text', 'a.props', 'some prose\n'],
    ['xml', 'a.props', '\n<Project>'],
    ['text', 'nginx.conf', 'server {\n  listen 80;\n}\n'],
    ['text', 'notes', 'A=1\nthis is prose\nB=2\nC=3\n'],
    ['text', 'a.py', 'AA=1\nBB=2\nCC=3\n'],
    ['text', 'a', ''],
  ])('%s: %s', (format, path, head) => {
    expect(formatOf(path, head)).toBe(format);
  });
});
