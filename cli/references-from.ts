import { existsSync } from 'node:fs';
import type { Problem } from '../shared/model/problem.ts';
import type { Reference } from '../shared/model/reference.ts';
import { findAllReferences, isProse } from '../shared/references/find-all.ts';
import { findTemplates } from '../shared/references/find-templates.ts';
import { parseReference } from '../shared/references/parse.ts';
import { plural } from '../shared/report/by-path.ts';
import { type ReadText, readTexts } from '../shared/scan/read-texts.ts';
import { createGlobs } from '../shared/text/glob.ts';
import { asLine, forLog } from '../shared/text/neutralise.ts';
import { createProgress } from './progress.ts';
import type { Streams } from './run.ts';

/** A reference and the file that it stands in; empty for one of the command line. */
export interface FoundReference {
  readonly reference: Reference;
  readonly path: string;
}

export interface ReadOptions {
  readonly exclude?: readonly string[];
  readonly quiet?: true;
}

/** Calls `onText` for each text below the paths, with progress on standard error; says what could not be read. */
export const eachText = async (
  streams: Streams,
  paths: readonly string[],
  { exclude = [], quiet }: ReadOptions,
  onText: (text: ReadText) => void,
): Promise<void> => {
  const progress = createProgress(streams.err, quiet !== true);
  const problems: Problem[] = [];
  let files = 0;
  let bytes = 0;
  try {
    const source = {
      kind: 'paths',
      paths: paths.length === 0 ? ['.'] : paths,
      trackedOnly: false,
      cwd: process.cwd(),
      env: process.env,
      exclude: createGlobs(exclude),
    } as const;
    for await (const text of readTexts(source, (problem) => problems.push(problem))) {
      if (isProse(text.path) && !paths.includes(text.path)) continue;
      onText(text);
      files++;
      bytes += text.text.length;
      progress.update({ files, bytes });
    }
  } finally {
    progress.stop();
  }
  for (const { path, message } of problems) streams.err.write(`${forLog(`watertight: ${path === '' ? '' : `${asLine(path)}: `}${message}`)}\n`);
};

/**
 * References among the arguments, and those in the files that the others name; without arguments, those of the current folder. An argument
 * that is neither a reference nor there is a name of an AWS secret. Each reference and file once, in the order in which they were found.
 * @throws AppError `path-missing`
 */
export const referencesFrom = async (streams: Streams, args: readonly string[], options: ReadOptions): Promise<readonly FoundReference[]> => {
  const found = new Map<string, FoundReference>();
  const add = (reference: Reference, path: string): void => {
    const key = `${path}\n${reference.text}`;
    if (!found.has(key)) found.set(key, { reference, path });
  };
  const paths: string[] = [];
  for (const arg of args) {
    const reference = existsSync(arg) ? undefined : parseReference(arg, { assume: 'aws' });
    if (reference === undefined || (reference.syntax === 'name' && /^\.|\.\w+$/.test(arg))) paths.push(arg);
    else add(reference, '');
  }
  if (paths.length > 0 || args.length === 0) {
    const templates = new Map<string, number>();
    await eachText(streams, paths, options, ({ path, text }) => {
      for (const reference of findAllReferences(text)) add(reference, path);
      const count = findTemplates(text).length;
      if (count > 0) templates.set(path, (templates.get(path) ?? 0) + count);
    });
    for (const [path, count] of templates)
      if (options.quiet !== true) streams.err.write(`watertight: ${asLine(path)}: left out ${plural(count, 'ARN')} that variables are filled into\n`);
  }
  return [...found.values()];
};
