import type { Entry } from '../model/entry.ts';
import type { Surroundings } from './judgement.ts';
import { KEY_FEATURES, KEY_PARTS, keyRowOf } from './key-features.ts';
import type { OrdinaryText } from './ordinary-text.ts';
import { pushValueFeatures, VALUE_FEATURES } from './value-features.ts';

const LINE_FEATURES = [
  'operator',
  'quotes',
  'quoted key',
  'text between key and value',
  'call between key and value',
  'look-up between key and value',
  'comment',
  'indentation',
  'before the key',
  'after the value',
  'length of the line',
  'strings on the line',
  'text after the value',
  'text before the key',
  'language',
  'trial path',
  'document path',
  'setting',
  'end of the line',
  'commas on the line',
] as const;

/** Names of the features, in the order of the numbers. The model data names them too, so that a stale model is noticed. */
export const FEATURES: readonly string[] = [
  ...VALUE_FEATURES.map((name) => `value: ${name}`),
  ...KEY_PARTS.map(([name]) => `key: ${name}`),
  ...KEY_FEATURES.map((name) => `key: ${name}`),
  ...LINE_FEATURES,
];

/** Groups of file types that write assignments in the same way. */
const LANGUAGES: Readonly<Record<string, number>> = {};
const GROUPS: readonly string[] = [
  'js jsx ts tsx mjs cjs vue svelte coffee dart',
  'py pyx rb erb pl lua php groovy r ex exs',
  'go rs swift kt scala java cs m mm vb fs hs ml',
  'c h cc cpp hpp hh cxx',
  'json json5 jsonc har ipynb snap',
  'yml yaml toml ini cfg conf config properties env example template sample j2 tf tfvars hcl plist service gradle',
  'md rst txt adoc html htm tex log csv org',
  'sh bash zsh bats ps1 cmd bat dockerfile mk makefile fish',
  'xml xaml xib storyboard resx csproj strings svg nib',
  'sql graphql proto lock golden',
];
GROUPS.forEach((group, index) => {
  for (const extension of group.split(' ')) (LANGUAGES as Record<string, number>)[extension] = index + 1;
});

const languageOf = (path: string): number => {
  const name = path.slice(path.lastIndexOf('/') + 1).toLowerCase();
  return LANGUAGES[name.slice(name.lastIndexOf('.') + 1)] ?? 0;
};

/** A number for what joins key and value. */
const operatorOf = (between: string): number => {
  const text = between.trim();
  if (/[=!]==?/.test(text)) return 1;
  if (text.includes('=>')) return 2;
  if (text.includes(':=')) return 3;
  if (text.includes('=')) return text.includes(':') ? 5 : 4;
  if (text.includes(':')) return 6;
  if (text.includes('(')) return 7;
  if (text.includes(',')) return 8;
  if (text.includes('|')) return 9;
  if (text.includes('>')) return 10;
  return 0;
};

const classOfCode = (code: number): number => {
  if (Number.isNaN(code) || code === 10 || code === 13) return 0;
  if (code === 32 || code === 9) return 1;
  if (code === 34 || code === 39 || code === 96) return 2;
  if (code === 45) return 3;
  if (code === 46 || code === 58) return 4;
  if (code === 40 || code === 41) return 5;
  if (code === 44 || code === 59) return 6;
  if (code === 36 || code === 64 || code === 37) return 7;
  if (code === 60 || code === 62) return 8;
  if (code === 123 || code === 125 || code === 91 || code === 93) return 9;
  if (code === 38 || code === 63 || code === 47 || code === 92) return 10;
  return 11;
};

const countOf = (text: string, char: string): number => {
  let count = 0;
  for (let i = text.indexOf(char); i >= 0 && count < 40; i = text.indexOf(char, i + 1)) count++;
  return count;
};

const QUOTES: Readonly<Record<Entry['quote'], number>> = { none: 0, double: 1, single: 2, backtick: 3, heredoc: 4, block: 5 };

/** The numbers that describe an entry, in the order of `FEATURES`. */
export const featuresOf = (entry: Entry, { text, line, lineStart, path }: Surroundings, ordinary: OrdinaryText): number[] => {
  const out: number[] = [];
  const key = entry.parents.length > 0 ? `${entry.parents.join('.')}.${entry.key}` : entry.key;
  pushValueFeatures(out, entry.value, key, ordinary);
  out.push(...keyRowOf(entry.key, entry.parents));
  const { keyRange, valueRange } = entry;
  const forward = valueRange.start >= keyRange.end;
  const between = forward ? text.slice(keyRange.end, Math.min(valueRange.start, keyRange.end + 80)) : '';
  const before = line.slice(0, Math.max(0, keyRange.start - lineStart));
  const afterAt = valueRange.end + (entry.quote === 'none' ? 0 : 1);
  const rest = text.slice(afterAt, afterAt + 120).split('\n', 1)[0] ?? '';
  const trimmed = line.trimStart();
  out.push(
    operatorOf(between),
    QUOTES[entry.quote],
    classOfCode(text.charCodeAt(keyRange.end)),
    between.length,
    /[A-Za-z_]\s*\(/.test(between) ? 1 : 0,
    /env|get|read|load|find/i.test(between) ? 1 : 0,
    /^(?:\/\/|#|\*|\/\*|<!--|--|;|%|"""|REM)/.test(trimmed) ? 1 : 0,
    line.length - trimmed.length,
    classOfCode(text.charCodeAt(keyRange.start - 1)),
    classOfCode(text.charCodeAt(afterAt)),
    Math.min(line.length, 400),
    countOf(line, '"') + countOf(line, "'"),
    rest.length,
    before.trim().length,
    languageOf(path),
    /(?:^|[/_.-])(?:tests?|specs?|fixtures?|mocks?|__tests__|testdata|e2e)(?:[/_.-]|$)/i.test(path) ? 1 : 0,
    /(?:^|[/_.-])(?:docs?|examples?|samples?|demo|readme|tutorials?|website)(?:[/_.-]|$)/i.test(path) ? 1 : 0,
    entry.setting === 'config' ? 1 : 0,
    rest.trim().length === 0 ? 1 : 0,
    countOf(line, ','),
  );
  return out;
};
