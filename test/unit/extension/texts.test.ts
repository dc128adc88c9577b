import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { ROOT } from '../../support/source-files.ts';

const read = (name: string): string => readFileSync(join(ROOT, 'extension', name), 'utf8');
const json = <Type>(name: string): Type => JSON.parse(read(name)) as Type;

describe('texts of the manifest', () => {
  const manifest = json<Record<string, unknown>>('package.json');
  const texts = json<Record<string, string>>('package.nls.json');

  /** What is no text for people: names that VS Code or we refer by, conditions, values. */
  const NO_TEXT =
    /^(?:command|id|view|when|enablement|group|icon|type|scope|order|default|minimum|maximum|enum\.\d+|markdown|(?:completionEvents|restrictedConfigurations)\.\d+|supported)$/;

  /** Every string below a value, by its path. */
  const stringsOf = (value: unknown, path = ''): (readonly [path: string, text: string])[] => {
    if (typeof value === 'string') return [[path, value]];
    if (typeof value !== 'object' || value === null) return [];
    return Object.entries(value).flatMap(([key, each]) => stringsOf(each, path === '' ? key : `${path}/${key}`));
  };
  const { displayName, description, capabilities, contributes } = manifest;
  const strings = stringsOf({ displayName, description, capabilities, contributes });
  const nameOf = (path: string): string => {
    const parts = path.split('/');
    const [last = '', before = ''] = parts.reverse();
    return /^\d+$/.test(last) ? `${before}.${last}` : last;
  };
  const shown = strings.filter(([path]) => !NO_TEXT.test(nameOf(path)));
  const used = shown.flatMap(([, text]) => /^%([\w.-]+)%$/.exec(text)?.[1] ?? []);

  it('stand in package.nls.json, none in the manifest', () => {
    expect(shown.length).toBeGreaterThan(80);
    expect(shown.filter(([, text]) => !/^%[\w.-]+%$/.test(text))).toEqual([]);
    expect(strings.filter(([path, text]) => NO_TEXT.test(nameOf(path)) && text.includes('%') && !text.includes('%22'))).toEqual([]);
  });

  it('are all there, and all needed', () => {
    expect(used.filter((key) => !Object.hasOwn(texts, key))).toEqual([]);
    expect(Object.keys(texts).filter((key) => !used.includes(key))).toEqual([]);
    expect(Object.entries(texts).filter(([, text]) => text.trim() === '' || /^%.*%$/.test(text))).toEqual([]);
  });

  it('run commands that are there', () => {
    const { commands: ours, views } = contributes as { commands: { command: string }[]; views: Record<string, { id: string }[]> };
    // VS Code makes a command for each view.
    const focus = Object.values(views).flatMap((list) => list.map(({ id }) => `${id}.focus`));
    const commands = [...ours.map(({ command }) => command), ...focus];
    const linked = Object.values(texts).flatMap((text) => [...text.matchAll(/\]\(command:([\w.]+)/g)].map(([, command = '']) => command));
    expect(linked.length).toBeGreaterThan(5);
    expect(linked.filter((command) => command.startsWith('watertight.') && !commands.includes(command))).toEqual([]);
  });
});

describe('texts of the code', () => {
  const bundle = json<Record<string, string>>('l10n/bundle.l10n.json');
  const files = readdirSync(join(ROOT, 'extension'))
    .filter((name) => name.endsWith('.ts'))
    .map((name) => ({ name, text: read(name) }));

  it('are literals, and the bundle for translators has them all and no others', () => {
    const calls = files.flatMap(({ text }) => [...text.matchAll(/\bl10n\.t\(\s*/g)].map(({ index, 0: { length } }) => text.slice(index + length)));
    const literals = calls.map((text) => /^(?:'((?:[^'\\\n]|\\.)*)'|"((?:[^"\\\n]|\\.)*)")[,)]/.exec(text));
    expect(calls.length).toBeGreaterThan(150);
    expect(literals.flatMap((literal, at) => (literal === null ? [calls[at]?.slice(0, 40)] : []))).toEqual([]);
    const texts = literals.map((literal) => (literal?.[1] ?? literal?.[2] ?? '').replace(/\\(.)/g, '$1'));
    expect([...new Set(texts)].sort()).toEqual(Object.keys(bundle).sort());
  });

  it('all go through the bundle: what is shown is no literal', () => {
    /** Names of products and addresses are the same in every language. */
    const SAME = /^(?:Watertight|https:\/\/\S+|AWS [A-Z]\w+ \w+|HashiCorp Vault|Azure Key Vault|\$\([\w-]+\))$/;
    const PLACES = [
      /\b(?:tell|warn|complain|mention|setStatusBarMessage|show(?:Information|Warning|Error)Message|createTerminal)\(\s*(['"`])(.*?)\1/g,
      /\b(?:title|label|detail|description|placeHolder|prompt|tooltip|openLabel|validationMessage)\s*[:=]\s*(['"`])(.*?)\1/g,
      /\bnew (?:CodeAction|TreeItem|Diagnostic|MarkdownString|DiagnosticRelatedInformation)\([^'"`)]*(['"`])(.*?)\1/g,
    ];
    const wanting = files
      .filter(({ text }) => /from 'vscode'/.test(text))
      .flatMap(({ name, text }) =>
        PLACES.flatMap((place) => [...text.matchAll(place)].map(([, , shown = '']) => `${name}: ${shown}`)).filter((found) => {
          const shown = found.slice(name.length + 2).replace(/\$\{[^}]*\}/g, '');
          return /[A-Za-z]{2}/.test(shown) && !SAME.test(shown);
        }),
      );
    expect(wanting).toEqual([]);
  });
});
