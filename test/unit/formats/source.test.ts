import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { createPrefilter } from '../../../shared/detect/prefilter.ts';
import { parseSource } from '../../../shared/formats/source.ts';
import { processorMs } from '../../support/processor-time.ts';

const { search } = createPrefilter([]);
const parse = (text: string) => parseSource(text, search(text).words).entries;

/** Ten characters that stand for the value in the texts below, so that no text holds a credential. */
const VALUE = ['zX', '9k', 'Qw', 'v7', 'tR'].join('');
const withValue = (text: string): string => text.replaceAll('@@@@@@@@@@', VALUE);

/** Each case: a text, and under it a line of markers: `k` under the key, `^` under the value. */
const FORMS: readonly (readonly [name: string, text: string, marks: string])[] = [
  ['an assignment', 'password = "@@@@@@@@@@"', 'kkkkkkkk    ^^^^^^^^^^'],
  ['single quotes', "  api_key: '@@@@@@@@@@',", '  kkkkkkk   ^^^^^^^^^^'],
  ['JSON', '{"apiToken": "@@@@@@@@@@"}', '  kkkkkkkk    ^^^^^^^^^^'],
  ['a hash rocket', ":secret => '@@@@@@@@@@'", ' kkkkkk     ^^^^^^^^^^'],
  ['a string key', '"secret" => "@@@@@@@@@@"', ' kkkkkk      ^^^^^^^^^^'],
  ['Go', 'token := `@@@@@@@@@@`', 'kkkkk     ^^^^^^^^^^'],
  ['a typed Go constant', 'const password string = "@@@@@@@@@@"', '      kkkkkkkk           ^^^^^^^^^^'],
  ['TypeScript', 'let token: string = "@@@@@@@@@@";', '    kkkkk            ^^^^^^^^^^'],
  ['Rust', 'const KEY: &str = "@@@@@@@@@@";', '      kkk          ^^^^^^^^^^'],
  ['C', 'char password[] = "@@@@@@@@@@";', '     kkkkkkkk      ^^^^^^^^^^'],
  ['C#', 'var secret = @"@@@@@@@@@@";', '    kkkkkk     ^^^^^^^^^^'],
  ['bytes of a string', 'password := []byte("@@@@@@@@@@")', 'kkkkkkkk            ^^^^^^^^^^'],
  ['Python bytes', "secret = b'@@@@@@@@@@'", 'kkkkkk     ^^^^^^^^^^'],
  ['an attribute', '<input name="x" password="@@@@@@@@@@"/>', '                kkkkkkkk  ^^^^^^^^^^'],
  ['an element', '<password>@@@@@@@@@@</password>', ' kkkkkkkk ^^^^^^^^^^'],
  ['a pair of attributes', '<add key="ApiSecret" value="@@@@@@@@@@"/>', '          kkkkkkkkk         ^^^^^^^^^^'],
  ['a pair in JSON', '{"Key": "password", "Value": "@@@@@@@@@@"}', '         kkkkkkkk             ^^^^^^^^^^'],
  ['a parameter', 'def login(password="@@@@@@@@@@"):', '          kkkkkkkk  ^^^^^^^^^^'],
  ['a setter', 'client.setPassword("@@@@@@@@@@")', '       kkkkkkkkkkk  ^^^^^^^^^^'],
  ['an argument after its name', 'put("password", "@@@@@@@@@@")', '     kkkkkkkk    ^^^^^^^^^^'],
  ['a command line option', 'mysql --password @@@@@@@@@@ db', '        kkkkkkkk ^^^^^^^^^^'],
  ['an option with a sign', 'mysql --password=@@@@@@@@@@ db', '        kkkkkkkk ^^^^^^^^^^'],
  ['docker run', 'run -e DB_PASSWORD=@@@@@@@@@@ -d x', '       kkkkkkkkkkk ^^^^^^^^^^'],
  ['a query', 'https://h/x?secret=@@@@@@@@@@&y=1', '            kkkkkk ^^^^^^^^^^'],
  ['a comparison', 'if password == "@@@@@@@@@@":', '   kkkkkkkk     ^^^^^^^^^^'],
  ['the default of an environment variable', 'x_token = getenv("TOKEN", "@@@@@@@@@@")', 'kkkkkkk                    ^^^^^^^^^^'],
  ['the default of another', 'token = process.env.TOKEN || "@@@@@@@@@@"', 'kkkkk                         ^^^^^^^^^^'],
  ['a string in a string', 'x = "{\\"token\\": \\"@@@@@@@@@@\\"}"', '        kkkkk      ^^^^^^^^^^'],
  ['SQL', "CREATE USER u PASSWORD '@@@@@@@@@@'", '              kkkkkkkk  ^^^^^^^^^^'],
  ['a table', '| password | @@@@@@@@@@ |', '  kkkkkkkk   ^^^^^^^^^^'],
  ['a sentence', 'the password is "@@@@@@@@@@".', '    kkkkkkkk     ^^^^^^^^^^'],
  ['prose', '# Password: @@@@@@@@@@.', '  kkkkkkkk  ^^^^^^^^^^'],
  ['a dotted key', 'db.password=@@@@@@@@@@', '   kkkkkkkk ^^^^^^^^^^'],
  ['a key of several words', '"Secret Access Key": "@@@@@@@@@@"', ' kkkkkkkkkkkkkkkkk    ^^^^^^^^^^'],
  ['a decoded argument', 'setCipherKey(Base64.decode("@@@@@@@@@@"))', 'kkkkkkkkkkkk                ^^^^^^^^^^'],
  ['a test in a shell', 'if [ "${password}" == "@@@@@@@@@@" ]', '        kkkkkkkk       ^^^^^^^^^^'],
  ['a converted name', 'if string(pass) == "@@@@@@@@@@" {', '          kkkk      ^^^^^^^^^^'],
  ['HTML', 'nkey: &#39;@@@@@@@@@@&#39;,', 'kkkk       ^^^^^^^^^^'],
  ['JSON in HTML', '{&quot;token&quot;: &quot;@@@@@@@@@@&quot;}', '       kkkkk              ^^^^^^^^^^'],
  ['a header', 'Authorization: Bearer @@@@@@@@@@', 'kkkkkkkkkkkkk         ^^^^^^^^^^'],
  ['a header in quotes', '"Authorization": "Basic @@@@@@@@@@"', ' kkkkkkkkkkkkk          ^^^^^^^^^^'],
  ['an index', 'config["password"] = "@@@@@@@@@@"', '        kkkkkkkk      ^^^^^^^^^^'],
];

