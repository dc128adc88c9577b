import { describe, expect, it } from '@jest/globals';
import { sourcesOf, stageOf } from '../../../shared/resolve/priority.ts';

describe('the order of priority', () => {
  it.each([
    ['development', 'development'],
    [' Dev ', 'development'],
    ['test', 'development'],
    ['local', 'development'],
    ['production', 'production'],
    ['staging', 'production'],
    ['', 'production'],
    [undefined, 'production'],
  ])('takes %j for %s', (name, stage) => expect(stageOf(name)).toBe(stage));

  it('puts the plain value first in development, the provider first in production', () => {
    const both = { hasPlain: true, allowFallback: true };
    expect(sourcesOf('development', both)).toEqual(['plain']);
    expect(sourcesOf('production', both)).toEqual(['provider', 'plain']);
  });

  it('has a fall-back in production only where it is allowed', () => {
    expect(sourcesOf('production', { hasPlain: true, allowFallback: false })).toEqual(['provider']);
  });

  it('asks the provider where there is no plain value', () => {
    expect(sourcesOf('development', { hasPlain: false, allowFallback: true })).toEqual(['provider']);
  });
});
