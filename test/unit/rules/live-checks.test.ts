import { describe, expect, it } from '@jest/globals';
import { RULES } from '../../../shared/rules/index.ts';
import { LIVE_CHECKS } from '../../../shared/rules/live-checks.ts';

const ruleIds = new Set(RULES.map((rule) => rule.id));
const rotates = new Set(RULES.filter((rule) => rule.rotate !== undefined).map((rule) => rule.id));
const slotsIn = (text: string): string[] => [...text.matchAll(/\{(\w+)\}/g)].map((slot) => slot[1] ?? '');

describe('the set of live checks', () => {
  it('covers at least 40 vendors, those that were promised among them', () => {
    const ids = LIVE_CHECKS.map((check) => check.id);
    expect(ids.length).toBeGreaterThanOrEqual(60);
    expect(new Set(ids).size).toBe(ids.length);
    for (const id of [
      'aws',
      'github-user',
      'gitlab',
      'slack',
      'stripe',
      'openai',
      'anthropic',
      'google-api-key',
      'sendgrid',
      'twilio',
      'npm',
      'datadog',
      'resend',
      'clerk',
    ])
      expect(ids).toContain(id);
  });

  it('has one check at most for each rule', () => {
    const rules = LIVE_CHECKS.flatMap((check) => check.rules);
    expect(rules.filter((rule, index) => rules.indexOf(rule) !== index)).toEqual([]);
  });
});

describe.each(LIVE_CHECKS.map((check) => [check.id, check] as const))('%s', (id, check) => {
  it('is well formed', () => {
    expect(id).toMatch(/^[a-z0-9]+(?:-[a-z0-9]+)*$/);
    expect(check.source).toMatch(/^https:\/\/\S+$/);
    expect(check.rules.length).toBeGreaterThan(0);
    for (const rule of [...check.rules, ...Object.values(check.beside ?? {}).flatMap((beside) => beside.rules)]) expect(ruleIds).toContain(rule);
    const known = ['secret', ...Object.keys(check.beside ?? {}), ...Object.keys(check.parts ?? {})];
    const templates = [
      ...check.urls,
      ...Object.values(check.headers ?? {}),
      ...(check.basic ?? []),
      ...Object.values(check.form ?? {}),
      ...Object.values(check.json ?? {}),
    ];
    for (const slot of templates.flatMap(slotsIn)) expect(known).toContain(slot);
    // the secret is sent
    const sent = ['secret', ...Object.keys(check.parts ?? {})];
    expect(check.signed !== undefined || templates.flatMap(slotsIn).some((slot) => sent.includes(slot))).toBe(true);
    for (const name of Object.keys(check.headers ?? {})) expect(name).toBe(name.toLowerCase());
  });

  it('says where to rotate what it finds active', () => {
    expect(check.rules.filter((rule) => !rotates.has(rule))).toEqual([]);
  });

  it('asks https hosts that are fixed but for a part in front of the vendor’s own domain', () => {
    expect(check.urls.length).toBeGreaterThan(0);
    for (const url of check.urls) {
      expect(url).toMatch(/^https:\/\/(?:\{\w+\}\.)?[a-z0-9-]+(?:\.[a-z0-9-]+)+\//);
      const host = /^https:\/\/([^/]+)/.exec(url)?.[1] ?? '';
      expect(host.replace(/^\{\w+\}\./, '').split('.').length).toBeGreaterThanOrEqual(host.startsWith('{') ? 3 : 2);
    }
  });

  it('puts the secret into no URL, or says why', () => {
    const inUrl = check.urls.some((url) => slotsIn(url.replace(/^https:\/\/[^/]+/, '')).some((slot) => slot === 'secret' || check.parts?.[slot] !== undefined));
    expect(inUrl).toBe(check.secretInUrl !== undefined);
  });

  it('knows answers by more than a status that may mean anything', () => {
    expect(check.active.length).toBeGreaterThan(0);
    expect(check.inactive.length).toBeGreaterThan(0);
    for (const answer of check.active) expect([answer, answer.json !== undefined || answer.text !== undefined]).toEqual([answer, true]);
    for (const answer of check.inactive) {
      expect(answer.status).not.toBe(429);
      if (answer.status !== 401) expect([answer, answer.json !== undefined || answer.text !== undefined]).toEqual([answer, true]);
    }
  });
});
