import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { parseJson } from '../../../shared/formats/json.ts';
import { expectEntries } from '../../support/marked.ts';

const check = (source: string) => expectEntries((text) => parseJson(text, 'data.json'), source);

/** Leaves of a value as the parser should see them: `parents|key=value`. */
const leavesOf = (value: unknown, parents: string[], key: string | undefined, inArray: boolean): string[] => {
  if (Array.isArray(value)) return value.flatMap((item) => leavesOf(item, parents, key, true));
  if (value !== null && typeof value === 'object') {
    const around = key === undefined ? parents : inArray ? parents : [...parents];
    return Object.entries(value).flatMap(([name, member]) => leavesOf(member, key === undefined ? around : [...around, key], name, false));
  }
  return key === undefined || key === '' ? [] : [`${parents.join('.')}|${key}=${String(value)}`];
};

describe('parseJson', () => {
  it('reads members with their parents', () => {
    const { entries } = check(`{
  "database": { "password": "example", "port": 5432, "tls": true },
                             ^^^^^^^ password
                                               ^^^^ port
                                                            ^^^^ tls
  "hosts": ["one", "two"],
             ^^^ hosts element
                    ^^^ hosts element
  "nested": [{ "a": [[{ "secret": "x" }]] }]
                                   ^ secret
}`);
    expect(entries.map((entry) => entry.parents)).toEqual([['database'], ['database'], ['database'], [], [], ['nested', 'a']]);
  });

  it('joins name and value to one entry', () => {
    check(`{"environment": [
  {"name": "DB_PASSWORD", "value": "example"},
                                    ^^^^^^^ DB_PASSWORD config
  {"name": "API_KEYS", "valueFrom": "arn:aws:x"},
            ^^^^^^^^ name
                                     ^^^^^^^^^ valueFrom
  {"Value": "example", "Key": "API_TOKEN"},
             ^^^^^^^ API_TOKEN
  {"ParameterKey": "Secret", "ParameterValue": "example"}
                                                ^^^^^^^ Secret
]}`);
  });

  it('reads NAME=value in lists of settings only', () => {
    check(`{
  "Env": ["DB_PASSWORD=example", "plain"],
                       ^^^^^^^ DB_PASSWORD
                                  ^^^^^ Env element
  "Cmd": ["a=b"]
           ^^^ Cmd element
}`);
  });

  it('reads what JSON5 adds', () => {
    check(`// a comment { "no": "entry" }
{
  /* "neither": "this" */
  bare: 'single',
         ^^^^^^ bare
  // "password": "example",
                  ^^^^^^^ password comment
  'quoted': +1,
            ^^ quoted
  "trailing": "comma",
               ^^^^^ trailing
}`);
  });

  it('reads documents in a row, and a text that breaks off', () => {
    check(`{"a": "one"}
       ^^^ a
{"b": "two"}
       ^^^ b
{"c": {"d": "thr
             ^^^ d`);
  });

  it('recovers at the end of a line from a string that never closes', () => {
    check(`{ "a": "open,
        ^^^^^ a
  "b": "two" }
        ^^^ b`);
  });

  it('undoes escapes', () => {
    const { entries } = parseJson(String.raw`{"a": "x\"\\\/\n\u00e9\ud83d\ude00"}`);
    expect(entries[0]?.value).toBe('x"\\/\né😀');
    expect(entries[0]?.valueRange).toEqual({ start: 7, end: 34 });
  });

  it.each([
    ['appsettings.Production.json', 'config'],
    ['src/Api/appsettings.json', 'config'],
    ['deploy/task-definition.json', 'config'],
    ['prod.tfvars.json', 'config'],
    ['.docker/config.json', 'config'],
    ['package.json', 'source'],
    ['package-lock.json', 'source'],
    ['locales/de.json', 'source'],
    ['test/fixtures/config.json', 'source'],
    ['C:\\app\\appsettings.json', 'config'],
  ])('takes the entries of %s for %s', (path, setting) => {
    expect(parseJson('{"password": "example"}', path).entries[0]?.setting).toBe(setting);
  });

  it('knows a task definition by its content', () => {
    expect(parseJson('{"containerDefinitions": [{"password": "example"}]}', 'api.json').entries[0]?.setting).toBe('config');
  });

  it('reads only what credential words point at', () => {
    const text = '{"a": "1", "my_token": "2", "secrets": {"b": "3"}, "c": [{"name": "API_TOKEN", "value": "4"}, {"name": "x", "value": "5"}]}';
    const offsets = [...text.matchAll(/token|secret/gi)].map((match) => match.index + match[0].length);
    expect(parseJson(text, '', offsets).entries.map((entry) => `${entry.key}=${entry.value}`)).toEqual(['my_token=2', 'b=3', 'API_TOKEN=4']);
  });

  it('agrees with JSON.parse on any document', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.constantFrom(undefined, 2, '\t'), (value, indent) => {
        const text = JSON.stringify(value, null, indent);
        const seen = parseJson(text).entries.map((entry) => `${entry.parents.join('.')}|${entry.key}=${entry.value}`);
        expect(seen).toEqual(leavesOf(JSON.parse(text), [], undefined, false));
      }),
    );
  });

  it('reads a hundred thousand open brackets', () => {
    expect(parseJson('{"a":['.repeat(100_000)).entries).toEqual([]);
  });
});
