import { describe, expect, it } from '@jest/globals';
import { acceptFindings, acceptForDetectSecrets, acceptMore } from '../../../shared/scan/accept.ts';
import { applyBaseline } from '../../../shared/suppress/baseline.ts';
import { parseDetectSecretsBaseline } from '../../../shared/suppress/detect-secrets.ts';
import { parseBaseline } from '../../../shared/suppress/parse-baseline.ts';
import { makeFinding } from '../../support/make-finding.ts';

const SALT = '0123456789abcdef';
const first = makeFinding('K=hunter2', 'hunter2');
const second = makeFinding('L=correct-horse', 'correct-horse', { path: 'b.json' });
const more = { salt: 'fedcba9876543210', now: '2026-06-15T10:00:00.123Z', today: '2026-06-15' };
const context = { today: '2026-06-15', complete: true };

describe('acceptMore', () => {
  it('makes a baseline where there is none', () => {
    const text = acceptMore([first], undefined, more);
    expect(applyBaseline([first, second], parseBaseline(text, 'b'), context).kept).toEqual([second]);
    expect(text).not.toContain('hunter2');
  });

  it('leaves what is accepted already, with salt, date and reason', () => {
    const previous = acceptFindings([first], undefined, SALT, { expires: '2027-01-01', reason: 'a test' });
    const text = acceptMore([second], { file: 'b', text: previous }, more);
    const [kept, added] = parseBaseline(text, 'b').entries;
    expect(kept).toEqual(parseBaseline(previous, 'b').entries[0]);
    expect(added).toMatchObject({ path: 'b.json', rule: 'generic-credential' });
    expect(applyBaseline([first, second], parseBaseline(text, 'b'), context)).toMatchObject({ kept: [], problems: [] });
  });

  it('accepts anew what has expired', () => {
    const previous = acceptFindings([first], undefined, SALT, { expires: '2026-06-14' });
    const text = acceptMore([first], { file: 'b', text: previous }, more);
    expect(parseBaseline(text, 'b').entries).toEqual([expect.not.objectContaining({ expires: expect.anything() })]);
  });

  it('adds to the one of detect-secrets, and leaves all else of it', () => {
    const theirs = JSON.parse(acceptForDetectSecrets([first], undefined, '2026-01-01T00:00:00Z'));
    theirs.plugins_used = [{ name: 'KeywordDetector', keyword_exclude: 'x' }];
    theirs.results['a.env'][0].is_secret = false;
    const after = JSON.parse(acceptMore([second, first], { file: 'b', text: JSON.stringify(theirs) }, more));
    expect(after).toMatchObject({ ...theirs, generated_at: '2026-06-15T10:00:00Z', results: theirs.results });
    expect(parseDetectSecretsBaseline(JSON.stringify(after), 'b').entries).toHaveLength(2);
    expect(after.results['b.json']).toHaveLength(1);
  });

  it('refuses what an audit called a real leak, and a baseline that is damaged', () => {
    const theirs = JSON.parse(acceptForDetectSecrets([first], undefined, '2026-01-01T00:00:00Z'));
    theirs.results['a.env'][0].is_secret = true;
    expect(() => acceptMore([first], { file: 'b', text: JSON.stringify(theirs) }, more)).toThrow('its audit calls it a real leak: b');
    expect(() => acceptMore([first], { file: 'b', text: '{' }, more)).toThrow("the baseline can't be read: b");
  });
});
