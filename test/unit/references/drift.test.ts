import { describe, expect, it } from '@jest/globals';
import { Secret } from '../../../shared/model/secret.ts';
import {
  addressKey,
  type DriftItem,
  type EnvFile,
  findDrift,
  isExamplePath,
  type NamedReference,
  referencesOf,
  type StoreAnswer,
} from '../../../shared/references/drift.ts';
import { variableBefore } from '../../../shared/references/find-variable.ts';
import { parseReference } from '../../../shared/references/parse.ts';
import { digestWith } from '../../../shared/references/value-digest.ts';

const file = (path: string, text: string): EnvFile => ({
  path,
  isExample: isExamplePath(path),
  settings: text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => ({ key: line.slice(0, line.indexOf('=')), value: new Secret(line.slice(line.indexOf('=') + 1)) })),
});

const named = (path: string, variable: string | null, text: string): NamedReference => ({ path, variable, reference: parseReference(text)! });

const drift = (files: Record<string, string>, store: Record<string, string | null> | null = null, more: NamedReference[] = []): readonly DriftItem[] => {
  const read = Object.entries(files).map(([path, text]) => file(path, text));
  const references = [...read.filter(({ isExample }) => !isExample).flatMap(referencesOf), ...more];
  const answers =
    store &&
    new Map<string, StoreAnswer>(
      Object.entries(store).map(([text, value]) => [
        addressKey(parseReference(text)!.address),
        value === null ? { missing: 'secret-missing' } : { secret: new Secret(value) },
      ]),
    );
  return findDrift({ files: read, references, answers, digest: digestWith('key') });
};

const shown = (items: readonly DriftItem[]): string[] =>
  items.map(({ code, path, variable, isDrift }) => `${isDrift ? '' : '('}${code} ${path} ${variable ?? '-'}${isDrift ? '' : ')'}`);

describe('findDrift', () => {
  it('finds none where everything fits', () => {
    expect(
      drift({ '.env.example': 'A=\nB=\nPORT=3000\n', '.env': 'A=local://app#a\nB=local://app#b\nPORT=1\n' }, { 'local://app': '{"a":"1","b":"2"}' }),
    ).toEqual([]);
  });

  it('compares names with the example, both ways, folder by folder', () => {
    expect(shown(drift({ '.env.example': 'A=\nB=\n', '.env': 'A=1\nC=1\n', 'api/.env.example': 'B=\n', 'api/.env': 'B=1\n' }))).toEqual([
      'undocumented .env C',
      'missing .env.example B',
    ]);
    expect(shown(drift({ '.env.example': 'A=\n', '.env': '', '.env.local': 'A=1\n' }))).toEqual([]);
    expect(shown(drift({ '.env.example': 'A=\n' }))).toEqual(['(nothing-to-compare .env.example -)']);
  });

  it('knows which variables a reference sets', () => {
    const files = { '.env.example': 'KEY=\nDB_PASSWORD=\nDB_HOST=\n', '.env': 'KEY_SECRET_ARN=local://key#a\nDB_SECRET_ARN=local://db\n' };
    expect(shown(drift(files, { 'local://key': '{"a":"1"}', 'local://db': '{"password":"1"}' }))).toEqual([
      'undocumented .env DB_SECRET_ARN',
      'missing .env.example DB_HOST',
    ]);
    const task = named('deploy/task.json', 'KEY', 'local://key');
    expect(shown(drift({ '.env.example': 'KEY=\n' }, null, [task]))).toEqual([]);
  });

  it('compares a plain value with the one in the store, by salted digests', () => {
    const files = { '.env': 'A=local://app#a\n', '.env.local': 'A=canary\n', '.env.test': 'A=other\n' };
    const items = drift(files, { 'local://app': '{"a":"canary"}' });
    expect(shown(items)).toEqual(['plain .env.local A', 'plain .env.test A']);
    expect(items[0]!.message).toContain('the values are the same');
    expect(items[0]!.fileDigest).toBe(items[0]!.storeDigest);
    expect(items[1]!.message).toContain('the values are different');
    expect(items[1]!.fileDigest).not.toBe(items[1]!.storeDigest);
    expect(items[0]!.storeDigest).toMatch(/^[0-9a-f]{12}$/);
    expect(JSON.stringify(items)).not.toMatch(/canary|other/);
    expect(drift(files)[0]).toMatchObject({ code: 'plain', storeDigest: null });
  });

  it('finds references that lead nowhere', () => {
    const files = { '.env': 'A=local://gone\nB=local://app#b.c\nC=local://app#/x/y\nD=arn:aws:secretsmanager:cn-north-1:111122223333:secret:a-AbCdEf\n' };
    expect(shown(drift(files, { 'local://gone': null, 'local://app': '{"b":{"c":"1"}}' }))).toEqual([
      'no-secret .env A',
      'missing-key .env C',
      'bad-reference .env D',
    ]);
  });

  it('notes keys that nothing refers to', () => {
    const store = { 'local://app': '{"a":"1","b":"2","tls.crt":"3","deep":{"x":1}}' };
    expect(drift({ '.env': 'A=local://app#a\nT=local://app#tls.crt\n' }, store).map(({ code, isDrift, message }) => `${code} ${isDrift} ${message}`)).toEqual([
      'unused-key false nothing refers to the key b of this secret',
      'unused-key false nothing refers to the key deep of this secret',
    ]);
    expect(drift({ '.env': 'A=local://app#a\nB=local://app\n' }, store)).toEqual([]);
  });
});

describe('isExamplePath', () => {
  it.each(['.env.example', 'a/.env.sample', '.env.template', 'env.dist', '.env.production.example', 'a/prod.env.example'])('%s is one', (path) =>
    expect(isExamplePath(path)).toBe(true),
  );
  it.each(['.env', '.env.local', '.env.production', 'example/.env', 'prod.env'])('%s is none', (path) => expect(isExamplePath(path)).toBe(false));
});

describe('variableBefore', () => {
  it.each([
    ['  DB_PASSWORD: ', 'DB_PASSWORD'],
    ['  - DB_PASSWORD=', 'DB_PASSWORD'],
    ['DB_PASSWORD = "', 'DB_PASSWORD'],
    ['{"DB_PASSWORD": "', 'DB_PASSWORD'],
    ['{"name":"DB_PASSWORD","valueFrom":"', 'DB_PASSWORD'],
    ['- name: DB_PASSWORD\n  valueFrom: ', 'DB_PASSWORD'],
    ['{ name = "DB_PASSWORD", valueFrom = "', 'DB_PASSWORD'],
    ['"valueFrom": "', null],
    ['see ', null],
    ['', null],
  ])('%j', (text, variable) => expect(variableBefore(text, text.length)).toBe(variable));
});
