import { describe, expect, it } from '@jest/globals';
import { moveText, scanText } from '../../../support/moved.ts';

/** A value that the engine takes for a password. */
const LIVE = ['Tr0ub', '4dor', '!9xQ'].join('');

const CASES: Readonly<Record<string, readonly [before: string, after: string]>> = {
  'a bare value': ['DB_PASSWORD=@', 'DB_PASSWORD=<ref>'],
  'quotes that stay': [`DB_PASSWORD="@"\nAPI_SECRET='@'`, `DB_PASSWORD="<ref>"\nAPI_SECRET='<ref>'`],
  'export and an inline comment': ['export DB_PASSWORD=@ # rotate me', 'export DB_PASSWORD=<ref> # rotate me'],
  'a value that was commented out': ['# DB_PASSWORD=@\nPORT=1', '# DB_PASSWORD=<ref>\nPORT=1'],
  'the line ends of Windows': ['A=1\r\nDB_PASSWORD=@\r\nB=2\r\n', 'A=1\r\nDB_PASSWORD=<ref>\r\nB=2\r\n'],
  'a default': ['DB_PASSWORD=${DB_PASSWORD:-@}', 'DB_PASSWORD=${DB_PASSWORD:-<ref>}'],
  'the whole of a connection string': ['DATABASE_URL=postgres://app:@@db.acme.io:5432/app', 'DATABASE_URL=<ref>'],
  'a sign with blanks': ['DB_PASSWORD = @', 'DB_PASSWORD = <ref>'],
};

describe('a .env', () => {
  for (const [name, [before, after]] of Object.entries(CASES)) {
    it(`has its value replaced: ${name}`, () => {
      const { texts, rewrite, targets } = moveText(
        '.env',
        before.replaceAll('@', (_, at: number) => (before[at - 1] === '@' ? '@' : LIVE)),
      );
      expect(targets.length).toBeGreaterThan(0);
      expect(texts['.env']!.replace(/arn:[^"'\s}]*/g, '<ref>')).toBe(after);
      expect(rewrite).toMatchObject({ kind: 'dotenv', complete: true, created: [] });
      expect(scanText('.env', texts['.env']!)).toEqual([]);
    });
  }
});
