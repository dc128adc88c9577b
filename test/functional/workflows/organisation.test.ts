import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { strFromU8, unzipSync } from 'fflate';
import { type ActStage, describeWithAct, exampleWorkflow, openActStage, type WorkflowResult } from '../../support/act.ts';
import { createSandbox } from '../../support/repository.ts';
import { ROOT } from '../../support/source-files.ts';

const value = (i: number): string => ['g7Kq2', 'mZx9L', 'pQ4w', String(i)].join('');
const NAMES = ['acme/api', 'acme/empty', 'acme/infra', 'acme/web'];

/** As the example says how it is called. One machine at a time: act's table of local actions is not made for more. */
const CALLER = `on: workflow_dispatch
jobs:
  secrets:
    uses: ./.github/workflows/organisation.yml
    with: { organisation: acme, shards: 2, max-parallel: 1 }
    secrets: { token: '\${{ secrets.ORGANISATION_READ }}' }
`;

describeWithAct('examples/workflows/organisation.yml, run by act with stand-ins for gh, npm, sleep, setup-node, cache and artifacts', () => {
  let stage: ActStage;
  let env: Readonly<Record<string, string>>;

  beforeAll(async () => {
    stage = await openActStage({ 'organisation.yml': exampleWorkflow('organisation.yml'), 'secrets.yml': CALLER });
    for (const [i, name] of NAMES.entries()) {
      const repository = createSandbox();
      repository.git('init', '-q', '-b', 'main');
      if (name !== 'acme/empty') {
        repository.commit({ 'config/.env': `DB_PASSWORD=${value(i)}\n` });
        repository.commit({ 'config/.env': null, 'readme.md': `${name}\n` });
      }
      repository.git('clone', '-q', '--bare', repository.folder, join(stage.folder, 'hub', name));
      repository.remove();
    }
    list(NAMES);
    env = {
      WATERTIGHT_TEST_REPOSITORIES: join(stage.folder, 'repositories.json'),
      WATERTIGHT_TEST_ROOT: ROOT,
      WATERTIGHT_TEST_CACHE: join(stage.folder, 'caches'),
    };
  });
  afterAll(() => stage.close());

  const list = (names: readonly string[]): void =>
    writeFileSync(join(stage.folder, 'repositories.json'), JSON.stringify(names.map((name, i) => ({ full_name: name, size: (i % 3) * 100 }))));
  const run = (): Promise<WorkflowResult> => {
    const sha = stage.box.git('rev-parse', 'HEAD');
    const event = { name: 'workflow_dispatch', payload: { inputs: {} }, sha, ref: 'refs/heads/main' };
    return stage.run('secrets.yml', event, { env, secrets: { ORGANISATION_READ: 'a-token-of-the-organisation' } });
  };
  const merged = () => strFromU8(unzipSync(stage.artifact('watertight')!)['watertight.json']!);

  it('divides the repositories, scans the shares, and joins the reports; a second time with what it remembers', async () => {
    const first = await run();
    expect([first.status, first.jobs]).toEqual([1, { plan: 'success', 'scan-1': 'success', 'scan-2': 'success', merge: 'failure' }]);
    expect(first.text.match(/^Cache .*$/gm)).toEqual(['Cache not found', 'Cache not found']);
    const report = merged();
    const { findings, problems } = JSON.parse(report) as { findings: readonly object[]; problems: readonly object[] };
    expect([findings, problems]).toEqual([['acme/api', 'acme/infra', 'acme/web'].map((name) => expect.objectContaining({ path: `${name}/config/.env` })), []]);
    expect(first.summary).toContain('found 3 plaintext secrets');
    for (const text of [first.text, first.summary, report]) for (const i of NAMES.keys()) expect(text).not.toContain(value(i));

    const second = await run();
    expect(second.text.match(/^Cache restored from key: .*$/gm)).toHaveLength(2);
    expect([second.status, merged()]).toEqual([1, report]);
  });

  it('fails when a repository can not be cloned, with a report of the others that says so', async () => {
    list(['acme/gone', ...NAMES]);
    const result = await run();
    expect([result.status, result.jobs]).toMatchObject([1, { plan: 'success', merge: 'failure' }]);
    const { findings, problems } = JSON.parse(merged()) as { findings: readonly object[]; problems: readonly object[] };
    expect([findings.length, problems]).toEqual([3, [expect.objectContaining({ path: 'acme/gone' })]]);
    expect(result.summary).toContain('acme/gone');
  });
});
