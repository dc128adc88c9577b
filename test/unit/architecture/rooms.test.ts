import { describe, expect, it } from '@jest/globals';
import { codeOf, sourceFiles } from '../../support/source-files.ts';

const FLOOR = ['shared/model', 'shared/text'];
/** The floor of rooms that touch the disk. */
const DISK = [...FLOOR, 'shared/files'];
/** What a face may use. */
const FACE = [
  ...DISK,
  'shared/scan',
  'shared/resolve',
  'shared/move',
  'shared/known',
  'shared/report',
  'shared/config',
  'shared/references',
  'shared/github',
  'shared/logs',
  'shared/verify',
];
const LEAVES = [
  'shared/github',
  'shared/sources',
  'shared/formats',
  'shared/rules',
  'shared/detect',
  'shared/suppress',
  'shared/references',
  'shared/report',
  'shared/config',
];

/** Who may import whom, besides itself and the floor. One direction only: `docs/ARCHITECTURE.md`. */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  'shared/model': [],
  'shared/text': ['shared/model'],
  ...Object.fromEntries(LEAVES.map((room) => [room, FLOOR])),
  'shared/scan': [...DISK, 'shared/sources', 'shared/formats', 'shared/rules', 'shared/detect', 'shared/suppress'],
  'shared/files': FLOOR,
  'shared/verify': [...FLOOR, 'shared/rules'],
  'shared/providers': DISK,
  'shared/resolve': [...DISK, 'shared/references', 'shared/providers'],
  'shared/known': [...DISK, 'shared/scan', 'shared/resolve', 'shared/references'],
  'shared/move': [...DISK, 'shared/sources', 'shared/scan', 'shared/resolve', 'shared/references', 'shared/formats'],
  'shared/logs': [...FLOOR, 'shared/sources', 'shared/scan', 'shared/github'],
  action: FACE,
  cli: FACE,
  extension: FACE,
  program: FACE,
};

const PURE = ['shared/model', 'shared/text', 'shared/formats', 'shared/rules', 'shared/detect', 'shared/suppress', 'shared/references', 'shared/report'];

/** Files that may look at a secret's raw value, and why. */
const MAY_REVEAL: Readonly<Record<string, string>> = {
  'action/masks.ts': 'the runner is told what to hide',
  'action/read-secrets.ts': 'bytes that are text become that text',
  'action/plan-exports.ts': 'a JSON value becomes variables',
  'action/settle-existing.ts': 'a variable that holds the very value is no conflict',
  'action/fetch.ts': 'values are given to the runner',
  'shared/providers/aws-write.ts': 'the value is sent to Secrets Manager',
  'shared/move/secret-text.ts': 'what is stored is made of the values; hashes of them go into the journal of a move',
  'shared/resolve/resolve-env.ts': 'variables of the environment are set to their values',
  'program/resolver.ts': 'programs get their values as strings',
  'shared/known/index-values.ts': 'digests are made of the values that are looked for',
  'shared/move/suggest.ts': 'a suggested line is searched for every form of the values',
  'shared/move/find-left.ts': 'files are searched for the value that was moved',
  'extension/secret-commands.ts': 'a person asked to see it, or to copy it',
  'shared/scan/provenance.ts': 'values of a change are looked for in its base',
  'shared/verify/fill-check.ts': 'a value goes to the service that issued it, because the user asked for a live check',
  'shared/scan/wire.ts': 'a finding crosses from a worker thread to the main thread',
  'shared/scan/collect.ts': 'reports are scrubbed of every form of every value found',
  'shared/scan/value-digests.ts': 'digests of what a shard found hide it in what other shards report',
  'shared/suppress/allowlist.ts': 'value patterns are matched',
  'shared/suppress/baseline.ts': 'the keyed hash of the value is the entry',
  'shared/references/drift.ts': "a .env file's settings are read for references",
  'shared/references/value-digest.ts': 'a keyed hash of the value is made, to compare values without showing them',
  'shared/references/select-value.ts': 'a JSON key is taken out of a value, as a new secret',
  'cli/print-value.ts': 'the user asked for the value on standard output',
  'shared/providers/local.ts': 'a value is encrypted',
  'shared/providers/local-key.ts': 'the key or the passphrase opens the store',
  'shared/providers/azure-secret.ts': 'a value goes to a key vault',
  'shared/providers/azure-session.ts': 'the token goes to a key vault',
  'shared/providers/azure-token.ts': 'the secret of an application goes to who signs tokens',
  'shared/providers/ssm-write.ts': 'a value goes to Parameter Store',
  'shared/providers/vault-session.ts': 'the token and the secret id go to Vault',
  'shared/providers/vault-value.ts': 'a value becomes the fields that Vault stores',
  'shared/github/client.ts': 'the token goes to GitHub',
  'shared/suppress/detect-secrets.ts': 'the SHA-1 of the value is the entry of a detect-secrets baseline',
};

const roomOf = (path: string): string => {
  const [first = '', second = ''] = path.split('/');
  return first === 'shared' ? `${first}/${second}` : first;
};

