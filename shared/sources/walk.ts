import { type Dirent, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { below, isDependencyFolder, isMarkedAsDependencies, isVcsFolder } from './path-names.ts';
import { type OnProblem, unreadable } from './problems.ts';

/** What a walk found, relative to where it started. Links and files alike; devices, pipes and sockets are left out. */
export interface Walked {
  readonly files: string[];
  /** Folders with a `.git` of their own, not entered. */
  readonly repositories: string[];
}

export interface WalkOptions {
  /** The path of the start, as reported; for problems. */
  readonly reported: string;
  /** Folders deeper than this are left out, with a problem. */
  readonly maxDepth: number;
  readonly onProblem: OnProblem;
}

/** All files below a folder but for dependency folders and VCS data. Links are not followed, so there are no loops. */
export const walkFolder = (root: string, { reported, maxDepth, onProblem }: WalkOptions): Walked => {
  const found: Walked = { files: [], repositories: [] };
  const waiting: { readonly path: string; readonly depth: number }[] = [{ path: '', depth: 0 }];
  for (let folder = waiting.pop(); folder; folder = waiting.pop()) {
    const { path, depth } = folder;
    let entries: Dirent[];
    try {
      entries = readdirSync(join(root, path), { withFileTypes: true });
    } catch (error) {
      onProblem(unreadable(below(reported, path), error));
      continue;
    }
    const names = new Set(entries.map((entry) => entry.name));
    if (depth > 0 && names.has('.git')) {
      found.repositories.push(path);
      continue;
    }
    if (depth > 0 && isMarkedAsDependencies(path, names)) continue;
    for (const entry of entries) {
      const inner = below(path, entry.name);
      if (entry.isFile() || entry.isSymbolicLink()) {
        if (entry.name !== '.git') found.files.push(inner); // a file in worktrees and submodules
      } else if (entry.isDirectory() && !isVcsFolder(entry.name) && !isDependencyFolder(inner)) {
        if (depth < maxDepth) waiting.push({ path: inner, depth: depth + 1 });
        else onProblem({ code: 'path-too-deep', path: below(reported, inner), message: `deeper than ${maxDepth} folders`, incomplete: true });
      }
    }
  }
  return found;
};
