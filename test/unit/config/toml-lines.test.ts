import { describe, expect, it } from '@jest/globals';
import { parse } from 'smol-toml';
import { indexTomlLines } from '../../../shared/config/toml-lines.ts';

const TEXT = `# a comment [not] = a header
top = 1
"quoted key" = 'x' # top = 2

[table]
list = [ # [[no]]
  "one", 'two # not a comment',
  """three
  [[rules]]
  """, [4, 4],
  { five = 5 },
]
a.b = "dotted \\" [x] = "

[[rules]]
id = '''
[[rules]]
id = no
'''
  [[rules.allowlists]]
  paths = ["p"]
  [[rules.allowlists]]
  paths = ["q"]
[rules.deep]
x = 1

[[rules]]
id = "b"
[[rules.allowlists]]
paths = [
  "r",

  "s"]
`;

describe('indexTomlLines', () => {
  const lineOf = indexTomlLines(TEXT);

  it.each<[(string | number)[], number]>([
    [['top'], 2],
    [['quoted key'], 3],
    [['table'], 5],
    [['table', 'list'], 6],
    [['table', 'list', 0], 7],
    [['table', 'list', 1], 7],
    [['table', 'list', 2], 8],
    [['table', 'list', 3], 10],
    [['table', 'list', 4], 11],
    [['table', 'a', 'b'], 13],
    [['rules', 0], 15],
    [['rules', 0, 'id'], 16],
    [['rules', 0, 'allowlists', 0], 20],
    [['rules', 0, 'allowlists', 0, 'paths', 0], 21],
    [['rules', 0, 'allowlists', 1, 'paths'], 23],
    [['rules', 0, 'deep', 'x'], 25],
    [['rules', 1, 'id'], 28],
    [['rules', 1, 'allowlists', 0, 'paths', 1], 33],
    [['rules', 1, 'missing'], 27],
    [['nothing'], 1],
  ])('%j', (path, line) => {
    expect(lineOf(path)).toBe(line);
  });

  it('speaks of a document that the parser takes', () => {
    expect(parse(TEXT)).toMatchObject({ top: 1, rules: [{ allowlists: [{}, {}] }, { allowlists: [{}] }] });
  });

  it('ends on any text', () => {
    for (const text of ['', '[', '[[', 'a = [', 'a = "', "a = '''", 'a = {', '=\n=', 'a = ["\\']) expect(indexTomlLines(text)(['zzz'])).toBe(1);
  });
});
