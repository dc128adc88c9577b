import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

export interface SourceFile {
  /** Relative to the repository, with `/`. */
  readonly path: string;
  readonly text: string;
  /** What it imports, as repository paths for relative imports and as written for packages. Type-only imports count too. */
  readonly imports: readonly string[];
}

export const ROOT = resolve(__dirname, '../..');

const importsOf = (path: string, text: string): string[] => {
  const found = [...text.matchAll(/(?:^|\n)\s*(?:import|export)\s[^;]*?from\s+'([^']+)'|import\(\s*'([^']+)'\s*\)|(?:^|\n)\s*import\s+'([^']+)'/g)];
  return found
    .map((match) => match[1] ?? match[2] ?? match[3] ?? '')
    .map((target) => (target.startsWith('.') ? join(path, '..', target).split('\\').join('/') : target));
};

/** All TypeScript of the product's rooms. */
export const sourceFiles = (): SourceFile[] => {
  const files: SourceFile[] = [];
  for (const room of ['shared', 'cli', 'action', 'extension', 'program']) {
    let names: string[];
    try {
      names = readdirSync(join(ROOT, room), { recursive: true, encoding: 'utf8' });
    } catch {
      continue;
    }
    for (const name of names) {
      if (!name.endsWith('.ts')) continue;
      const path = `${room}/${name.split('\\').join('/')}`;
      const text = readFileSync(join(ROOT, path), 'utf8');
      files.push({ path, text, imports: importsOf(path, text) });
    }
  }
  return files;
};

/** Program text without comments and strings, roughly: enough to look for identifiers. */
export const codeOf = (text: string): string =>
  text
    .replace(/\/\*[\s\S]*?\*\//g, '')
    .replace(/(^|[^:'"`\\])\/\/[^\n]*/g, '$1')
    .replace(/'(?:[^'\\\n]|\\.)*'/g, "''");
