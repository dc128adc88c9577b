import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { type EncodedRun, findEncoded } from '../../../shared/detect/decode.ts';
import { base64Forms, ENCODED_WORDS } from '../../../shared/detect/encoded-words.ts';
import { createPrefilter } from '../../../shared/detect/prefilter.ts';

const prefilter = createPrefilter([]);
const decoded = (text: string): EncodedRun[] => [...findEncoded(text, prefilter.search(text).encoded).runs];
const base64 = (text: string): string => Buffer.from(text).toString('base64');

describe('base64 forms', () => {
  it('occur in the base64 of any text that holds the word', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 20 }), fc.string({ maxLength: 20 }), (before, after) => {
        const encoded = Buffer.from(`${before}password${after}`).toString('base64');
        return base64Forms('password').some((form) => encoded.includes(form));
      }),
    );
  });

  it('are peculiar enough to be searched for', () => {
    for (const word of ENCODED_WORDS) expect(word.length).toBeGreaterThanOrEqual(5);
  });
});

describe('encoded runs', () => {
  it.each(['', 'x', 'xy', 'xyz', 'path/'])('finds base64 after %j', (before) => {
    const encoded = base64('aws_secret_access_key=velvet and more');
    const text = `echo ${before === 'path/' ? before : ''}${encoded} | base64 -d`;
    const [run] = decoded(text);
    expect(run).toMatchObject({ encoding: 'base64', text: 'aws_secret_access_key=velvet and more' });
    expect(text.slice(run!.range.start, run!.range.end)).toBe(encoded);
  });

  it('finds base64 without padding and in the alphabet for URLs', () => {
    const encoded = Buffer.from('{"password":"quartz?~lake>>>"}').toString('base64url');
    expect(decoded(`?state=${encoded}&x=1`)[0]?.text).toBe('{"password":"quartz?~lake>>>"}');
  });

  it('joins the lines of a block, and only those', () => {
    const lines = base64(`-----BEGIN NOTHING-----\n${'quartz lake '.repeat(12)}`).replace(/.{76}/g, '$&\n  ');
    const text = `cert: |\n  ${lines}\nnext: value\n`;
    const [run] = decoded(text);
    expect(run?.text).toContain('quartz lake');
    expect(text.slice(run!.range.end).trimStart()).toBe('next: value\n');
  });

  it('finds hex', () => {
    const encoded = Buffer.from('password=quartz-lake').toString('hex');
    expect(decoded(`0x${encoded};`)[0]).toMatchObject({ encoding: 'hex', text: 'password=quartz-lake' });
  });

  it('finds percent escapes', () => {
    expect(decoded('GET /?next=%2Flogin%3Fpassword%3Dquartz%2Dlake HTTP/1.1')[0]).toMatchObject({
      encoding: 'percent',
      text: '/?next=/login?password=quartz-lake',
    });
  });

  it('finds escapes of program text', () => {
    const escaped = [...'token: quartz'].map((char) => `\\u00${char.charCodeAt(0).toString(16)}`).join('');
    expect(decoded(`x = "${escaped}"`)[0]).toMatchObject({ encoding: 'escape', text: 'token: quartz' });
    const short = [...'secret=quartz'].map((char) => `\\x${char.charCodeAt(0).toString(16)}`).join('');
    expect(decoded(`x = "${short}"`)[0]?.text).toBe('secret=quartz');
  });

  it('leaves binary content alone', () => {
    const bytes = Buffer.concat([Buffer.from([0, 1, 2, 255, 254]), Buffer.from('password=quartz-lake')]);
    expect(decoded(bytes.toString('base64'))).toEqual([]);
  });

  it('leaves plain text alone', () => {
    expect(decoded('password = quartz, token: lake, https://acme.dev/?a=b')).toEqual([]);
  });

  it('says when a limit left runs out', () => {
    const run = base64('password=quartz-lake');
    const text = `${run}\n`.repeat(2_100);
    expect(findEncoded(text, prefilter.search(text).encoded)).toMatchObject({ limited: true });
  });

  it('never throws, and its ranges lie in the text', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.oneof(
            fc.constantFrom('cGFzc3dvcmQ', '70617373', '%3D', 'password%3D', '\\u0070\\u0061', '\\x70', '=', '\n', '/', '-'),
            fc.string({ maxLength: 6 }),
          ),
          { maxLength: 30 },
        ),
        (parts) => {
          const text = parts.join('');
          const ends = [...Array(text.length).keys()].map((end) => end + 1);
          return findEncoded(text, ends).runs.every(({ range }) => range.start >= 0 && range.start < range.end && range.end <= text.length);
        },
      ),
    );
  });
});
