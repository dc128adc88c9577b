import { describe, expect, it } from '@jest/globals';
import { createPrefilter } from '../../../shared/detect/prefilter.ts';
import { entriesOf } from '../../../shared/formats/entries-of.ts';

const { search } = createPrefilter([]);
const VALUE = ['zX', '9k', 'Qw', 'v7', 'tR'].join('');
const keysAndValues = (format: 'toml' | 'dotenv' | 'json', text: string) =>
  entriesOf(format, text, search(text).words, 'x').entries.map((entry) => [entry.key, entry.value, entry.setting]);

describe('what a grammar of settings passes over', () => {
  it('reads a command line inside a value', () => {
    const text = `[a]\ndoc = "run mysql --password=${VALUE} now"\n`;
    expect(keysAndValues('toml', text)).toContainEqual(['password', VALUE, 'source']);
  });

  it('reads a comment in prose', () => {
    expect(keysAndValues('dotenv', `A=1\n# the old password was "${VALUE}"\n`)).toContainEqual(['password', VALUE, 'source']);
  });

  it('does not read again what is an entry already', () => {
    expect(keysAndValues('dotenv', `DB_PASSWORD=${VALUE}\nAPI_TOKEN=secret-${VALUE}\n`)).toEqual([
      ['DB_PASSWORD', VALUE, 'config'],
      ['API_TOKEN', `secret-${VALUE}`, 'config'],
    ]);
  });

  it('reads JSON in a string of JSON', () => {
    expect(keysAndValues('json', `{"body": "{\\"token\\": \\"${VALUE}\\"}"}`)).toContainEqual(['token', VALUE, 'source']);
  });
});
