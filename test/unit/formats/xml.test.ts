import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { parseXml } from '../../../shared/formats/xml.ts';
import { expectEntries } from '../../support/marked.ts';

const check = (source: string) => expectEntries((text) => parseXml(text, 'data.xml'), source);

describe('parseXml', () => {
  it('reads elements that hold text, with their parents', () => {
    const { entries } = check(`<?xml version="1.0"?>
<settings xmlns="http://example.org">
                 ^^^^^^^^^^^^^^^^^^ xmlns
  <server>
    <id>nexus</id>
        ^^^^^ id
    <ns:password> example </ns:password>
                  ^^^^^^^ password
    text beside <empty/> elements
    <pass encoding="base64">ZXhhbXBsZQ==</pass>
                    ^^^^^^ encoding
                            ^^^^^^^^^^^^ pass
  </server>
</settings>`);
    expect(entries.find((entry) => entry.key === 'password')?.parents).toEqual(['settings', 'server']);
    expect(entries.find((entry) => entry.key === 'pass')?.encoding).toBe('base64');
  });

  it('reads attributes, decoded', () => {
    const { entries } = check(`<connection user='ci' password="a&amp;b&#x21;" port=5432>
                  ^^ user
                                ^^^^^^^^^^^^^ password
                                                    ^^^^ port`);
    expect(entries[1]?.value).toBe('a&b!');
  });

  it('joins names and values', () =>
    void check(`<configuration>
  <add key="ApiToken" value="example" />
                             ^^^^^^^ ApiToken
  <add name="Main" connectionString="Server=x" />
                                     ^^^^^^^^ connectionString
  <setting name="Secret"><value>example</value></setting>
                                ^^^^^^^ Secret
  <property name="password" value="example"/>
                                   ^^^^^^^ password
  <string name="api_key">example</string>
                         ^^^^^^^ api_key
  <property><name>db.password</name><value>example</value></property>
                  ^^^^^^^^^^^ name
                                           ^^^^^^^ value
                                           ^^^^^^^ db.password
</configuration>`));

  it('reads property lists', () =>
    void check(`<plist><dict>
  <key>ApiKey</key>
  <string>example</string>
          ^^^^^^^ ApiKey
  <key>Debug</key><true/>
  <key>Nested</key><dict><key>Token</key><data>ZXg=</data></dict>
                                               ^^^^ Token
</dict></plist>
<map><key>example</key></map>
          ^^^^^^^ key`));

  it('reads CDATA and what is commented out', () =>
    void check(`<a>
  <token><![CDATA[ex<am>ple]]></token>
                  ^^^^^^^^^ token
  <!-- <password>example</password> -->
                 ^^^^^^^ password comment
  <!-- <open> prose -->
  <last>x</last>
        ^ last
</a>`));

  it('tolerates damage', () =>
    void check(`</none><a b="never closed
             ^^^^^^^^^^^^ b
<c>x</d> 1 < 2 <e>y</e>
                  ^ e
<f`));

  it.each([
    ['web.config', 'config'],
    ['filezilla.xml', 'config'],
    ['.m2/settings.xml', 'config'],
    ['app/src/main/res/values-de/strings.xml', 'source'],
    ['Resources.resx', 'source'],
    ['src\\test\\fixtures\\a.xml', 'source'],
  ])('takes the entries of %s for %s', (path, setting) => {
    expect(parseXml('<password>example</password>', path).entries[0]?.setting).toBe(setting);
  });

  it('reads only what credential words point at', () => {
    const text = '<a><b>1</b><token>2</token><add key="secret" value="3"/><c token="4" d="5"/></a>';
    const offsets = [...text.matchAll(/token|secret/g)].map((match) => match.index + match[0].length);
    expect(parseXml(text, '', offsets).entries.map((entry) => `${entry.key}=${entry.value}`)).toEqual(['token=2', 'secret=3', 'token=4']);
  });

  it('gives back any text that was escaped', () => {
    const encode = (value: string) => value.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);
    fc.assert(
      fc.property(fc.string({ minLength: 1 }), (value) => {
        const { entries } = parseXml(`<a password="${encode(value)}"/>`);
        expect(entries[0]?.value).toBe(value);
      }),
    );
  });
});
