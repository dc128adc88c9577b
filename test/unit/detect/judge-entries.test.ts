import { describe, expect, it } from '@jest/globals';
import { judgeEntries } from '../../../shared/detect/judge.ts';
import type { Entry } from '../../../shared/model/entry.ts';
import { sample } from '../../../shared/rules/sample.ts';

const entryOf = (text: string, more: Partial<Entry> = {}): Entry => {
  const at = text.indexOf('=');
  return {
    key: text.slice(0, at),
    parents: [],
    keyRange: { start: 0, end: at },
    value: text.slice(at + 1),
    valueRange: { start: at + 1, end: text.length },
    quote: 'none',
    kind: 'assignment',
    setting: 'config',
    ...more,
  };
};
const judged = (text: string, more: Partial<Entry> = {}) => judgeEntries(text, '.env', [entryOf(text, more)]);

describe('entries as candidates', () => {
  it('have the range of the value', () => {
    const text = sample('API_TOKEN={{alnum:32}}');
    expect(judged(text).candidates).toMatchObject([
      { ruleId: 'generic-credential', key: 'API_TOKEN', range: { start: 10, end: 42 }, rank: 1, severity: 'high' },
    ]);
  });

  it('have the range of the password alone in an address', () => {
    const text = `DB=postgres:${'//'}app:${sample('{{alnum:12}}')}@db.acme.dev/app`;
    const [candidate] = judged(text).candidates;
    expect(candidate).toMatchObject({ range: { start: 18, end: 30 }, rank: 2 });
    expect(candidate?.value).toBe(text.slice(18, 30));
  });

  it('find the password again where the raw text is escaped', () => {
    const password = sample('{{alnum:12}}');
    const text = `DB="postgres:\\/\\/app:${password}@db.acme.dev\\/app"`;
    const value = `postgres:${'//'}app:${password}@db.acme.dev/app`;
    const [candidate] = judged(text, { value, valueRange: { start: 4, end: text.length - 1 } }).candidates;
    expect(text.slice(candidate!.range.start, candidate!.range.end)).toBe(password);
  });

  it('call a well-known default by its own rule, with low severity', () => {
    expect(judged(`DB_PASSWORD=post${'gres'}`).candidates).toMatchObject([{ ruleId: 'weak-default-credential', severity: 'low', confidence: 'low' }]);
  });

  it('clear what is public by its key, so that no rule finds it', () => {
    const text = sample('NEXT_PUBLIC_MAPS_KEY=AIza{{alnum:35}}');
    expect(judged(text)).toMatchObject({ candidates: [], cleared: [{ start: 21, end: 60 }] });
  });

  it.each([
    'NEXT_PUBLIC_KEY=sk_live_{{alnum:24}}',
    'VITE_MAPBOX_TOKEN=sk.{{alnum:60}}',
    'REACT_APP_AIRTABLE_KEY=pat{{upper:1}}{{alnum:13}}.{{hex:64}}',
    'VITE_KEY=AKIA{{uppernum:16}}',
  ])('do not clear a token of a vendor: %s', (template) => expect(judged(sample(template)).cleared).toEqual([]));

  it('clear ciphertext and publishable keys', () => {
    expect(judged(sample('SECRET=encrypted:{{base64:60}}')).cleared).toHaveLength(1);
    expect(judged(sample('STRIPE_KEY=pk_live_{{alnum:24}}')).cleared).toHaveLength(1);
  });

  it('decline encoded values that are harmless', () => {
    expect(judged(`username=${Buffer.from('deploy').toString('base64')}`, { encoding: 'base64' }).declined).toHaveLength(1);
    expect(judged(`password=${Buffer.from(sample('{{alnum:12}}')).toString('base64')}`, { encoding: 'base64' }).declined).toEqual([]);
  });

  it('take an assignment in the prose of a log only where its key names a credential', () => {
    const text = sample('cachekey=abc-{{hex:40}}');
    expect(judgeEntries(text, 'a.log', [entryOf(text, { setting: 'source' })], 'ci-log').candidates).toEqual([]);
  });
});
