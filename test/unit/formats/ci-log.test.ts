import { describe, expect, it } from '@jest/globals';
import { parseCiLog } from '../../../shared/formats/ci-log.ts';
import { expectEntries } from '../../support/marked.ts';

const E = '\u001b';

/** Ends of the words that a prefilter would stop at. */
const wordEnds = (text: string): number[] =>
  [...text.matchAll(/pass|secret|token|key|auth|cookie|session|add-mask/gi)].map((match) => match.index + match[0].length);

const parse = (text: string) => parseCiLog(text, wordEnds(text));

const check = (source: string): void => void expectEntries(parse, source);

describe('parseCiLog', () => {
  it('reads the env block of a GitHub Actions step', () =>
    check(
      [
        '\uFEFF2026-05-11T00:00:00.8002341Z ##[group]Run ./deploy.sh',
        `2026-05-11T00:00:01.1024589Z ${E}[36;1m./deploy.sh --token: x${E}[0m`,
        '2026-05-11T00:00:01.7924094Z shell: /usr/bin/bash -e {0}',
        '2026-05-11T00:00:01.8396258Z env:',
        '2026-05-11T00:00:01.8878510Z   NODE_VERSION: 22',
        '2026-05-11T00:00:01.9471880Z   NPM_TOKEN: ***',
        '2026-05-11T00:00:02.3993355Z   DEPLOY_PASSWORD: example one two',
        '                                                ^^^^^^^^^^^^^^^ DEPLOY_PASSWORD config',
        '2026-05-11T00:00:03.0346677Z   api_secret: example',
        '                                           ^^^^^^^ api_secret config',
        '2026-05-11T00:00:04.6041651Z ##[endgroup]',
        '2026-05-11T00:00:04.6041651Z   the token is: not set here',
      ].join('\n'),
    ));

  it('follows an env block over a value of many lines', () =>
    check(
      [
        '2026-05-11T00:00:01.8396258Z env:',
        '2026-05-11T00:00:01.9471880Z   CERT: first',
        'second',
        'third',
        '2026-05-11T00:00:02.3993355Z   api_secret: example of three',
        '                                           ^^^^^^^^^^^^^^^^ api_secret config',
      ].join('\n'),
    ));

  it('reads inputs of an action, but not the names of caches', () =>
    check(
      [
        '2026-05-11T00:00:00.8002341Z ##[group]Run actions/cache@v4',
        '2026-05-11T00:00:01.8396258Z with:',
        '2026-05-11T00:00:01.9471880Z   key: Linux-node-0011223344',
        '2026-05-11T00:00:01.9471880Z   restore-keys: Linux-node-',
        '2026-05-11T00:00:01.9471880Z   password: example',
        '                                         ^^^^^^^ password config',
        '2026-05-11T00:00:01.9471880Z   token: ***',
      ].join('\n'),
    ));

  it('reads workflow commands', () =>
    check(
      [
        '2026-05-11T00:00:00.8002341Z ::add-mask::example-1',
        '                                         ^^^^^^^^^ add-mask config',
        '2026-05-11T00:00:00.8002341Z ##[add-mask]example-1',
        '                                         ^^^^^^^^^ add-mask config',
        '2026-05-11T00:00:00.8002341Z ::set-output name=api_token::example-1',
        '                                                          ^^^^^^^^^ api_token config',
        '2026-05-11T00:00:00.8002341Z ::debug::token: example-1',
        '                                             ^^^^^^^^^ token source',
      ].join('\n'),
    ));

  it('reads a trace of set -x', () =>
    check(
      [
        '2026-05-11T00:00:05.0811897Z + export API_TOKEN=example',
        '                                                ^^^^^^^ API_TOKEN config',
        "2026-05-11T00:00:05.0811897Z ++ DB_PASSWORD='example with blanks'",
        '                                             ^^^^^^^^^^^^^^^^^^^ DB_PASSWORD config',
        '2026-05-11T00:00:05.0811897Z + docker run -e DB_PASSWORD=example --rm app',
        '                                                         ^^^^^^^ DB_PASSWORD config',
        '2026-05-11T00:00:05.0811897Z + login --password example --user ci',
        '                                                ^^^^^^^ password config',
      ].join('\n'),
    ));

  it('reads dumps of an environment', () =>
    check(
      [
        'DB_PASSWORD=example;&more',
        '            ^^^^^^^^^^^^^ DB_PASSWORD config',
        'declare -x API_TOKEN="example"',
        '                      ^^^^^^^ API_TOKEN config',
        '                "DB_PASSWORD=example",',
        '                             ^^^^^^^ DB_PASSWORD config',
        'PGPASSWORD=example psql -h db',
        '           ^^^^^^^ PGPASSWORD config',
        '  API_TOKEN:   example',
        '               ^^^^^^^ API_TOKEN config',
        "  'API_TOKEN': 'example',",
        '                ^^^^^^^ API_TOKEN config',
      ].join('\n'),
    ));

  it('reads a plan of terraform', () =>
    check(
      [
        '2026-05-11T00:00:07.2837590Z   + password = "example"',
        '                                             ^^^^^^^ password config',
        '2026-05-11T00:00:07.6576430Z   + password = (sensitive value)',
        '2026-05-11T00:00:07.6576430Z   ~ password = "example" -> "changeme"',
        '                                             ^^^^^^^ password config',
        '                                                          ^^^^^^^^ password config',
      ].join('\n'),
    ));

  it('reads headers, JSON and messages', () =>
    check(
      [
        '> X-Auth-Token: example',
        '                ^^^^^^^ X-Auth-Token source',
        'Cookie: session=example; theme=dark',
        '                ^^^^^^^ session config',
        'npm ERR! _authToken=example',
        '                    ^^^^^^^ _authToken config',
        '{"user":"ci","password":"example"}',
        '                         ^^^^^^^ password source',
        'body: "{\\"password\\":\\"example\\"}"',
        '                       ^^^^^^^ password source',
        'Admin password: example',
        '                ^^^^^^^ password source',
      ].join('\n'),
    ));

  it('joins name and value of a dumped list', () =>
    check(
      [
        '2026-05-11T00:00:07.2837590Z     {',
        '2026-05-11T00:00:07.2837590Z       "name": "DB_PASSWORD",',
        '2026-05-11T00:00:07.2837590Z       "value": "example"',
        '                                             ^^^^^^^ DB_PASSWORD config',
        '2026-05-11T00:00:07.2837590Z     }',
      ].join('\n'),
    ));

  it('reads through colours', () =>
    check(
      [
        //                                1         2         3         4         5
        `2026-05-11T00:00:06.3672959Z ${E}[33mDB_PASSWORD${E}[0m=${E}[32mexample${E}[0m`,
        '                                                       ^^^^^^^ DB_PASSWORD config',
      ].join('\n'),
    ));

  it.each([
    ['GitLab', '2024-01-01T00:00:00.000000Z 00O ', ''],
    ['GitLab, continued', '2024-01-01T00:00:00.000000Z 01E+', ''],
    ['Azure', '2024-01-01T00:00:00.0000000Z ', ''],
    ['Jenkins', '[2024-01-01T00:00:00.000Z] ', ''],
    ['Jenkins, times', '12:00:00  ', ''],
    ['taskcluster', '[task 2024-01-01T00:00:00.000Z] ', ''],
    ['Buildkite', `${E}_bk;t=1778140778598\u0007`, ''],
    ['Travis', `travis_time:start:0ab1\r${E}[0K`, ''],
    ['compose', 'api-1  | ', ''],
    ['BuildKit', '#12 0.345 ', ''],
    ['act', '[CI/build]   | ', ''],
    ['gh run view', 'build\tRun tests\t2024-01-01T00:00:00.0000000Z ', ''],
    ['a carriage return', '', '\r'],
  ])('knows what stands before a line: %s', (_, before, after) => {
    const line = `${before}DB_PASSWORD=example;&more`;
    const text = `first${after}\n${line}${after}\nlast`;
    const start = text.indexOf('example');
    expect(parse(text).entries.map(({ key, valueRange, setting }) => ({ key, valueRange, setting }))).toEqual([
      { key: 'DB_PASSWORD', valueRange: { start, end: start + 13 }, setting: 'config' },
    ]);
  });

  it.each([
    'The secret `DB_PASSWORD` is not set, using default',
    'Using cached token from keychain',
    'tests passed: 412 passwords checked',
    'Error: password is wrong',
    'password: must not be empty',
    'AWS_SECRET_ACCESS_KEY=***',
    'token=6saV***',
    'Token: [REDACTED]',
    'token=Token{a64f992 ActivityRecord}',
    'secret = getSecret("name")',
    'if token == expected:',
    'at com.example.Tokens::read(Tokens.java:12)',
    'GET https://example.org/secrets:list',
    'arn:aws:secretsmanager:eu-west-1:123456789012:secret:name',
  ])('takes no entry from: %s', (line) => {
    const entries = parse(line).entries.filter((entry) => /secret|token|pass/i.test(entry.key));
    expect(entries.map((entry) => entry.value)).toEqual([]);
  });

  it('does not swallow what stands beside a masked value', () =>
    check(['token=6saV*** password=example', '                       ^^^^^^^ password config'].join('\n')));

  it('gives the same entries for a line in a piece of a log', () => {
    const lines = Array.from({ length: 300 }, (_, i) => `2026-05-11T00:00:01.0000000Z   KEY_${i}: example ${i}`);
    const text = ['2026-05-11T00:00:01.8396258Z env:', ...lines].join('\n');
    const all = parse(text).entries.map((entry) => entry.key);
    const last = text.lastIndexOf('KEY_') + 3;
    expect(all.includes('KEY_299')).toBe(parseCiLog(text, [last]).entries.length === 1);
    expect(all.includes('KEY_299')).toBe(text.length < 16_384);
  });

  it('reads a very long line in pieces, each place once', () => {
    const text = `"token": ${'"x", "token": '.repeat(20_000)}`;
    expect(parse(text).entries.length).toBeLessThanOrEqual(20_000);
    expect(parse(text).entries.length).toBeGreaterThan(19_000);
  });
});

describe('JSON in a log', () => {
  it('holds settings where a password is of one piece, and text where it is not', () => {
    const text = ['{"host":"db","password":"example-9"}', '{"password":"is too short"}', '{"password":"string"}']
      .map((line) => `2026-01-01T00:00:00.0000000Z ${line}`)
      .join('\n');
    const offsets = [...text.matchAll(/password/g)].map(({ index }) => index + 8);
    expect(parseCiLog(text, offsets).entries.map(({ value, setting }) => `${value}: ${setting}`)).toEqual([
      'example-9: config',
      'is too short: source',
      'string: source',
    ]);
  });
});
