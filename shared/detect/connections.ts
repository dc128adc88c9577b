import type { Range } from '../model/range.ts';

/**
 * Where the secret is in a value that holds one inside: the password of `scheme://user:password@host` (RFC 3986, section 3.2.1), of
 * `Server=…;Password=…` (ODBC, ADO.NET, JDBC), the key of `AccountKey=…`, the token of `//host/:_authToken=…`.
 * `host` and `user` help to tell examples from real ones.
 */
export interface EmbeddedSecret {
  readonly range: Range;
  readonly value: string;
  readonly user: string;
  readonly host: string;
}

const USERINFO = /\b([a-z][a-z0-9+.-]{1,30}):\/\/([^\s:/?#"'<>]{0,200}):(?!\d{1,5}[/?#,;])([^\s"'<>]{1,400})@([\w.[\]:*${}%-]{1,253})/i;
const ASSIGNED =
  /(?:^|[;&?\s,"'])(?:password|pwd|accountkey|sharedaccesskey|sharedaccesssignature|accesskey|secretkey|token|pass|apikey|api_key|authtoken|_authtoken|access_token|client_secret|auth_token|secret)\s?=\s?(?:"([^"]{1,400})"|'([^']{1,400})'|\{([^}]{1,400})\}|([^;&\s"']{1,400}))/i;

/** The first embedded secret of a value, or undefined. Only the first 4,000 characters are looked at. */
export const findEmbeddedSecret = (value: string): EmbeddedSecret | undefined => {
  const text = value.slice(0, 4000);
  const address = USERINFO.exec(text);
  if (address !== null) {
    const [whole, scheme = '', user = '', password = '', host = ''] = address;
    // The last `@` before the path ends the password, as people write unescaped ones; a `/` before it means that the `@` stands in the path.
    const slash = password.indexOf('/');
    if (slash < 0 || password.length - slash < 60) {
      const start = address.index + scheme.length + 3 + user.length + 1;
      return { range: { start, end: start + password.length }, value: password, user, host: host || whole };
    }
  }
  const assigned = ASSIGNED.exec(text);
  if (assigned === null) return undefined;
  const secret = assigned[1] ?? assigned[2] ?? assigned[3] ?? assigned[4] ?? '';
  const start = assigned.index + assigned[0].lastIndexOf(secret);
  const host = /(?:server|data source|host|endpoint|accountname|address)\s?=\s?([^;]{1,200})/i.exec(text)?.[1] ?? '';
  const user = /(?:user id|uid|user|username)\s?=\s?([^;]{1,100})/i.exec(text)?.[1] ?? '';
  return { range: { start, end: start + secret.length }, value: secret, user, host };
};
