import { describe, expect, it } from '@jest/globals';
import { isStandIn, passesFilters } from '../../../shared/detect/filters.ts';
import type { FilterName, Rule } from '../../../shared/model/rule.ts';
import { sample } from '../../../shared/rules/sample.ts';

const rule = (part: Partial<Rule>): Rule => ({
  id: 'acme-key',
  title: 'Acme key',
  keywords: ['acme'],
  pattern: '(?<secret>x)',
  severity: 'high',
  examples: [],
  ...part,
});

describe('isStandIn', () => {
  it.each([
    `AKIAIOSFODNN7${'EXAMPLE'}`,
    'glpat-xxxxxxxxxxxxxxxxxxxx',
    'XXXXXXXXXXXXXXXX',
    'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa',
    '00000000-0000-0000-0000-000000000000',
    'your-api-key-goes-here',
    'abcdefghijklmnopqrstuvwxyz123456',
    '12345678901234567890',
    '98765432109876543210',
    'sk-...abcd',
    `HRKU-${'aaaa-'.repeat(8)}a`,
    `xoxs-${'000000-'.repeat(6)}0`,
    '<token>',
    '$' + '{ACME_TOKEN}',
    '****************',
    '{{ acme_token }}',
  ])('%s stands in', (value) => expect(isStandIn(value)).toBe(true));

  it.each(['{{alnum:32}}', '{{hex:40}}', '{{hex:8}}-{{hex:4}}-{{hex:4}}-{{hex:4}}-{{hex:12}}', '{{digit:18}}', '{{base64url:300}}', `abcd${'1234'}{{hex:24}}`])(
    '%s does not',
    (template) => expect(isStandIn(sample(template))).toBe(false),
  );
});

describe('passesFilters', () => {
  it('drops a stand-in unless the rule keeps them', () => {
    expect(passesFilters(rule({}), 'x'.repeat(20))).toBe(false);
    expect(passesFilters(rule({ keepPlaceholders: true }), 'x'.repeat(20))).toBe(true);
  });

  it.each<[FilterName, string, string]>([
    ['has-digit', 'abkdemg1hk', 'abkdemgqhk'],
    ['has-letter', '4839281a77', '4839281577'],
    ['mixed-case', 'qWkzpTmx', 'qwkzptmx'],
    ['not-hex', '3fz81c90ab', '3fa81c90ab'],
    ['not-uuid', 'c0ffee12-aaaa-bbbb-cccc', '8f14e45f-ceea-467f-a0c2-3b1d5e6f7a8b'],
    ['not-word', 'correct2horse', 'Correct'],
    ['not-identifier', 'some_name_2', 'some_name'],
    ['not-path', 'a/b+c', './src/main-file.ts'],
    ['not-file-hash', 'da39a3ee5e6b4b0d3255bfef9560', 'da39a3ee5e6b4b0d3255bfef95601890afd80709'],
  ])('%s keeps %s and drops %s', (filter, kept, dropped) => {
    expect(passesFilters(rule({ filters: [filter] }), kept)).toBe(true);
    expect(passesFilters(rule({ filters: [filter] }), dropped)).toBe(false);
  });

  it('wants every filter to agree', () => {
    expect(passesFilters(rule({ filters: ['has-digit', 'mixed-case'] }), 'qWkzp7mx')).toBe(true);
    expect(passesFilters(rule({ filters: ['has-digit', 'mixed-case'] }), 'qwkzp7mx')).toBe(false);
  });
});