describe('assignments in program text', () => {
  it.each(FORMS)('reads %s', (_, text, marks) => {
    const source = withValue(text);
    const range = (mark: string) => ({ start: marks.indexOf(mark), end: marks.lastIndexOf(mark) + 1 });
    expect(parse(source)).toContainEqual(expect.objectContaining({ value: VALUE, keyRange: range('k'), valueRange: range('^'), setting: 'source' }));
  });

  it.each([
    ['a call', 'const key = getKey(name);'],
    ['a method', 'token.substring(3);'],
    ['a type', 'password: Option<String>,'],
    ['a scope', 'Token::Illegal,'],
    ['a template', 'password: ${DB_PASSWORD}'],
    ['a match', 'password =~ /x/'],
    ['a list', 'keys = [a, b]'],
    ['a type argument', 'function f(): Promise<CryptoKey>;\nfunction g(): Promise<X>;'],
    ['a member', '$password = $row->password_of_user;'],
    ['a choice', '/^(?:secret|SSL_.*|token|x)$/'],
    ['words in a list', "x = ['pass',\n 'passwd-dir',\n 'passwd-gecos',\n 'y']"],
    ['the parts of a name', 'arn:aws:secretsmanager:eu-west-1:1:secret:db'],
  ])('reads no value in %s', (_, text) => {
    expect(parse(text)).toEqual([]);
  });

  it('reads a value on the next line', () => {
    const text = `password =\n    "${VALUE}"`;
    expect(parse(text).map((entry) => entry.valueRange)).toEqual([{ start: 16, end: 26 }]);
  });

  it('reads a list of bytes over lines', () => {
    const numbers = '1, 22, 33, 44,\n 55, 66, 77, 88';
    const text = `authKey := []byte{${numbers}}`;
    expect(parse(text).map((entry) => [entry.value, entry.valueRange.start])).toEqual([[numbers, 18]]);
  });

  it('undoes escapes and keeps the raw range', () => {
    expect(parse(String.raw`tokenName = "a\"b\n${'c'}"`)).toEqual([
      expect.objectContaining({ value: 'a"b\nc', valueRange: { start: 13, end: 20 }, quote: 'double' }),
    ]);
  });

  it('names the parents of a dotted key', () => {
    expect(parse(`aws.secret.key=${VALUE}`)[0]).toMatchObject({ key: 'key', parents: ['aws', 'secret'] });
  });

  it('reads every value of a line', () => {
    expect(parse(`connect(user='u', password='${VALUE}', token='${VALUE}2')`).map((entry) => entry.key)).toEqual(['password', 'token']);
  });

  it('takes a key in quotes after a comma for a key, not for a value', () => {
    expect(parse(`{"password": "password", "token": "${VALUE}"}`).map((entry) => [entry.key, entry.value])).toEqual([
      ['password', 'password'],
      ['token', VALUE],
    ]);
  });

  it('returns what it understood of any text, with ranges inside it', () => {
    const part = fc.oneof(
      fc.constantFrom('password', 'token', '=', ':', '"', "'", '`', '\\', '\n', '{', '(', '[', '<', '>', '|', ',', ' ', '1,', '--', 'value', '🔑'),
      fc.string(),
    );
    fc.assert(
      fc.property(fc.array(part, { maxLength: 60 }), (parts) => {
        const text = parts.join('');
        for (const { keyRange, valueRange, key, value } of parse(text)) {
          expect(key).toBe(text.slice(keyRange.start, keyRange.end));
          expect(valueRange.start).toBeLessThanOrEqual(valueRange.end);
          expect(valueRange.end).toBeLessThanOrEqual(text.length);
          expect(value).not.toBe('');
        }
      }),
    );
  });

  it('takes time in proportion to the text', () => {
    for (const unit of ['password="', 'password=', 'key,', 'token: a', '| key ', '<key>', 'key[', 'a key b = ', 'key={1,', '\\"key\\":\\"']) {
      expect(processorMs(() => parse(unit.repeat(Math.ceil(300_000 / unit.length))))).toBeLessThan(2500);
    }
  });
});
