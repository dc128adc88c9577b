import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { loadSettings } from '../../../shared/config/settings.ts';
import type { Finding } from '../../../shared/model/finding.ts';
import { sample } from '../../../shared/rules/sample.ts';
import { KNOWN_RULES } from '../../../shared/scan/rule-list.ts';
import { scan } from '../../../shared/scan/scan.ts';
import { importHistory, type PlannedHistory, planHistory, STEP_KINDS } from '../../support/random-history.ts';

const secretLine = (n: number): string => sample(`K${n}_STRIPE_SECRET_KEY=sk_live_{{alnum:24}}`, n + 1);
const isSecret = (line: string): boolean => line.includes('STRIPE');
const secretOf = (line: string): string => line.slice(line.indexOf('=') + 1);

const STEP = fc.record({ kind: fc.constantFrom(...STEP_KINDS), a: fc.nat(50), b: fc.nat(50) });

/** Which commits are scanned. */
type Which = { readonly kind: 'change'; readonly base: string; readonly head: string } | { readonly kind: 'history'; readonly revisions: readonly string[] };

const findingsOf = async (cwd: string, which: Which): Promise<readonly Finding[]> => {
  const { config, ...files } = loadSettings({ root: cwd, config: false, baseline: false }, KNOWN_RULES);
  const { findings, problems } = await scan({ ...files, config, source: { ...which, cwd, env: process.env } });
  expect(problems.filter(({ incomplete, code }) => incomplete && code !== 'nothing-scanned')).toEqual([]);
  return findings;
};

const keyOf = ({ origin, secret }: Finding): string => `${origin.path} ${secret.reveal()}`;

/** What the plan says: which secret a commit brings to which path, where none of its parents has it there. */
const broughtBy = ({ commits }: PlannedHistory, index: number): { readonly key: string; readonly isMoved: boolean }[] => {
  const { tree, parents } = commits[index]!;
  return [...tree].flatMap(([path, lines]) =>
    lines
      .filter((line) => isSecret(line) && !parents.some((parent) => commits[parent]!.tree.get(path)?.includes(line)))
      .map((line) => {
        // a file that goes where another comes may have been renamed
        const isMoved = parents.some((parent) => [...commits[parent]!.tree].some(([old, held]) => !tree.has(old) && held.includes(line)));
        return { key: `${path} ${secretOf(line)}`, isMoved };
      }),
  );
};

/** The commits that one reaches, itself too. */
const reachedBy = ({ commits }: PlannedHistory, from: number): ReadonlySet<number> => {
  const reached = new Set<number>();
  const queue = [from];
  for (let index = queue.pop(); index !== undefined; index = queue.pop()) {
    if (reached.has(index)) continue;
    reached.add(index);
    queue.push(...commits[index]!.parents);
  }
  return reached;
};

describe('a change', () => {
  it('has the findings that the whole history has in its commits, in any history', async () => {
    let all = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(STEP, { minLength: 4, maxLength: 16 }), async (steps) => {
        const folder = mkdtempSync(join(tmpdir(), 'watertight-range-'));
        try {
          execFileSync('git', ['init', '-q'], { cwd: folder });
          const plan = planHistory(steps, secretLine);
          const ids = importHistory(folder, plan);
          const [base, head] = [ids[plan.base]!, ids[plan.head]!];
          const range = [...reachedBy(plan, plan.head)].filter((index) => !reachedBy(plan, plan.base).has(index));
          const inRange = new Set(range.map((index) => ids[index]));

          const found = await findingsOf(folder, { kind: 'change', base, head });
          const history = await findingsOf(folder, { kind: 'history', revisions: [head] });
          const keys = new Set(found.map(keyOf));
          all += keys.size;

          const brought = range.flatMap((index) => broughtBy(plan, index));
          const isMoved = (key: string): boolean => brought.filter((each) => each.key === key).every((each) => each.isMoved);
          // of the whole history, restricted to the range: all but what a rename brought
          const restricted = history.filter(({ origin }) => inRange.has(origin.commit?.id ?? ''));
          expect(restricted.map(keyOf).filter((key) => !keys.has(key) && !isMoved(key))).toEqual([]);
          // of the plan, which also knows what was there before, went, and came again
          expect(brought.filter(({ key, isMoved }) => !keys.has(key) && !isMoved)).toEqual([]);
          // and nothing else: each is in the history, and a commit of the range brought it, if only to another line
          const ever = new Set(history.map(keyOf));
          expect([...keys].filter((key) => !ever.has(key))).toEqual([]);
          const standing = [...plan.commits[plan.base]!.tree].flatMap(([path, lines]) => lines.map((line) => `${path} ${secretOf(line)}`));
          const expected = new Set([...brought.map(({ key }) => key), ...standing]);
          expect([...keys].filter((key) => !expected.has(key))).toEqual([]);
        } finally {
          rmSync(folder, { recursive: true, force: true });
        }
      }),
      { numRuns: 25 },
    );
    expect(all).toBeGreaterThan(60);
  });
});
