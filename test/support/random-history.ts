import { execFileSync } from 'node:child_process';

/** Files of a commit by path, as lines. */
export type Tree = ReadonlyMap<string, readonly string[]>;

export interface PlannedCommit {
  readonly tree: Tree;
  /** Numbers of earlier ones. */
  readonly parents: readonly number[];
}

/** What happens next, in numbers whose meaning depends on what is there. */
export interface Step {
  readonly kind: 'add' | 'again' | 'drop' | 'fill' | 'delete' | 'rename' | 'copy' | 'merge' | 'merge-back' | 'octopus' | 'main-add' | 'main-fill';
  readonly a: number;
  readonly b: number;
}

export const STEP_KINDS: readonly Step['kind'][] = [
  'add',
  'add',
  'again',
  'drop',
  'fill',
  'delete',
  'rename',
  'copy',
  'merge',
  'merge-back',
  'octopus',
  'main-add',
  'main-fill',
];

export interface PlannedHistory {
  readonly commits: readonly PlannedCommit[];
  readonly base: number;
  readonly head: number;
}

const pick = <T>(items: readonly T[], n: number): T | undefined => (items.length === 0 ? undefined : items[n % items.length]);

/** The lines of both, those of the first in their order. */
const union = (one: readonly string[] | undefined, other: readonly string[] | undefined): readonly string[] => [
  ...(one ?? []),
  ...(other ?? []).filter((line) => !(one ?? []).includes(line)),
];

const joined = (trees: readonly Tree[]): Map<string, readonly string[]> => {
  const tree = new Map<string, readonly string[]>();
  for (const each of trees) for (const [path, lines] of each) tree.set(path, union(tree.get(path), lines));
  return tree;
};

/** A main branch and a topic with merges both ways. `secret(n)` is a line with the nth secret. */
export const planHistory = (steps: readonly Step[], secret: (n: number) => string): PlannedHistory => {
  const commits: PlannedCommit[] = [{ tree: new Map([['old.env', ['A=1', secret(0), 'B=2', 'C=3']]]), parents: [] }];
  let main = 0;
  let topic = 0;
  let secrets = 1;
  let paths = 0;
  const add = (tree: Tree, parents: readonly number[]): number => commits.push({ tree, parents }) - 1;
  const edited = (from: number, change: (tree: Map<string, readonly string[]>) => void): number => {
    const tree = new Map(commits[from]!.tree);
    change(tree);
    return add(tree, [from]);
  };
  const insert = (tree: Map<string, readonly string[]>, { a, b }: Step, line: string): void => {
    const path = a % 3 === 0 ? undefined : pick([...tree.keys()], a);
    const lines = path === undefined ? [] : tree.get(path)!;
    const at = b % (lines.length + 1);
    if (!lines.includes(line)) tree.set(path ?? `f${paths++}.env`, [...lines.slice(0, at), line, ...lines.slice(at)]);
  };
  for (const step of steps) {
    const { kind, a, b } = step;
    if (kind === 'add') topic = edited(topic, (tree) => insert(tree, step, secret(secrets++)));
    else if (kind === 'again') topic = edited(topic, (tree) => insert(tree, step, secret(b % secrets)));
    else if (kind === 'main-add') main = edited(main, (tree) => insert(tree, step, secret(secrets++)));
    else if (kind === 'main-fill') main = edited(main, (tree) => insert(tree, step, `M${a}=${b}`));
    else if (kind === 'fill') topic = edited(topic, (tree) => insert(tree, step, `F${a}=${b}`));
    else if (kind === 'merge')
      topic = add(joined([commits[topic]!.tree, commits[main]!.tree, ...(b % 4 === 0 ? [new Map([['evil.env', [secret(secrets++)]]])] : [])]), [topic, main]);
    else if (kind === 'merge-back') main = add(joined([commits[main]!.tree, commits[topic]!.tree]), [main, topic]);
    else if (kind === 'octopus') {
      const sides = [1, 2].map(() => edited(topic, (tree) => insert(tree, { ...step, a: 0 }, secret(secrets++))));
      topic = add(joined([topic, ...sides].map((commit) => commits[commit]!.tree)), [topic, ...sides]);
    } else
      topic = edited(topic, (tree) => {
        const path = pick([...tree.keys()], a);
        if (path === undefined) return;
        const lines = tree.get(path)!;
        if (kind === 'drop')
          tree.set(
            path,
            lines.filter((_, at) => at !== b % lines.length),
          );
        if (kind === 'copy' || kind === 'rename') tree.set(`f${paths++}.env`, lines);
        if (kind === 'delete' || kind === 'rename') tree.delete(path);
      });
  }
  return { commits, base: main, head: topic };
};

/** Makes the history in an empty repository, in one process; gives the ids of its commits. */
export const importHistory = (folder: string, { commits, base, head }: PlannedHistory): readonly string[] => {
  const text: string[] = [];
  const data = (content: string): string => `data ${Buffer.byteLength(content)}\n${content}\n`;
  for (const [index, { tree, parents }] of commits.entries()) {
    text.push(`commit refs/heads/c${index}\nmark :${index + 1}\ncommitter Test <test@example.com> ${1_700_000_000 + index} +0000\n`, data(`commit ${index}`));
    for (const [order, parent] of parents.entries()) text.push(`${order === 0 ? 'from' : 'merge'} :${parent + 1}\n`);
    text.push('deleteall\n');
    for (const [path, lines] of tree) text.push(`M 100644 inline ${path}\n`, data(`${lines.join('\n')}\n`));
  }
  text.push(`reset refs/heads/main\nfrom :${base + 1}\nreset refs/heads/topic\nfrom :${head + 1}\n`);
  const git = (args: readonly string[], input = ''): string => execFileSync('git', args, { cwd: folder, input, encoding: 'utf8' });
  git(['fast-import', '--quiet', '--force'], text.join(''));
  return git(['rev-parse', ...commits.map((_, index) => `refs/heads/c${index}`)])
    .trim()
    .split('\n');
};
