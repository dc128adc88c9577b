import { describe, expect, it } from '@jest/globals';
import { judge } from '../../../shared/detect/judge.ts';
import type { Entry } from '../../../shared/model/entry.ts';

const verdictOf = (path: string, key: string, value: string, quote: Entry['quote'] = 'single'): string => {
  const text = `${key} = '${value}'`;
  const entry: Entry = {
    key,
    parents: [],
    keyRange: { start: 0, end: key.length },
    value,
    valueRange: { start: key.length + 4, end: text.length - 1 },
    quote,
    kind: 'assignment',
    setting: 'source',
  };
  return judge(entry, { path, text, line: text, lineStart: 0 }).verdict;
};

/** A word and two digits, which in a program alone would be too little. */
const PLAIN = ['pepper', '24'].join('');

describe('a program that is settings', () => {
  it.each(['wp-config.php', 'app/config.php', 'site/settings.py', 'src/db.php', 'config/database.php', 'conf\\local_settings.py', 'koneksi.php'])(
    'may hold a plain password: %s',
    (path) => expect(verdictOf(path, 'password', PLAIN)).toBe('secret'),
  );

  it.each([
    ['src/login.php', 'password', PLAIN, 'single'],
    ['config.php', 'password', 'required|min:8 and more', 'single'],
    ['config.php', 'password_field', PLAIN, 'single'],
    ['config.php', 'password', PLAIN, 'none'],
  ] as const)('asks for more elsewhere: %s %s', (path, key, value, quote) => expect(verdictOf(path, key, value, quote)).not.toBe('secret'));
});
