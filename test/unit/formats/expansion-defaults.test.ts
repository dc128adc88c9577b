import { describe, expect, it } from '@jest/globals';
import { expansionDefaults } from '../../../shared/formats/expansion-defaults.ts';
import type { Entry } from '../../../shared/model/entry.ts';

/** An entry `K=` whose value is the whole text. */
const entryOf = (value: string): Entry => ({
  key: 'K',
  parents: [],
  keyRange: { start: 0, end: 0 },
  value,
  valueRange: { start: 0, end: value.length },
  quote: 'none',
  kind: 'assignment',
  setting: 'config',
});

const defaultsOf = (value: string): string[] =>
  expansionDefaults(value, entryOf(value)).map((entry) => `${entry.key}=${entry.value}@${entry.valueRange.start}-${entry.valueRange.end}`);

describe('expansionDefaults', () => {
  it.each([
    ['${A:-x}', ['K=x@5-6']],
    ['${A-x}', ['K=x@4-5']],
    ['${A:=x}', ['K=x@5-6']],
    ['${a.b:x}', ['K=x@6-7']],
    ['${A:-"x y"}', ['K=x y@6-9']],
    ['p${A:-x}${B:-y}', ['A=x@6-7', 'B=y@13-14']],
    ['${A:-${B:-x}}', ['B=x@10-11', 'K=${B:-x}@5-12']],
    ['${A:-}', []],
    ['${A}', []],
    ['${A:?x}', []],
    ['${A:+x}', []],
    ['${{ A:-x }}', []],
    ['${A:-x', []],
    ['}${', []],
  ])('%s', (value, expected) => {
    expect(defaultsOf(value)).toEqual(expected);
  });
});