const files = sourceFiles();

describe('rooms', () => {
  it('are all here to be looked at', () => {
    expect(files.length).toBeGreaterThan(60);
    expect(files.flatMap((file) => file.imports).length).toBeGreaterThan(150);
  });

  it('import in one direction only', () => {
    const wrong: string[] = [];
    for (const file of files) {
      const room = roomOf(file.path);
      const allowed = MAY_IMPORT[room];
      if (allowed === undefined) wrong.push(`${file.path}: unknown room`);
      for (const target of file.imports) {
        if (!/^(shared|cli|action|extension|program|test|bench|scripts)\//.test(target)) continue;
        const other = roomOf(target);
        if (other !== room && !allowed?.includes(other)) wrong.push(`${file.path} imports ${target}`);
      }
    }
    expect(wrong).toEqual([]);
  });

  it('do no input or output in the pure ones', () => {
    const wrong: string[] = [];
    for (const file of files.filter((candidate) => PURE.includes(roomOf(candidate.path)))) {
      for (const target of file.imports) if (target.startsWith('node:')) wrong.push(`${file.path} imports ${target}`);
      if (/\b(?:process|console|Buffer|require|__dirname)\b\s*[.(]/.test(codeOf(file.text))) wrong.push(`${file.path} uses a Node global`);
    }
    expect(wrong).toEqual([]);
  });

  it('read the environment and the arguments in the faces and in config only, and exit in entry files only', () => {
    const wrong: string[] = [];
    for (const file of files) {
      const code = codeOf(file.text);
      const face = /^(cli|action|extension|program)\//.test(file.path) || file.path.startsWith('shared/config/');
      if (!face && /\bprocess\.(?:env|argv)\b/.test(code)) wrong.push(`${file.path} reads the environment or the arguments`);
      if (!/^(cli|action|extension|program)\/(main|post|worker|register)\.ts$/.test(file.path) && /\bprocess\.exit\(/.test(code))
        wrong.push(`${file.path} exits`);
    }
    expect(wrong).toEqual([]);
  });

  it('keep the editor, the runner and the clouds where they belong', () => {
    const wrong: string[] = [];
    for (const file of files) {
      for (const target of file.imports) {
        if (target === 'vscode' && !file.path.startsWith('extension/')) wrong.push(`${file.path} imports vscode`);
        if (target.startsWith('@actions/') && !file.path.startsWith('action/')) wrong.push(`${file.path} imports ${target}`);
        if (/^@(aws-sdk|azure)\//.test(target) && !file.path.startsWith('shared/providers/')) wrong.push(`${file.path} imports ${target}`);
      }
    }
    expect(wrong).toEqual([]);
  });

  it('reach the network in known rooms only: the stores, GitHub, and live checks, which nothing makes unless it was asked to', () => {
    const wrong: string[] = [];
    for (const file of files) {
      if (/^shared\/(?:providers|github|verify)\//.test(file.path)) continue;
      for (const target of file.imports) if (/^(?:node:)?(?:http|https|http2|tls|dgram|undici)$/.test(target)) wrong.push(`${file.path} imports ${target}`);
      const code = codeOf(file.text);
      if (
        (/(?<![\w.])fetch\(/.test(code) && !/\b(?:const|function) fetch\b|import \{[^}]*\bfetch\b/.test(file.text)) ||
        /globalThis\.fetch|new (?:WebSocket|EventSource|XMLHttpRequest)\b/.test(code)
      )
        wrong.push(`${file.path} fetches`);
    }
    expect(wrong).toEqual([]);
    const whoVerifies = files.filter(
      (file) => file.imports.some((target) => target.startsWith('shared/verify/verify-findings')) && !file.path.startsWith('shared/verify/'),
    );
    expect(whoVerifies.map((file) => file.path).filter((path) => path !== 'cli/verify.ts' && !path.startsWith('action/'))).toEqual([]);
  });

  it('reveal a secret at known places only', () => {
    const revealing = files.filter((file) => /\.reveal\(\)/.test(codeOf(file.text))).map((file) => file.path);
    expect(revealing.filter((path) => MAY_REVEAL[path] === undefined)).toEqual([]);
  });

  it('hold small files with kebab-case names', () => {
    const wrong: string[] = [];
    for (const file of files) {
      const data = /^shared\/rules\/|-words\.ts$|^shared\/detect\/(?:model|words)/.test(file.path);
      const lines = file.text.split('\n').length;
      if (!data && lines > 401) wrong.push(`${file.path} has ${lines} lines`);
      if (!/^[a-z0-9-]+(?:\.d)?\.ts$/.test(file.path.slice(file.path.lastIndexOf('/') + 1))) wrong.push(`${file.path} is not in kebab-case`);
      if (/(?:^|[-/])(?:utils?|helpers?|manager|misc|common)\.ts$|\/service\.ts$/i.test(file.path)) wrong.push(`${file.path} says nothing by its name`);
    }
    expect(wrong).toEqual([]);
  });
});
