import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { type ScanReply, toReply } from '../../../extension/finding-view.ts';
import { createKeptTexts } from '../../../extension/kept-texts.ts';
import { createPlainScanner } from '../../../extension/plain-scanner.ts';
import { applyChange, wholeOf } from '../../../extension/reply-change.ts';
import type { ScanContent } from '../../../extension/scanner.ts';

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
    expect(texts.scan({ ...task, content: { edits, length: 3 } })).toEqual(wholeOf(reply('xbc')));
    texts.forget('a');
    expect(texts.scan({ ...task, content: { edits, length: 3 } })).toBe('lost');
  });

  it('lead by their changes to what a fresh scan finds, whatever is edited', () => {
    const plain = createPlainScanner();
    const fresh = (text: string): ScanReply => toReply(plain('.env', text));
    const value = ['x7Kp', '9vQz', 'R4mW', 's2Lt'].join('');
    const piece = fc.constantFrom('\n', '\r\n', 'A=1\n', `DB_PASSWORD=${value}\n`, `API_TOKEN=${value}x`, '# watertight:allow\n', 'x', '"', ' ', '');
    const edit = fc.tuple(fc.double({ min: 0, max: 1, noNaN: true }), fc.constantFrom(0, 0, 0, 1, 5, 40), piece);
    let seen = 0;
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 30 }), fc.array(fc.array(edit, { maxLength: 3 }), { maxLength: 12 }), (pieces, rounds) => {
        const texts = createKeptTexts((_folder, _path, text) => fresh(text));
        let text = pieces.join('');
        let known: ScanReply = { findings: [], suppressed: 0, problems: [] };
        const ask = (content: ScanContent): void => {
          const answer = texts.scan({ ...task, content });
          if (answer === 'lost') throw new Error('lost');
          if (answer !== 'same') known = applyChange(known, answer);
          expect(JSON.stringify(known)).toBe(JSON.stringify(fresh(text)));
          seen += known.findings.length;
        };
        ask({ text });
        for (const round of rounds) {
          const edits = round.map(([part, most, inserted]) => {
            const rangeOffset = Math.floor(part * text.length);
            const rangeLength = Math.min(most, text.length - rangeOffset);
            text = text.slice(0, rangeOffset) + inserted + text.slice(rangeOffset + rangeLength);
            return { rangeOffset, rangeLength, text: inserted };
          });
          ask({ edits, length: text.length });
        }
      }),
    );
    expect(seen).toBeGreaterThan(100);
  });
});
