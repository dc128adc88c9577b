import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { ScanReply } from '../../../extension/finding-view.ts';
import { createKeptTexts } from '../../../extension/kept-texts.ts';

const reply = (text: string): ScanReply => ({ findings: [], suppressed: text.length, problems: [] });
const task = { document: 'a', folder: null, path: '.env' };

describe('texts of open documents', () => {
  it('follow edits', () => {
    const seen: string[] = [];
    const texts = createKeptTexts((_folder, _path, text) => {
      seen.push(text);
      return reply(text);
    });
    fc.assert(
      fc.property(fc.string(), fc.array(fc.tuple(fc.nat(40), fc.nat(10), fc.string({ maxLength: 10 })), { maxLength: 10 }), (start, changes) => {
        texts.scan({ ...task, content: { text: start } });
        let text = start;
        const edits = changes.map(([at, length, inserted]) => {
          const rangeOffset = Math.min(at, text.length);
          const rangeLength = Math.min(length, text.length - rangeOffset);
          text = text.slice(0, rangeOffset) + inserted + text.slice(rangeOffset + rangeLength);
          return { rangeOffset, rangeLength, text: inserted };
        });
        texts.scan({ ...task, content: { edits, length: text.length } });
        expect(seen[seen.length - 1]).toBe(text);
      }),
    );
  });

  it('are asked for again when edits do not fit', () => {
    const texts = createKeptTexts((_folder, _path, text) => reply(text));
    expect(texts.scan({ ...task, content: { edits: [], length: 0 } })).toBe('lost');
    texts.scan({ ...task, content: { text: 'abc' } });
    expect(texts.scan({ ...task, content: { edits: [], length: 4 } })).toBe('lost');
    expect(texts.scan({ ...task, content: { edits: [], length: 3 } })).toBe('lost');
  });

  it('say when nothing changed, and forget what they said with the configuration', () => {
    const texts = createKeptTexts((_folder, _path, text) => reply(text));
    texts.scan({ ...task, content: { text: 'abc' } });
    const edits = [{ rangeOffset: 0, rangeLength: 1, text: 'x' }];
    expect(texts.scan({ ...task, content: { edits, length: 3 } })).toBe('same');
    texts.forgetReplies();
    expect(texts.scan({ ...task, content: { edits, length: 3 } })).toEqual(reply('xbc'));
    texts.forget('a');
    expect(texts.scan({ ...task, content: { edits, length: 3 } })).toBe('lost');
  });
});
