import { describe, expect, it } from '@jest/globals';
import { entriesOf } from '../../../shared/formats/entries-of.ts';

const read = (path: string, text: string): string[] => entriesOf('text', text, [], path).entries.map(({ key, value }) => `${key}=${value}`);

describe('a file that holds one value', () => {
  it.each([
    ['config/master.key', 'abc-def', 'master_key=abc-def'],
    ['config/credentials/production.key', 'abc-def\n', 'production_key=abc-def'],
    ['secrets/db_password.txt', '\uFEFF  abc-def\r\n', 'db_password=abc-def'],
    ['.vault_pass', 'abc-def\n', 'vault_pass=abc-def'],
    ['home/.vault-token', 'abc.def==', 'vault-token=abc.def=='],
    ['run\\secrets\\api_key', 'abc', 'api_key=abc'],
  ])('has its name as its key: %s', (path, text, expected) => {
    expect(read(path, text)).toEqual([expected]);
    const [entry] = entriesOf('text', text, [], path).entries;
    expect(text.slice(entry!.valueRange.start, entry!.valueRange.end)).toBe(entry!.value);
  });

  it.each([
    ['notes.txt', 'abc-def'],
    ['secrets/db_password.txt', ''],
    ['secrets/db_password.txt', 'two words'],
    ['secrets/db_password.txt', 'a=b'],
    ['tls/server.key', '-----BEGIN PRIVATE KEY-----\nabc\n'],
    ['secrets/db_password.txt', 'x'.repeat(600)],
    ['src/password.ts', 'abc'],
  ])('is not %s with %j', (path, text) => {
    expect(read(path, text)).toEqual([]);
  });
});
