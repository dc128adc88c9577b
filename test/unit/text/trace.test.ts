import { describe, expect, it } from '@jest/globals';
import { describeError } from '../../../cli/run.ts';
import { framesOf } from '../../../shared/text/trace.ts';

const value = ['nimbus', 'copper', '77'].join('-');

/** As a parser of JSON throws: the message holds a piece of the file, over several lines. */
const errors: readonly (readonly [string, Error])[] = [
  ['a message of several lines', new SyntaxError(`Unexpected token\n{ "password":\n"${value}" }`)],
  ['a message that looks like a frame', new Error(`broken\n    at ${value} (file.ts:1:1)`)],
  ['a message that was changed later', Object.assign(new Error(`first\n    at ${value}`), { message: 'second' })],
];

describe('framesOf', () => {
  it.each(errors)('shows no part of %s', (_, error) => {
    expect(framesOf(error).join('\n')).not.toContain(value);
    expect(describeError(error)).not.toContain(value);
  });

  it('shows where it happened', () => {
    const frames = framesOf(new Error('x'));
    expect(frames.length).toBeGreaterThan(0);
    expect(frames[0]).toMatch(/^at .*trace\.test\.ts/);
    expect(framesOf('no error')).toEqual([]);
  });
});
