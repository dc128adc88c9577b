import { describe, expect, it } from '@jest/globals';
import { parseGitCredentials, parseHtpasswd, parsePgpass } from '../../../shared/formats/credential-lines.ts';
import { expectEntries } from '../../support/marked.ts';

describe('files of one credential a line', () => {
  it('.git-credentials', () => {
    const { entries } = expectEntries(
      parseGitCredentials,
      `
https://me:abc@example.com
           ^^^ password
https://me@work.example:p#:@x@example.com/path
                        ^^^^^ password
https://example.com
# https://me:abc@example.com
https://me@example.com`,
    );
    expect(entries[0]?.parents).toEqual(['me']);
  });

  it('.pgpass', () => {
    expectEntries(
      parsePgpass,
      `
#hostname:port:database:username:password
localhost:5432:db:me:abc:d
                     ^^^^^ password
a\\:b:*:*:me:ghi
            ^^^ password
too:few:parts`,
    );
  });

  it('.htpasswd and shadow', () => {
    expectEntries(
      parseHtpasswd,
      `
me:$apr1$abc$def
   ^^^^^^^^^^^^^ password
you:$6$abc$defg:17431:0:99999:7:::
    ^^^^^^^^^^^ password
root:*:17431:0:99999:7:::
bin:x:1:1::/bin:/bin/false`,
    );
  });
});
