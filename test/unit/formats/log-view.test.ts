import { describe, expect, it } from '@jest/globals';
import { logViews } from '../../../shared/formats/log-view.ts';

const E = '\u001b';
const BEGIN = `-----BEGIN RSA ${'PRIVATE'} KEY-----`;
const END = `-----END RSA ${'PRIVATE'} KEY-----`;

describe('logViews', () => {
  it('shows a key without the time stamps between its lines', () => {
    const stamp = '2026-05-11T00:00:12.4849023Z ';
    const text = ['first', BEGIN, 'AAAA', 'BBBB', END, 'last'].map((line) => stamp + line).join('\r\n');
    const [view, ...more] = logViews(text, () => []);
    expect(more).toEqual([]);
    expect(view?.text).toBe([BEGIN, 'AAAA', 'BBBB', END, ''].join('\r\n'));
    const end = view!.text.indexOf('BBBB') + 4;
    const raw = view!.toRaw({ start: 0, end });
    expect(text.slice(raw.start, raw.end)).toBe([BEGIN, 'AAAA', 'BBBB'].join(`\r\n${stamp}`));
  });

  it('shows a cut key up to its limit', () => {
    const text = `[task 2026-05-11T00:00:12.484Z] ${BEGIN}\n${'[task 2026-05-11T00:00:12.484Z] AAAA\n'.repeat(1000)}`;
    const [view] = logViews(text, () => []);
    expect(view?.text.startsWith(`${BEGIN}\nAAAA\nAAAA\n`)).toBe(true);
    expect(view!.text.length).toBeLessThan(16_384);
  });

  it('leaves a key alone that stands there as it is', () => {
    expect(logViews([BEGIN, 'AAAA', END].join('\n'), () => [])).toEqual([]);
  });

  it('shows the coloured lines near keywords', () => {
    const text = `${E}[33mone${E}[0m=1\n${E}[33mtwo${E}[0m=2\nthree=3\n`;
    const views = logViews(text, () => [text.indexOf('two') + 3, text.indexOf('=2'), text.indexOf('three') + 5]);
    expect(views.map((view) => view.text)).toEqual(['two=2']);
  });
});
