import type { Entry } from '../model/entry.ts';

/** A value of this length or more is a document. */
const MAX_LENGTH = 512;

/**
 * Files that hold one secret and nothing else, by name: Rails' `config/master.key`, `.vault-token`, Ansible's `.vault_pass`, the files of
 * Docker secrets (`secrets/db_password.txt`). Not certificates and keys with a PEM frame, which rules find.
 */
const NAME =
  /(?:^|[\\/])\.?([\w.-]{0,60}(?:master\.key|(?:pass(?:word|wd|phrase)?|vault[-_]pass(?:word)?|[-_.]token|(?:api|secret|access|encryption)[-_]?key|[-_.]secret))(?:\.txt|\.key)?|[\w-]{1,40}\.key)$/i;

/** The one entry of a file that holds a single value, with the file's name as its key, which has no range; none for any other file. */
export const loneValueEntries = (text: string, path: string): readonly Entry[] => {
  if (text.length > MAX_LENGTH + 8) return [];
  const name = NAME.exec(path)?.[1];
  if (name === undefined) return [];
  const value = text.trim();
  if (value === '' || value.length > MAX_LENGTH || /[\s<>{}=]/.test(value.replace(/=+$/, ''))) return [];
  const start = text.indexOf(value);
  const key = name.replace(/\.txt$/i, '').replaceAll('.', '_');
  return [
    {
      key,
      parents: [],
      keyRange: { start: 0, end: 0 },
      value,
      valueRange: { start, end: start + value.length },
      quote: 'none',
      kind: 'assignment',
      setting: 'config',
    },
  ];
};
