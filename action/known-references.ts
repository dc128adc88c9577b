import type { Reference } from '../shared/model/reference.ts';
import { findAllReferences, isProse } from '../shared/references/find-all.ts';
import type { SourceRequest } from '../shared/scan/list-source.ts';
import { readTexts } from '../shared/scan/read-texts.ts';
import { createGlobs } from '../shared/text/glob.ts';
import { asLine } from '../shared/text/neutralise.ts';
import { say } from './say.ts';
import type { Run } from './scan-event.ts';

/** Both ends of what an event changed. */
export interface Ends {
  readonly base: string;
  readonly head: string;
}

/**
 * What the workspace refers to, and what it referred to before the change: whoever takes a reference away in the same breath as they write its value
 * down must not have it pass. Without the paths that the configuration leaves out (examples that refer to nothing). Each once.
 */
export const findWorkspaceReferences = async (
  { workspace, env }: Pick<Run, 'workspace' | 'env'>,
  change: Ends | undefined,
  exclude: readonly string[],
): Promise<readonly Reference[]> => {
  const where = { cwd: workspace, env, exclude: createGlobs(exclude) };
  const sources: SourceRequest[] = [
    { kind: 'paths', paths: ['.'], trackedOnly: false, ...where },
    ...(change === undefined ? [] : [{ kind: 'before', ...change, ...where } as const]),
  ];
  const found = new Map<string, Reference>();
  for (const source of sources)
    for await (const { path, text } of readTexts(source, (problem) => say(asLine(`References were not looked for in ${problem.path}: ${problem.message}`))))
      if (!isProse(path)) for (const reference of findAllReferences(text)) found.set(`${reference.address.provider} ${reference.text}`, reference);
  return [...found.values()];
};
