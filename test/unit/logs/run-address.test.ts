import { describe, expect, it } from '@jest/globals';
import { parseRunAddress } from '../../../shared/logs/run-address.ts';

describe('parseRunAddress', () => {
  it.each([
    ['7123456789', { id: 7123456789 }],
    ['https://github.com/acme/app/actions/runs/5', { id: 5, repository: 'acme/app', serverUrl: 'https://github.com' }],
    [
      'https://git.example:8443/acme/my.app/actions/runs/5/attempts/2?pr=1#summary',
      { id: 5, repository: 'acme/my.app', serverUrl: 'https://git.example:8443' },
    ],
    ['https://github.com/acme/app/actions/runs/5/job/77#step:3:1', { id: 5, repository: 'acme/app', serverUrl: 'https://github.com' }],
  ])('reads %s', (text, address) => expect(parseRunAddress(text)).toEqual(address));

  it.each([
    '0',
    '',
    '12a',
    'logs.zip',
    './5',
    'https://github.com/acme/app/actions/workflows/ci.yml',
    'https://github.com/../app/actions/runs/5',
    'ftp://x/acme/app/actions/runs/5',
  ])('takes no run out of %j', (text) => expect(parseRunAddress(text)).toBeUndefined());
});
