import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { parse } from 'yaml';
import { parseFetchInputs } from '../../../action/fetch-inputs.ts';
import { parseInputs } from '../../../action/inputs.ts';
import { ROOT } from '../../support/source-files.ts';

type Step = { readonly uses?: string; readonly with?: Readonly<Record<string, unknown>> };
type Workflow = { readonly jobs: Readonly<Record<string, { readonly steps: readonly Step[] }>> };

const folder = join(ROOT, 'examples/workflows');
const known = Object.keys((parse(readFileSync(join(ROOT, 'action.yml'), 'utf8')) as { inputs: object }).inputs);

/** Fenced blocks of YAML in a text, as the steps that they hold. */
const stepsIn = (text: string): Step[] => {
  const workflow = parse(text) as Partial<Workflow> & { readonly steps?: readonly Step[] };
  return [...(workflow.steps ?? []), ...Object.values(workflow.jobs ?? {}).flatMap((job) => job.steps)];
};

const texts: readonly (readonly [string, string])[] = [
  ...readdirSync(folder).map((name) => [name, readFileSync(join(folder, name), 'utf8')] as const),
  ...Array.from(readFileSync(join(ROOT, 'README.md'), 'utf8').matchAll(/```yaml\n([\s\S]*?)```/g), ([, text = ''], i) => [`README ${i + 1}`, text] as const),
];

describe('workflows to copy', () => {
  it.each(texts)('%s uses the Action as it is', (_, text) => {
    for (const { uses = '', with: inputs = {} } of stepsIn(text).filter((step) => step.uses?.startsWith('watertight/'))) {
      expect(uses).toBe('watertight/watertight@v1');
      expect(Object.keys(inputs).filter((name) => !known.includes(name))).toEqual([]);
      const read = (name: string): string => String(inputs[name] ?? '').trim();
      const { hasSecretIds } = parseInputs(read);
      if (hasSecretIds) expect(parseFetchInputs(read, 'aws').lines.length).toBeGreaterThan(1);
    }
  });

  it('are here', () => {
    expect(texts.filter(([, text]) => text.includes('secret-ids')).length).toBeGreaterThanOrEqual(3);
  });
});
