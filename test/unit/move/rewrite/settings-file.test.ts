import { describe, expect, it } from '@jest/globals';
import { parse as parseToml } from 'smol-toml';
import { parse as parseYaml } from 'yaml';
import { makeFinding } from '../../../support/make-finding.ts';
import { AWS_ARN, LOCAL, moveText, scanText } from '../../../support/moved.ts';

const LIVE = ['k7Vq2', 'mXw9', '!Lr4z'].join('');
const REFERENCE = `${AWS_ARN}:DATABASE_PASSWORD::`;

interface Case {
  readonly path: string;
  readonly text: string;
  readonly read: (text: string) => unknown;
}

const XML = `<configuration>\n  <add key="DatabasePassword" value="${LIVE}" />\n</configuration>\n`;

const CASES: Readonly<Record<string, Case>> = {
  JSON: { path: 'config/app.json', text: `{\n  "database": { "password": "${LIVE}" },\n  "n": 1\n}`, read: (text) => JSON.parse(text) },
  'a block of YAML': { path: 'app.yaml', text: `database:\n  password: ${LIVE} # rotate\nn: 1\n`, read: parseYaml },
  'a flow of YAML': { path: 'app.yaml', text: `database: { password: '${LIVE}' }\nn: 1\n`, read: parseYaml },
  'a block scalar of YAML': { path: 'app.yaml', text: `database:\n  password: |\n    ${LIVE}\nn: 1\n`, read: parseYaml },
  TOML: { path: 'app.toml', text: `n = 1\n[database]\npassword = "${LIVE}" # rotate\n`, read: parseToml },
  'a literal string of TOML': { path: 'app.toml', text: `n = 1\n[database]\npassword = '${LIVE}'\n`, read: parseToml },
};

describe('a configuration file', () => {
  for (const [name, { path, text, read }] of Object.entries(CASES)) {
    it(`holds the reference, and all else as before: ${name}`, () => {
      const { texts, rewrite, targets } = moveText(path, text);
      expect(targets.map(({ variable }) => variable)).toEqual(['DATABASE_PASSWORD']);
      expect(read(texts[path]!)).toEqual({ database: { password: REFERENCE }, n: 1 });
      expect(rewrite.complete).toBe(false);
      expect(rewrite.instructions.length).toBeGreaterThan(0);
      expect(scanText(path, texts[path]!)).toEqual([]);
      if (text.includes('# rotate')) expect(texts[path]).toContain('# rotate');
    });
  }

  it('is an INI file, properties, or XML', () => {
    expect(moveText('app.ini', `[database]\npassword = ${LIVE}\n`).texts['app.ini']).toBe(`[database]\npassword = ${REFERENCE}\n`);
    expect(moveText('app.properties', `database.password=${LIVE}\r\n`, LOCAL).texts['app.properties']).toMatch(
      /^database\.password=local:\/\/dev\/app#\w+\r\n$/,
    );
    expect(moveText('web.config', XML).texts['web.config']).toBe(XML.replace(LIVE, `${AWS_ARN}:DATABASE_PASSWORD::`));
  });

  it('may be one that npm expands', () => {
    const token = ['npm_', 'k3Jf9aQ2'.repeat(4), 'Zx71'].join('');
    const { texts, rewrite } = moveText('.npmrc', `//registry.npmjs.org/:_authToken=${token}\n`);
    expect(texts['.npmrc']).toMatch(/^\/\/registry\.npmjs\.org\/:_authToken=\$\{\w+\}\n$/);
    expect(texts['.env']).toContain(AWS_ARN);
    expect(rewrite).toMatchObject({ kind: 'npmrc', complete: true });
  });

  it('moves JSON in a string of JSON as a whole', () => {
    const text = JSON.stringify({ settings: JSON.stringify({ password: `${LIVE}x` }) });
    const { texts, targets } = moveText('app.json', text, undefined, [], [{ ...makeFinding(text, `${LIVE}x`), format: 'json' }]);
    expect(JSON.parse(texts['app.json']!)).toEqual({ settings: `${AWS_ARN}:SETTINGS::` });
    expect(targets[0]!.value.reveal()).toBe(JSON.parse(text).settings);
  });

  it('keeps a value that is a word of a command', () => {
    const { targets } = moveText('tasks.json', JSON.stringify({ deploy: `deploy --password=${LIVE} --now` }));
    expect(targets.map(({ blocked }) => blocked !== undefined)).toEqual([true]);
  });
});

describe('a reference', () => {
  it('is no finding, for rules of places either', () => {
    const references = [
      AWS_ARN,
      `${AWS_ARN}:DB_PASSWORD::`,
      'local://dev/app#DB_PASSWORD',
      'vault://kv/prod/db#password',
      'azure://db-password',
      'ssm:/prod/db-password',
    ];
    for (const reference of [...references, 'https://acme.vault.azure.net/secrets/db-password']) {
      expect(scanText('.env', `PGPASSWORD="${reference}"\nDB_PASSWORD=${reference}\n`)).toEqual([]);
      expect(scanText('filezilla.xml', `<Servers><Server><Host>ftp.acme.io</Host><User>app</User><Pass>${reference}</Pass></Server></Servers>`)).toEqual([]);
      expect(scanText('app.ts', `const dbPassword = '${reference}';\n`)).toEqual([]);
    }
  });
});

describe('a file that a shell runs', () => {
  it('asks for the value', () => {
    const text = `export DB_PASSWORD="${LIVE}"\nexport API_SECRET=${LIVE}b # rotate\n# export OLD_PASSWORD='${LIVE}c'\n`;
    const { texts } = moveText('.envrc', text, LOCAL);
    expect(texts['.envrc']).toBe(
      `export DB_PASSWORD="$(watertight resolve 'local://dev/app#DB_PASSWORD')"\nexport API_SECRET="$(watertight resolve 'local://dev/app#API_SECRET')" # rotate\n# export OLD_PASSWORD='local://dev/app#OLD_PASSWORD'\n`,
    );
    expect(scanText('.envrc', texts['.envrc']!)).toEqual([]);
  });
});

describe('a file that can not be rewritten', () => {
  const FILES: Readonly<Record<string, readonly [path: string, text: string]>> = {
    'a log': ['ci.log', `2026-01-01T00:00:00.0000000Z ##[group]Run\n2026-01-01T00:00:00.0000000Z DB_PASSWORD=${LIVE}\n`],
    "Terraform's state": ['terraform.tfstate', JSON.stringify({ outputs: { db_password: { value: LIVE } } })],
    netrc: ['.netrc', `machine api.acme.io login app password ${LIVE}\n`],
    pgpass: ['.pgpass', `db.acme.io:5432:app:app:${LIVE}\n`],
  };
  for (const [name, [path, text]] of Object.entries(FILES)) {
    it(`says what helps instead: ${name}`, () => {
      const { rewrite, targets } = moveText(path, text);
      expect(targets.length).toBeGreaterThan(0);
      expect(rewrite).toMatchObject({ kind: 'none', edits: [], created: [], complete: false });
      expect(rewrite.instructions[0]).toContain(path);
      expect(rewrite.instructions.join()).not.toContain(LIVE);
    });
  }
});
