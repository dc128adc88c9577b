import { describe, expect, it } from '@jest/globals';
import { AFTER_BASE64, anyCase, keyed, token, UUID } from '../../../shared/rules/pattern.ts';

const secretIn = (pattern: string, text: string): string | undefined => new RegExp(pattern).exec(text)?.groups?.['secret'];

/** A value that no vendor uses. */
const VALUE = '0f1e2d3c';

describe('anyCase', () => {
  it('matches a word in any case, and a space as an optional separator', () => {
    const pattern = new RegExp(`^${anyCase('new relic')}$`);
    for (const text of ['newrelic', 'NewRelic', 'NEW_RELIC', 'new-relic', 'new.relic', 'New Relic']) expect(text).toMatch(pattern);
    for (const text of ['new  relic', 'new/relic', 'newrelics']) expect(text).not.toMatch(pattern);
  });

  it('takes marks literally', () => expect('fileXio').not.toMatch(new RegExp(anyCase('file.io'))));
});

describe('token', () => {
  const pattern = token('acme_[a-z0-9]{8}');

  it.each([
    'acme_q1w2e3r4',
    ' acme_q1w2e3r4 ',
    '"acme_q1w2e3r4"',
    'x=acme_q1w2e3r4;',
    'url/acme_q1w2e3r4/part',
    '.acme_q1w2e3r4.',
    '\\nacme_q1w2e3r4\\n',
    'a%3Dacme_q1w2e3r4%26',
    '\u001b[31macme_q1w2e3r4\u001b[0m',
  ])('finds it in %j', (text) => expect(secretIn(pattern, text)).toBe('acme_q1w2e3r4'));

  it.each(['xacme_q1w2e3r4', '_acme_q1w2e3r4', 'acme_q1w2e3r45', 'acme_q1w2e3r4-5', 'acme_q1w2e3r'])('does not find a part of %s', (text) =>
    expect(secretIn(pattern, text)).toBeUndefined(),
  );

  it('takes another end', () => {
    const base64 = token('ab[a-z+/]{4}', { end: AFTER_BASE64 });
    expect(secretIn(base64, 'abcd+/ ')).toBe('abcd+/');
    expect(secretIn(base64, 'abcd+/=')).toBeUndefined();
  });
});

describe('keyed', () => {
  const pattern = keyed('acme', '[0-9a-f]{8}');

  it.each([
    'acmeToken = "§"',
    'ACME_TOKEN ::= "§"',
    'ACME_TOKEN ?= §',
    '  "acmeToken" => "§"',
    '$acmeToken .= "§"',
    '<acmeToken>\n    §\n</acmeToken>',
    'var acmeToken string = "§"',
    'String acmeToken = "§";',
    'System.setProperty("ACME_TOKEN", "§")',
    '{"config.ini": "ACME_TOKEN=§\\nBACKUP=true"}',
    'acme SECRET §',
    'acmePRIVATE-§',
    'acme.ACCESS.KEY:§',
    'acme:\n  client_id: "aaaa"\n  client_secret: "§"',
    '--acme-api-key=§',
    '--acme-api-key §',
    'curl https://api.acme.com/v1 -H "Authorization: Bearer §"',
    'acme_token = os.getenv("ACME_TOKEN", "§")',
    'const acmeKey = toBytes(`§`)',
  ])('finds the value in %j', (text) => expect(secretIn(pattern, text.replace('§', VALUE))).toBe(VALUE));

  it.each([
    'acme §',
    'acme build §',
    'token §',
    'acme; token = §',
    'acme { } token = §',
    'github.com/acme/key/§',
    'acmeToken§',
    'acmeToken = "x§"',
    'acmeToken = "§x"',
    `acme${' '.repeat(60)}token = "§"`,
  ])('does not find it in %j', (text) => expect(secretIn(pattern, text.replace('§', VALUE))).toBeUndefined());

  it('does without a credential word where the name is enough', () => {
    const enough = keyed('acme', '[0-9a-f]{8}', { words: 'none' });
    for (const text of ['acme §', 'acme = "§"', "acme: '§'", 'acmeToken = §', 'acme_id=§']) expect(secretIn(enough, text.replace('§', VALUE))).toBe(VALUE);
    expect(secretIn(enough, `acme builds are green ${VALUE}`)).toBeUndefined();
  });

  it('wants the words it is given, as near as it is told', () => {
    const secret = keyed('acme', '[0-9a-f]{8}', { words: ['secret'], within: 4 });
    expect(secretIn(secret, `acme_my_secret=${VALUE}`)).toBe(VALUE);
    expect(secretIn(secret, `acme_token=${VALUE}`)).toBeUndefined();
    expect(secretIn(secret, `acme_other_secret=${VALUE}`)).toBeUndefined();
  });

  it('tells a name from the end of another word', () => {
    const box = keyed('box', '[0-9a-f]{8}', { wholeWord: true });
    expect(secretIn(box, `BOX_TOKEN=${VALUE}`)).toBe(VALUE);
    expect(secretIn(box, `SANDBOX_TOKEN=${VALUE}`)).toBeUndefined();
  });

  it('takes several names', () => {
    const either = keyed(['acme', 'old acme'], '[0-9a-f]{8}');
    expect(secretIn(either, `OLD_ACME_KEY=${VALUE}`)).toBe(VALUE);
  });
});

it('knows a UUID in either case', () => {
  expect(`8f14e45f-CEEA-467f-a0c2-3b1d5e6f7a8b`).toMatch(new RegExp(`^${UUID}$`));
  expect(`8f14e45f-ceea-467f-a0c2-3b1d5e6f7a8`).not.toMatch(new RegExp(`^${UUID}$`));
});
