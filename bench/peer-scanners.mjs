// How to run each scanner over a folder, and how to read what it found. Each with its defaults, asking nobody, and without redaction of its own.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../scripts/load-ts.mjs';

/**
 * @typedef {{ path: string, from: number, to: number }} Place  lines from 1, the last one included
 * @typedef {{ name: string, version: string[], command: (out: string) => string[], read: (stdout: string, out: string) => Place[] }} Scanner
 *   `command` runs in the folder that is scanned; `out` is a file that it may write
 */

const json = (text) => (text.trim() === '' ? [] : JSON.parse(text));
const flatten = (lists) => lists.flat();

/** @type {Scanner[]} */
export const SCANNERS = [
  {
    name: 'watertight',
    version: [process.execPath, join(ROOT, 'dist/cli/main.js'), '--version'],
    command: () => [process.execPath, join(ROOT, 'dist/cli/main.js'), 'scan', '.', '--format', 'json'],
    read: (stdout) => JSON.parse(stdout).findings.map(({ path, startLine, endLine }) => ({ path, from: startLine, to: endLine })),
  },
  {
    name: 'gitleaks',
    version: ['gitleaks', 'version'],
    command: (out) => ['gitleaks', 'dir', '.', '--no-banner', '--exit-code', '0', '-f', 'json', '-r', out],
    read: (_, out) => json(readFileSync(out, 'utf8')).map(({ File, StartLine, EndLine }) => ({ path: File, from: StartLine, to: EndLine })),
  },
  {
    name: 'betterleaks',
    version: ['betterleaks', 'version'],
    command: (out) => ['betterleaks', 'dir', '.', '--no-banner', '--exit-code', '0', '-f', 'json', '-r', out],
    read: (_, out) => json(readFileSync(out, 'utf8')).map(({ File, StartLine, EndLine }) => ({ path: File, from: StartLine, to: EndLine })),
  },
  {
    name: 'trufflehog',
    version: ['trufflehog', '--version'],
    command: () => ['trufflehog', 'filesystem', '.', '--no-verification', '--no-update', '--json'],
    read: (stdout) =>
      stdout
        .split('\n')
        .filter((line) => line.includes('"SourceMetadata"'))
        .map((line) => JSON.parse(line).SourceMetadata.Data.Filesystem)
        .map(({ file, line }) => ({ path: file, from: line, to: line })),
  },
  {
    name: 'kingfisher',
    version: ['kingfisher', '--version'],
    command: () => ['kingfisher', 'scan', '.', '--no-validate', '--no-update-check', '--no-dedup', '--git-history', 'none', '--format', 'json'],
    // a summary is another object, on a line of its own
    read: (stdout) => JSON.parse(stdout.split('\n')[0]).findings.map(({ finding }) => ({ path: finding.path, from: finding.line, to: finding.line })),
  },
  {
    name: 'detect-secrets',
    version: ['detect-secrets', '--version'],
    command: () => ['detect-secrets', 'scan', '--all-files', '.'],
    read: (stdout) => flatten(Object.values(JSON.parse(stdout).results)).map((each) => ({ path: each.filename, from: each.line_number, to: each.line_number })),
  },
  {
    name: 'CredSweeper',
    version: ['credsweeper', '--version'],
    command: (out) => ['credsweeper', '--path', '.', '--log', 'silence', '--no-stdout', '--save-json', out],
    read: (_, out) =>
      json(readFileSync(out, 'utf8')).flatMap((each) => each.line_data_list.map(({ path, line_num }) => ({ path, from: line_num, to: line_num }))),
  },
  {
    name: 'secretlint',
    version: [process.execPath, join(ROOT, 'node_modules/secretlint/bin/secretlint.js'), '--version'],
    command: (out) => [
      process.execPath,
      join(ROOT, 'node_modules/secretlint/bin/secretlint.js'),
      ...['--secretlintrc', join(ROOT, 'bench/secretlint.json'), '--format', 'json', '--output', out, '**/*', '**/.*'],
    ],
    read: (_, out) =>
      json(readFileSync(out, 'utf8')).flatMap(({ filePath, messages }) =>
        messages.map(({ loc }) => ({ path: filePath, from: loc.start.line, to: loc.end.line })),
      ),
  },
];
