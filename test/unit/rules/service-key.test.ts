import { describe, expect, it } from '@jest/globals';
import { alnum, hex, serviceKey, uuid } from '../../../shared/rules/service-key.ts';

const found = (pattern: string, text: string): string | undefined => new RegExp(pattern).exec(text)?.groups?.['secret'];

describe('a rule for a service whose keys have no mark of their own', () => {
  const rule = serviceKey('acme-tools-api-key', 'Acme Tools API key', 'acme tools', hex(8));

  const value = ['12ab', '34cd'].join('');

  it('finds the value after the name and a credential word, however the name is separated', () => {
    expect(found(rule.pattern, `ACME_TOOLS_KEY=${value}`)).toBe(value);
    expect(found(rule.pattern, `acmeToolsToken: "${value.toUpperCase()}"`)).toBe(value.toUpperCase());
    expect(found(rule.pattern, `acme tools SECRET ${value}`)).toBe(value);
  });

  it('leaves the value alone without a credential word or in another length', () => {
    expect(found(rule.pattern, `acme-tools commit ${value}`)).toBeUndefined();
    expect(found(rule.pattern, `ACME_TOOLS_KEY=${value}5`)).toBeUndefined();
    expect(found(rule.pattern, `ACME_TOOLS_KEY=${value.slice(1)}`)).toBeUndefined();
  });

  it('has a keyword for every spelling of a name in two words', () => {
    expect(rule.keywords).toEqual(['acmetools', 'acme tools', 'acme_tools', 'acme-tools', 'acme.tools']);
  });

  it('takes fields of the rule and options of the pattern', () => {
    const strict = serviceKey('ring-api-key', 'Ring API key', 'ring', alnum(20, 24), { wholeWord: true, severity: 'low', rotate: 'https://ring.example' });
    expect(strict).toMatchObject({ severity: 'low', rotate: 'https://ring.example', filters: ['has-digit'] });
    expect(found(strict.pattern, `STRING_KEY=${'a1'.repeat(11)}`)).toBeUndefined();
    expect(found(strict.pattern, `RING_KEY=${'a1'.repeat(11)}`)).toBe('a1'.repeat(11));
  });

  it('accepts identifiers in the form of a UUID', () => {
    const value = ['01234567', '89ab', '4def', '8123', '456789abcdef'].join('-');
    expect(found(serviceKey('x', 'X', 'acme', uuid).pattern, `acme_secret: ${value}`)).toBe(value);
  });
});
