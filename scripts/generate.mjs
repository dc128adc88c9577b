#!/usr/bin/env node
import { spawnSync } from 'node:child_process';
// Writes what is generated: the README's tables of inputs and outputs (from action.yml) and the committed bundle of the Action.
// With --check nothing is written: it fails when something is not current.
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';
import { loadTs } from './load-ts.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const check = process.argv.includes('--check');
const stale = [];
let looked = 0;

const cell = (text) => String(text).trim().replace(/\s+/g, ' ').replace(/\|/g, '\\|');

/** Replaces the text between two markers of a file. */
const fill = (file, name, text) => {
  const path = join(root, file);
  const before = readFileSync(path, 'utf8');
  const [open, close] = [`<!-- generated: ${name} -->`, `<!-- end: ${name} -->`];
  const [from, to] = [before.indexOf(open), before.indexOf(close)];
  if (from < 0 || to < from) throw new Error(`${file} has no place for '${name}'`);
  const after = `${before.slice(0, from + open.length)}\n${text}\n${before.slice(to)}`;
  looked += 1;
  if (after === before) return;
  if (check) stale.push(`${file} (${name})`);
  else writeFileSync(path, after);
};

const action = parse(readFileSync(join(root, 'action.yml'), 'utf8'));
const inputs = Object.entries(action.inputs).map(([name, { description, default: value }]) => [
  `\`${name}\``,
  value === '' ? '' : `\`${cell(value)}\``,
  cell(description),
]);
const outputs = Object.entries(action.outputs).map(([name, { description }]) => [`\`${name}\``, cell(description)]);

/** A table with columns as wide as their widest cell, as the formatter has it. Blank lines around it for the same reason. */
const table = (rows) => {
  const widths = rows[0].map((_, column) => Math.max(3, ...rows.map((row) => row[column].length)));
  const lines = [rows[0], widths.map((width) => '-'.repeat(width)), ...rows.slice(1)];
  return `\n${lines.map((row) => `| ${row.map((text, column) => text.padEnd(widths[column])).join(' | ')} |`).join('\n')}\n`;
};

fill('README.md', 'inputs', table([['Input', 'Default', 'What it does'], ...inputs]));
fill('README.md', 'outputs', table([['Output', 'What it holds'], ...outputs]));

/** A file that is generated from its first line to its last. */
const write = (file, text) => {
  const path = join(root, file);
  looked += 1;
  if (existsSync(path) && readFileSync(path, 'utf8') === text) return;
  if (check) stale.push(file);
  else writeFileSync(path, text);
};

/** Texts of the extension that can be translated: each literal that stands first in a call of `l10n.t`. */
const LITERAL = /\bl10n\.t\(\s*('(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")/g;
const calls = (text) => [...text.matchAll(/\bl10n\.t\(/g)].length;
const texts = readdirSync(join(root, 'extension'))
  .filter((name) => name.endsWith('.ts'))
  .flatMap((name) => {
    const text = readFileSync(join(root, 'extension', name), 'utf8');
    const found = [...text.matchAll(LITERAL)].map(([, literal]) => JSON.parse(`"${literal.slice(1, -1).replaceAll("\\'", "'").replaceAll('"', '\\"')}"`));
    if (found.length !== calls(text)) throw new Error(`extension/${name}: a text that is translated is no literal`);
    return found;
  });
if (texts.length < 50) throw new Error(`only ${texts.length} texts of the extension`);
write('extension/l10n/bundle.l10n.json', `${JSON.stringify(Object.fromEntries([...new Set(texts)].sort().map((text) => [text, text])), null, 2)}\n`);

const { KNOWN_RULES, JUDGED } = await loadTs('shared/scan/rule-list.ts');
const link = (name, url) => (url === undefined || !/^https:\/\//.test(url) ? [] : [`- ${name}: <${url}>`]);
const ruleText = ({ id, title, severity, source, rotate }) =>
  [`### ${id}`, '', `${title}.`, '', `- Severity: ${severity}`, ...link('Rotate it at', rotate), ...link('Described at', source), ''].join('\n');
const rules = [...JUDGED, ...KNOWN_RULES.rules.filter((rule) => rule.component !== true)].sort((a, b) => (a.id < b.id ? -1 : 1));
const introduction = `# Rules

Every kind of secret that is found, by its id: the id that reports show, that \`watertight:allow\` takes, and that \`watertight.toml\` can turn off. Made from the rules themselves by \`npm run generate\`.
`;
write('docs/rules.md', `${introduction}\n${rules.map(ruleText).join('\n')}`);

const { LIVE_CHECKS } = await loadTs('shared/rules/live-checks.ts');
const hostsOf = ({ urls }) => [...new Set(urls.map((url) => `\`${url.split('/')[2].replace(/\{\w+\}/, '…')}\``))].join(', ');
const notesOf = ({ beside, elsewhere, secretInUrl }) =>
  [
    ...(beside === undefined ? [] : [`with ${[...new Set(Object.values(beside).flatMap(({ rules }) => rules))].map((id) => `\`${id}\``).join(', ')} near it`]),
    ...(secretInUrl === undefined ? [] : [secretInUrl]),
    ...(elsewhere === undefined ? [] : [`not asked: ${elsewhere}`]),
  ].join('; ');
const checks = [...LIVE_CHECKS]
  .sort((a, b) => (a.vendor.toLowerCase() < b.vendor.toLowerCase() ? -1 : 1))
  .map((check) => [`[${cell(check.vendor)}](${check.source})`, hostsOf(check), check.rules.map((id) => `\`${id}\``).join(', '), cell(notesOf(check))]);
fill('docs/verifying.md', 'live-checks', table([['Service', 'Asked', 'Rules', 'Notes'], ...checks]));

const built = mkdtempSync(join(tmpdir(), 'watertight-generate-'));
try {
  const { status } = spawnSync(process.execPath, ['scripts/build.mjs', '--outdir', built], { cwd: root, stdio: 'inherit' });
  if (status !== 0) throw new Error('the build failed');
  const fresh = readdirSync(join(built, 'action'));
  const git = (...args) => spawnSync('git', args, { cwd: root, maxBuffer: 1 << 28 }).stdout;
  const committed = check
    ? String(git('ls-tree', '--name-only', 'HEAD', 'dist/action/'))
        .split('\n')
        .filter(Boolean)
        .map((path) => path.slice('dist/action/'.length))
    : readdirSync(join(root, 'dist/action'));
  const read = (name) => (check ? git('show', `HEAD:dist/action/${name}`) : readFileSync(join(root, 'dist/action', name)));
  for (const name of fresh) {
    const bytes = readFileSync(join(built, 'action', name));
    looked += 1;
    if (committed.includes(name) && bytes.equals(read(name))) continue;
    if (check) stale.push(`dist/action/${name}`);
    else writeFileSync(join(root, 'dist/action', name), bytes);
  }
  // a chunk is named after its content, so that an old one stays behind
  for (const name of committed.filter((each) => !fresh.includes(each))) {
    if (check) stale.push(`dist/action/${name}`);
    else rmSync(join(root, 'dist/action', name));
  }
} finally {
  rmSync(built, { recursive: true, force: true });
}

if (looked < 5) {
  console.error(`generate: only ${looked} generated files were seen`);
  process.exitCode = 1;
}
if (stale.length > 0) {
  console.error(`generate: not current: ${stale.join(', ')}. Run 'npm run generate' and commit.`);
  process.exitCode = 1;
}
