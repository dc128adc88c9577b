import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { AppError } from '../../../shared/model/app-error.ts';
import { Secret } from '../../../shared/model/secret.ts';
import { leavesOf, selectValue } from '../../../shared/references/select-value.ts';
import { parseJsonTree } from '../../../shared/text/json-tree.ts';

const select = (text: string, ...pointer: string[]) => selectValue(new Secret(text), pointer).reveal();

const failure = (text: string, ...pointer: string[]): AppError => {
  try {
    select(text, ...pointer);
  } catch (error) {
    return error as AppError;
  }
  throw new Error('nothing failed');
};

describe('selectValue', () => {
  it('takes the name of the only field for its text, and goes on in it', () => {
    expect(selectValue(new Secret('plain'), ['value'], 'value').reveal()).toBe('plain');
    expect(selectValue(new Secret('{"a":"b"}'), ['value', 'a'], 'value').reveal()).toBe('b');
    expect(selectValue(new Secret('{"a":"b"}'), ['a'], 'value').reveal()).toBe('b');
    expect(() => selectValue(new Secret('plain'), ['other'], 'value')).toThrow('no JSON');
    expect(() => selectValue(new Secret('plain'), ['value'])).toThrow('no JSON');
  });

  it.each<[string, string[], string]>([
    ['{"a":"x"}', ['a'], 'x'],
    ['{"a":{"b":["x","y"]}}', ['a', 'b', '1'], 'y'],
    ['{"a":"\\u00e9\\n\\"q\\""}', ['a'], 'é\n"q"'],
    ['{"id":12345678901234567890,"v":1.10,"e":1E5}', ['id'], '12345678901234567890'],
    ['{"id":12345678901234567890,"v":1.10,"e":1E5}', ['v'], '1.10'],
    ['{"id":12345678901234567890,"v":1.10,"e":1E5}', ['e'], '1E5'],
    ['{"a": { "b" : [1, 2] } }', ['a'], '{ "b" : [1, 2] }'],
    ['{"a":true,"b":null}', ['b'], 'null'],
    ['{"a":"old","a":"new"}', ['a'], 'new'],
    ['{"":{"":"x"}}', ['', ''], 'x'],
    ['{"__proto__":"x"}', ['__proto__'], 'x'],
    ['{"a/b":{"c~d":"x"}}', ['a/b', 'c~d'], 'x'],
    ['\uFEFF{"a":"x"}\r\n', ['a'], 'x'],
    ['["x"]', ['0'], 'x'],
    ['no json', [], 'no json'],
    ['{"tls.crt":"x"}', ['tls', 'crt'], 'x'],
    ['{"tls":{},"tls.crt":"x"}', ['tls', 'crt'], 'x'],
    ['{"tls":{"crt":"y"},"tls.crt":"x"}', ['tls', 'crt'], 'y'],
    ['{"tls.crt":"x"}', ['tls.crt'], 'x'],
  ])('%s %j', (text, pointer, value) => expect(select(text, ...pointer)).toBe(value));

  it.each<[string, string[], string]>([
    ['{"user":"canary"}', ['password'], 'the value has no JSON key: /password'],
    ['{"user":"canary"}', ['User'], 'the value has no JSON key: /User'],
    ['{"user":"canary"}', ['user', '0'], 'the value has no JSON key: /user/0'],
    ['["canary"]', ['1'], 'the value has no JSON key: /1'],
    ['["canary"]', ['00'], 'the value has no JSON key: /00'],
    ['{"user":"canary"}', ['toString'], 'the value has no JSON key: /toString'],
    ['canary', ['user'], 'the value is no JSON, so it has no key: /user'],
    ['{"user":"canary"', ['user'], 'the value is no JSON, so it has no key: /user'],
  ])('%s has no %j, and the error shows no value', (text, pointer, message) => {
    const error = failure(text, ...pointer);
    expect(error).toBeInstanceOf(AppError);
    expect(error.code).toBe('secret-missing');
    expect(error.message).toBe(message);
    expect(`${error.message}${error.hint}${error.stack}${JSON.stringify(error)}`).not.toContain('canary');
  });
});

