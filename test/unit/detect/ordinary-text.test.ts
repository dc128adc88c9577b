import { describe, expect, it } from '@jest/globals';
import { isGibberish, ordinary } from '../../../shared/detect/gibberish.ts';
import { createOrdinaryText } from '../../../shared/detect/ordinary-text.ts';

describe('ordinary text', () => {
  it('ranks words above letters at random', () => {
    const { fluency } = ordinary();
    for (const word of ['configuration', 'password', 'authentication', 'production', 'monday']) {
      for (const noise of ['xqzvkw', 'bdfgkptx', 'qhjvzmrl', 'wxkcvbnq']) expect(fluency(word)).toBeGreaterThan(fluency(noise) + 15);
    }
  });

  it('counts the evidence for words in bits, which grows with the length', () => {
    const { wordBits } = ordinary();
    expect(wordBits('qhjvzmrl')).toBeLessThan(-5);
    expect(wordBits('connect')).toBeGreaterThan(3);
    expect(wordBits('connection-configuration')).toBeGreaterThan(wordBits('connect') * 2);
    expect(wordBits('42')).toBe(0);
  });

  it('reads each word of a compound by itself', () => {
    const { fluency } = ordinary();
    expect(fluency('newPassword')).toBeGreaterThan(40);
    expect(fluency('new-password_value')).toBeGreaterThan(40);
  });

  it('has no opinion where there are no letters', () => {
    expect(ordinary().fluency('12345')).toBe(-1);
    expect(ordinary().wordShare('12345')).toBe(0);
  });

  it('measures the share of letters in known words, the longest word first', () => {
    const { wordShare } = createOrdinaryText({ trigrams: '', words: 'pass password word' });
    expect(wordShare('password')).toBe(1);
    expect(wordShare('password-xx')).toBe(0.8);
    expect(wordShare('qpassq')).toBeCloseTo(4 / 6);
  });
});

describe('gibberish', () => {
  it.each(['fkxhiiedpllwwqnyw', 'WzzCLvanpdgldey', 'svchkdwnlgmbqpxs'])('is letters that make no words: %s', (value) => {
    expect(isGibberish(value)).toBe(true);
  });

  it.each([
    'correcthorsebatterystaple',
    'zookeeperkafka',
    'elasticsearchkibana',
    'mijnwachtwoord',
    'Zwischenablage',
    'hetznercloudtoken',
    'xqzk',
    'xqzkwv-rtplnd',
  ])('is not words of any language, nor anything else: %s', (value) => {
    expect(isGibberish(value)).toBe(false);
  });
});
