import { describe, expect, it } from '@jest/globals';
import type { Finding } from '../../../shared/model/finding.ts';
import { planSuggestions, type SuggestionFile } from '../../../shared/move/suggest.ts';
import { makeFinding } from '../../support/make-finding.ts';

const VALUE = ['nimbus', 'Velvet', 'copper', '77'].join('-');
const ARN = 'arn:aws:secretsmanager:eu-west-1:111122223333:secret:prod/db-AbCdEf';

const found = (file: SuggestionFile, key: string | null, format: Finding['format'], value = VALUE): Finding => ({
  ...makeFinding(file.text, value, { path: file.path, key }),
  format,
});

const suggested = (file: SuggestionFile, key: string | null, format: Finding['format']): string | undefined =>
  planSuggestions(file, [found(file, key, format)])[0]?.text;

describe('a line that had a reference in the base', () => {
  it.each([
    ['.env', 'DB_PASSWORD=', ARN, 'dotenv'],
    ['app.yml', 'password: ', `"${ARN}"`, 'yaml'],
    ['app.yml', 'password: ', `\${DB_PASSWORD}`, 'yaml'],
    ['.github/workflows/ci.yml', '  TOKEN: ', `\${{ secrets.TOKEN }}`, 'yaml'],
    ['src/db.ts', 'const password = ', 'process.env.DB_PASSWORD', 'text'],
    ['src/db.py', 'password = ', "os.environ['DB_PASSWORD']", 'text'],
    ['main.tf', '  password = ', 'var.db_password', 'terraform'],
    ['.env', 'DB_PASSWORD=', 'aws-sm://prod/db#password', 'dotenv'],
  ] as const)('%s: %s%s is put back', (path, head, before, format) => {
    for (const quote of ['', '"', "'"]) {
      const file = { path, text: `# first\n${head}${quote}${VALUE}${quote}\nlast\n`, before: `${head}${before}\nother\n` };
      expect(suggested(file, 'password', format)).toBe(`${head}${before}`);
    }
  });

  it.each([
    ['another plaintext value', `DB_PASSWORD=${['otter', '35x', 'quartz'].join('')}`],
    ['a default that may be a value', `DB_PASSWORD=\${DB_PASSWORD:-hunter2hunter2}`],
    ['a password that begins with a dollar sign', 'DB_PASSWORD=$ecretly'],
    ['nothing', 'DB_PASSWORD='],
    ['another key', `DB_PASSWORD_2=${ARN}`],
    ['a reference with text around it', `DB_PASSWORD=x${ARN}`],
    ['two that differ', `DB_PASSWORD=${ARN}\nDB_PASSWORD=\${OTHER}`],
  ])('is not made of %s', (_, before) => {
    expect(suggested({ path: '.env', text: `DB_PASSWORD=${VALUE}\n`, before: `${before}\n` }, 'DB_PASSWORD', 'dotenv')).toBeUndefined();
  });
});

describe('a value that the .env beside the file names', () => {
  const env = `DB_PASSWORD=${ARN}\n`;

  it('is read from there', () => {
    expect(suggested({ path: 'src/db.ts', text: `const dbPassword = '${VALUE}';\n`, env }, 'dbPassword', 'text')).toBe(
      'const dbPassword = process.env.DB_PASSWORD!;',
    );
    const compose = { path: 'compose.yml', text: `services:\n  db:\n    image: x\n    environment:\n      DB_PASSWORD: ${VALUE}\n`, env };
    expect(suggested(compose, 'DB_PASSWORD', 'yaml')).toBe(`      DB_PASSWORD: \${DB_PASSWORD}`);
  });

  it('is not written out elsewhere: it may be the secret of another environment', () => {
    expect(suggested({ path: '.env.production', text: `DB_PASSWORD=${VALUE}\n`, env }, 'DB_PASSWORD', 'dotenv')).toBeUndefined();
    expect(suggested({ path: 'config.json', text: `{\n  "DB_PASSWORD": "${VALUE}"\n}\n`, env }, 'DB_PASSWORD', 'json')).toBeUndefined();
  });

  it('is not read from where no reference is', () => {
    const text = `const dbPassword = '${VALUE}';\n`;
    for (const other of [undefined, '', 'OTHER=1\n', `DB_PASSWORD=${['otter', '35x', 'quartz'].join('')}\n`])
      expect(suggested({ path: 'src/db.ts', text, env: other }, 'dbPassword', 'text')).toBeUndefined();
  });
});

describe('no suggestion', () => {
  const before = `DB_PASSWORD=${ARN}\nB=\${B_TOKEN}\n`;

  it('holds the value, in whichever encoding', () => {
    for (const again of [VALUE, Buffer.from(VALUE).toString('base64'), encodeURIComponent(VALUE), [...VALUE].reverse().join('')]) {
      const file = { path: '.env', text: `DB_PASSWORD=${VALUE} # ${again}\n`, before: `DB_PASSWORD=${ARN} # ${again}\n` };
      expect(suggested(file, 'DB_PASSWORD', 'dotenv')).toBeUndefined();
    }
  });

  it('is made for a line with two findings, a value of two lines, another line end, or a text that is not the one that was scanned', () => {
    const two = { path: '.env', text: `DB_PASSWORD=${VALUE} B=${VALUE}2\n`, before };
    expect(planSuggestions(two, [found(two, 'DB_PASSWORD', 'dotenv'), found(two, 'B', 'dotenv', `${VALUE}2`)])).toEqual([]);
    const plain = { path: '.env', text: `DB_PASSWORD=${VALUE}\n`, before };
    const finding = found(plain, 'DB_PASSWORD', 'dotenv');
    expect(planSuggestions(plain, [finding])).toHaveLength(1);
    expect(planSuggestions({ ...plain, text: `DB_PASSWORD=${VALUE}\r\n` }, [finding])).toEqual([]);
    expect(planSuggestions({ ...plain, text: `\n${plain.text}` }, [finding])).toEqual([]);
    expect(planSuggestions(plain, [{ ...finding, place: { ...finding.place, endLine: 2 } }])).toEqual([]);
  });
});