describe('leavesOf', () => {
  const leaves = (text: string) => leavesOf(new Secret(text)).leaves.map(({ path, secret, kind }) => [path.join('/'), secret.reveal(), kind]);

  it('gives every value, in arrays too, with its path and its source spelling', () => {
    expect(leaves('{"a":"x","b":{"c":[1.10,{"d":true}],"e":null},"f":{},"a":"y"}')).toEqual([
      ['a', 'x', 'string'],
      ['b/c/0', '1.10', 'number'],
      ['b/c/1/d', 'true', 'boolean'],
      ['b/e', 'null', 'null'],
      ['a', 'y', 'string'],
    ]);
    expect(leaves('"x"')).toEqual([['', 'x', 'string']]);
  });

  it('says what the value is', () => {
    expect(leavesOf(new Secret('{}'))).toEqual({ root: 'object', leaves: [], complete: true });
    expect(leavesOf(new Secret('[1]')).root).toBe('array');
    expect(leavesOf(new Secret('12')).root).toBe('number');
    expect(leavesOf(new Secret('word'))).toEqual({ root: 'none', leaves: [], complete: true });
  });

  it('says when there is more than it gives', () => {
    const deep = (depth: number) => `${'['.repeat(depth)}1${']'.repeat(depth)}`;
    expect(leavesOf(new Secret(deep(100)))).toMatchObject({ complete: true, leaves: [{}] });
    expect(leavesOf(new Secret(deep(101)))).toMatchObject({ complete: false, leaves: [] });
    expect(leavesOf(new Secret(deep(200_000))).complete).toBe(false);
    expect(leavesOf(new Secret(`[${'1,'.repeat(50_000)}1]`))).toMatchObject({ complete: false, leaves: { length: 50_000 } });
  });
});

describe('parseJsonTree', () => {
  it('takes what JSON.parse takes', () => {
    const piece = fc.constantFrom('{', '}', '[', ']', ',', ':', '"a"', '1', '-0.5e+3', '01', 'true', 'null', ' ', '"\\u00e9"', '"\\x"', '\n', '-', '+1', '"');
    const text = fc.oneof(
      fc.json(),
      fc.array(piece, { maxLength: 10 }).map((pieces) => pieces.join('')),
      fc
        .tuple(fc.json(), fc.nat(), fc.string({ maxLength: 1 }))
        .map(([json, at, char]) => json.slice(0, at % (json.length + 1)) + char + json.slice(at % (json.length + 1))),
    );
    const rebuild = (source: string, node: NonNullable<ReturnType<typeof parseJsonTree>>): unknown => {
      if (node.kind === 'array') return node.children.map((child) => rebuild(source, child.node));
      if (node.kind === 'object')
        return Object.fromEntries(node.children.filter(({ key }) => key !== '__proto__').map(({ key, node: child }) => [key, rebuild(source, child)]));
      return JSON.parse(source.slice(node.start, node.end));
    };
    fc.assert(
      fc.property(text, (any) => {
        let expected: unknown;
        try {
          expected = JSON.parse(any);
        } catch {
          expected = parseJsonTree;
        }
        const tree = parseJsonTree(any);
        if (expected === parseJsonTree) expect(tree).toBeUndefined();
        else expect(rebuild(any, tree!)).toEqual(JSON.parse(any, (key, value) => (key === '__proto__' ? undefined : value)));
      }),
      { numRuns: 2000 },
    );
  });

  it('reads a megabyte in one go', () => {
    const text = JSON.stringify({ a: 'x'.repeat(1_000_000), b: '\\n'.repeat(200_000), c: Array.from({ length: 100_000 }, (_, i) => i) });
    expect(parseJsonTree(text)?.children.map(({ key }) => key)).toEqual(['a', 'b', 'c']);
  });
});
