import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { createFinder } from '../../../shared/text/find-fingerprints.ts';
import { indexFingerprints } from '../../../shared/text/fingerprint-index.ts';
import { createKey, takeFingerprints, type Windows } from '../../../shared/text/fingerprints.ts';
import { squeeze } from '../../../shared/text/squeeze.ts';

const key = createKey();
const listOf = (texts: readonly string[], windows: Windows, minLength: number) =>
  takeFingerprints(
    texts.map((text) => ({ text, label: text })),
    { key, windows, minLength },
  );
const finderOf = (texts: readonly string[], windows: Windows = 'safe', minLength = 6) =>
  createFinder(indexFingerprints(listOf(texts, windows, minLength), key));

describe('fingerprints', () => {
  it.each(['safe', 'few'] as const)('find what a plain search finds, with %s windows', (windows) => {
    const word = fc.string({ minLength: 8, maxLength: 40, unit: fc.constantFrom(...'aabbbc-@é🦦') }).filter((text) => squeeze(text).length >= 8);
    fc.assert(
      fc.property(fc.array(word, { minLength: 1, maxLength: 6 }), fc.array(fc.oneof(word, fc.nat(5)), { maxLength: 12 }), (texts, pieces) => {
        const text = pieces.map((piece) => (typeof piece === 'number' ? (texts[piece % texts.length] ?? '') : piece)).join('');
        const labels = new Set(finderOf(texts, windows, 8)(text).map(({ label }) => label));
        for (const each of texts) if (labels.has(each) !== text.includes(each)) throw new Error(`${JSON.stringify(each)} in ${JSON.stringify(text)}`);
      }),
      { numRuns: 500 },
    );
  });

  it('take short texts only where they stand alone', () => {
    const find = finderOf(['otter7']);
    expect(find('an otter7, and "otter7"').map(({ range }) => range.start)).toEqual([3, 16]);
    expect(find('notter7 otter77')).toEqual([]);
  });

  it('say where the text stands, with what is between its parts', () => {
    const find = finderOf(['quartz-otter-nimbus']);
    const text = 'one\r\n  key = "quartz-" +\r\n    "otter\u001b[31m-nim\u001b[0mbus"\n';
    const [hit, ...others] = find(text);
    expect(others).toEqual([]);
    expect(text.slice(hit?.range.start, hit?.range.end)).toBe('quartz-" +\r\n    "otter\u001b[31m-nim\u001b[0mbus');
    expect(hit?.squeezed).toBe('quartz-otter-nimbus');
  });

  it('keep nothing of what they find', () => {
    const text = 'quartz-otter-nimbus-4711';
    const list = takeFingerprints([{ text, label: 'prod/api' }], { key, windows: 'safe', minLength: 6 });
    const kept = JSON.stringify({ ...list, rows: [...list.rows] });
    for (let i = 0; i + 4 <= text.length; i++) expect(kept.includes(text.slice(i, i + 4))).toBe(false);
    const other = createKey();
    expect(createFinder(indexFingerprints(list, other))(text)).toEqual([]);
  });

  it('are found in linear time', () => {
    const find = finderOf([...Array(300).keys()].map((i) => `value-number-${i}-${'ab'.repeat(i % 20)}`));
    const text = 'abababab value-number- '.repeat(100_000);
    expect(find(text)).toEqual([]);
  });
});
