import { randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { sample } from '../../../shared/rules/sample.ts';
import { formsOf } from '../../../shared/text/forms.ts';
import { type FakeSecretsManager, startSecretsManager } from '../../fakes/secrets-manager.ts';
import { TEST_CREDENTIALS } from '../../support/aws.ts';
import { openPullStage, type PullRun, type PullStage } from '../../support/pull-request.ts';
import { createSandbox, type Sandbox } from '../../support/repository.ts';
import { addRun } from '../../support/run-logs.ts';
import { type ActionResult, createJob } from '../../support/runner.ts';

/** Nothing that a rule would find, made up for each run. */
const madeUp = (): string => `${randomBytes(6).toString('hex')}~${randomBytes(9).toString('base64url')}`;

let box: Sandbox;
let store: FakeSecretsManager;
let outside: string;
let stage: PullStage;
let base: string;
let arn: string;
const old = madeUp();
const current = madeUp();
const login = (): Record<string, string> => ({
  ...TEST_CREDENTIALS,
  AWS_REGION: 'eu-west-1',
  AWS_ENDPOINT_URL_SECRETS_MANAGER: store.url,
  AWS_EC2_METADATA_DISABLED: 'true',
  AWS_MAX_ATTEMPTS: '1',
  WATERTIGHT_TIMEOUT: '20',
});

beforeAll(() => {
  outside = mkdtempSync(join(tmpdir(), 'watertight-outside-'));
});
afterAll(() => rmSync(outside, { recursive: true, force: true }));
beforeEach(async () => {
  store = await startSecretsManager({ region: 'eu-west-1' });
  arn = store.put('prod/stripe', JSON.stringify({ key: old, host: 'db.internal' }), { stage: 'AWSCURRENT' });
  store.put('prod/stripe', JSON.stringify({ key: current, host: 'db.internal' }), { stage: 'AWSCURRENT' });
  box = createSandbox();
  box.git('init', '-q', '-b', 'main');
  base = box.commit({ 'main.tf': `secret = "${arn}"\n`, 'readme.md': `see ${randomBytes(4).toString('hex')}\n` });
  stage = await openPullStage(box);
});
afterEach(async () => {
  await stage.close();
  await store.close();
  box.remove();
});

interface Found {
  readonly path: string;
  readonly ruleId: string;
  readonly title: string;
  readonly known?: { readonly name: string; readonly status: string; readonly version: string; readonly remedy: string };
}

interface Told {
  readonly run: ActionResult;
  readonly findings: readonly Found[];
  readonly problems: readonly string[];
  readonly reports: string;
}

const report = (): string => join(outside, 'report.json');
const sarif = (): string => join(outside, 'report.sarif');
const files = { 'report-file': '', 'sarif-file': '' };

const read = (run: ActionResult): Told => {
  const json = readFileSync(report(), 'utf8');
  const { findings, problems } = JSON.parse(json) as { findings: Found[]; problems: { message: string }[] };
  return { run, findings, problems: problems.map(({ message }) => message), reports: json + readFileSync(sarif(), 'utf8') };
};

const scan = async (head: string, more: PullRun = {}): Promise<Told> =>
  read(await stage.run(base, head, { env: login(), ...more, inputs: { ...files, 'report-file': report(), 'sarif-file': sarif(), ...more.inputs } }));

/** What leaves holds no value; only the masks do, which the runner takes out of the log. */
const expectNoValue = ({ run, reports }: Told): void => {
  const log = run.stdout.replace(/^::add-mask::.*\n/gm, '');
  for (const value of [old, current])
    for (const form of formsOf(value))
      for (const text of [log, run.stderr, run.summary, reports, ...stage.comments(), JSON.stringify(run.outputs)])
        if (text.includes(form)) throw new Error('a value got out');
};

const KNOWN = { 'known-values': 'references' };

describe('known-values, in a pull request', () => {
  it('finds the current and the previous version of what the repository refers to, and tells which it is and how to rotate it', async () => {
    const head = box.commit({
      'src/pay.ts': `export const pay = '${current}';\n`,
      'notes/b.log': `was ${Buffer.from(old).toString('base64')}\n`,
    });
    const told = await scan(head, { inputs: { ...KNOWN, check: 'always' } });
    expect(told.run.status).toBe(1);
    expect(told.findings.map(({ path, ruleId, known }) => [path, ruleId, known?.name, known?.status])).toEqual([
      ['notes/b.log', 'known-value', 'prod/stripe#key', 'previous'],
      ['src/pay.ts', 'known-value', 'prod/stripe#key', 'current'],
    ]);
    const command = `watertight secrets rotate ${arn}`;
    expect(told.findings[1]?.known).toEqual({ name: 'prod/stripe#key', status: 'current', version: expect.stringContaining('AWSCURRENT'), remedy: command });
    const [comment = ''] = stage.comments();
    expect(comment).toContain('The current version of `prod/stripe#key`');
    expect(comment).toContain('is in this diff; rotate it');
    expect(comment).toContain(`Fix: \`${command}\``);
    expect(comment).toContain('The previous version of `prod/stripe#key`');
    expect(told.run.summary).toContain('The current version of `prod/stripe#key`');
    expect(told.run.summary).toContain(command);
    const [annotation] = told.run.commands.filter(({ properties }) => properties['file'] === 'src/pay.ts');
    expect(annotation?.message).toContain('The current version of prod/stripe#key');
    expect(annotation?.message).toContain(command);
    expect(
      stage.repository.checkRuns
        .flatMap(({ annotations }) => annotations)
        .map((each) => JSON.stringify(each))
        .join(),
    ).toContain(command);
    expect(told.reports).toContain('"known"');
    expect(told.problems).toContain('not looked for: prod/stripe#host: the name of a host');
    const masked = told.run.commands.filter(({ name }) => name === 'add-mask').map(({ message }) => message);
    expect(masked).toEqual(expect.arrayContaining([old, current]));
    expectNoValue(told);
  });

  it('takes away no reference from what is looked for, when the pull request removes it with the same commit', async () => {
    const head = box.commit({ 'main.tf': `secret = "${current}"\n` });
    const told = await scan(head, { inputs: KNOWN });
    expect([told.run.status, told.findings.map(({ path, known }) => [path, known?.status])]).toEqual([1, [['main.tf', 'current']]]);
    expectNoValue(told);
  });

  it('looks up nothing that stands where the configuration does not look', async () => {
    box.write({ 'watertight.toml': '[scan]\nexclude = ["fixtures/**"]\n' });
    const head = box.commit({ 'fixtures/a.tf': 'x = "arn:aws:secretsmanager:eu-west-1:111122223333:secret:nowhere"\n', 'b.txt': `${current}\n` });
    const told = await scan(head, { inputs: KNOWN });
    expect([told.findings.map(({ path }) => path), told.problems.join().includes('nowhere')]).toEqual([['b.txt'], false]);
  });

  it('names what no store has, whatever its name, and looks for the rest', async () => {
    const head = box.commit({ '.env': 'A=local://prod/gone\nB=aws-sm://no/such\n', 'c.tf': 'secret_id = "no/$(such)<img>"\n', 'b.txt': `${current}\n` });
    const told = await scan(head, { inputs: KNOWN });
    expect([told.run.status, told.findings.map(({ path }) => path)]).toEqual([1, ['b.txt']]);
    expect(told.problems).toEqual(
      expect.arrayContaining(['not looked for: prod/gone: the store has no such secret', 'not looked for: no/such: the store has no such secret']),
    );
    expect(told.run.summary).not.toContain('<img');
  });

  it('is off when nobody asks for it, and reads nothing then', async () => {
    const head = box.commit({ 'src/pay.ts': `export const pay = '${current}';\n` });
    const told = await scan(head);
    expect([told.run.status, told.findings, store.requests.length]).toEqual([0, [], 0]);
  });

  it('of a fork says that nothing was looked for, asks no store, and gives the verdict of the rules', async () => {
    const head = box.commit({ 'src/pay.ts': `export const pay = '${current}';\n` });
    for (const env of [{}, login()]) {
      const told = await scan(head, {
        inputs: { 'known-values': 'references\nenv:NOT_SET\nstore:prod/' },
        env,
        pull: { head: { sha: head, ref: 'patch', repository: 'someone/app' } },
      });
      expect([told.run.status, told.findings, store.requests.length]).toEqual([0, [], 0]);
      expect(told.problems.join()).toContain('known values were not looked for in the change: it comes from a fork');
      expect(told.run.stdout).toContain('comes from a fork, whose author could try out guesses');
      expect(told.run.summary).toContain('comes from a fork');
      expect(told.run.commands.filter(({ name }) => name === 'error')).toEqual([]);
    }
  });

  it('of Dependabot, whose runs have no secrets, says so; of anyone else it fails with a status of its own', async () => {
    const head = box.commit({ 'src/pay.ts': 'export const pay = 1;\n' });
    const sources = { 'known-values': 'env:MISSING_TOKEN' };
    const bot = await scan(head, { inputs: sources, env: { GITHUB_ACTOR: 'dependabot[bot]' } });
    expect([bot.run.status, bot.problems.join()]).toEqual([0, expect.stringContaining('a run of Dependabot has no secrets')]);
    const run = await stage.run(base, head, { inputs: sources });
    expect([run.status, run.stdout]).toEqual([2, expect.stringContaining('MISSING_TOKEN')]);
    expect(run.outputs['leaked']).toBe('false');
  });

  it('reports what rules find also when a store fails, and fails for it with a status of its own', async () => {
    const clean = box.commit({ 'src/pay.ts': 'export const pay = 1;\n' });
    const leaky = box.commit({ '.env': sample('STRIPE_SECRET_KEY=sk_live_{{alnum:24}}\n', 5) });
    for (const [kind, status] of [
      ['deny', 3],
      ['unavailable', 4],
    ] as const) {
      store.heal();
      store.fault({ kind });
      const told = await scan(clean, { inputs: { ...KNOWN, check: 'always' } });
      expect([kind, told.run.status, told.problems.join()]).toEqual([kind, status, expect.stringContaining('known values were not looked for')]);
      expect(stage.repository.checkRuns.at(-1)?.conclusion).toBe('failure');
      expect(told.run.stdout).toContain('Known values were not looked for');
    }
    const told = await scan(leaky, { inputs: KNOWN });
    expect([told.run.status, told.findings.map(({ path }) => path)]).toEqual([1, ['.env']]);
    expect(stage.comments()[0]).toContain('could not be scanned');
  });

  it('looks for the others where some can not be read, and fails for those with a status of its own', async () => {
    const clean = box.commit({ '.env': 'A=vault://secret/app#key\n' });
    const told = await scan(clean, { inputs: KNOWN });
    expect([told.run.status, told.findings, told.problems.join()]).toEqual([2, [], expect.stringContaining('could not be read: vault://secret/app')]);
    expect(told.run.stdout).toContain('Known values were not looked for, or not all of them: it is not known where Vault is');
    expect(told.run.summary).toContain('vault://secret/app');
    const bot = await scan(clean, { inputs: KNOWN, env: { ...login(), GITHUB_ACTOR: 'dependabot[bot]' } });
    expect([bot.run.status, bot.problems.join()]).toEqual([0, expect.stringContaining('vault://secret/app')]);
    const leaky = await scan(box.commit({ 'b.txt': `${current}\n` }), { inputs: KNOWN });
    expect([leaky.run.status, leaky.findings.map(({ known }) => known?.name)]).toEqual([1, ['prod/stripe#key']]);
    expectNoValue(leaky);
  });

  it('shows no value where a file or its author is named by one', async () => {
    const named = { [`${current}.env`]: sample('STRIPE_SECRET_KEY=sk_live_{{alnum:24}}\n', 6), [`d/${current}/a.txt`]: `${old}\n`, 'gone.env': `x ${old}\n` };
    box.commit(named, `about ${current}`);
    box.git('-c', `user.name=${current}`, 'commit', '-q', '--amend', '--no-edit', '--reset-author');
    const told = await scan(box.commit({ 'gone.env': null }), { inputs: { ...KNOWN, check: 'always' } });
    expect([told.run.status, told.findings.length, told.reports.includes('"author": "[secret] <')]).toEqual([1, 3, true]);
    expectNoValue(told);
  });
});

describe('known-values, from other places', () => {
  it('are variables of the step, a file outside, and secrets by prefix', async () => {
    const [first, second] = [madeUp(), madeUp()];
    writeFileSync(join(outside, 'app.env'), `SECOND="${second}"\n`);
    const head = box.commit({ 'a.txt': `${first}\n`, 'b.txt': `${encodeURIComponent(second)}\n`, 'c.txt': `${current}\n` });
    const told = await scan(head, {
      inputs: { 'known-values': `# of the job\nenv:FIRST\nenv-file:${join(outside, 'app.env')}\nstore:prod/\n` },
      env: { ...login(), FIRST: first },
    });
    expect(told.findings.map(({ path, known }) => [path, known?.name.replace(outside, '')])).toEqual([
      ['a.txt', 'FIRST from the environment'],
      ['b.txt', 'SECOND from /app.env'],
      ['c.txt', 'prod/stripe#key'],
    ]);
    expect(stage.comments()[0]).toContain('replace it where it was issued');
    expectNoValue(told);
  });

  it.each([
    ['in the workspace', 'app.env'],
    ['behind a link in the workspace', 'link/app.env'],
    ['that is a link in the workspace', 'direct.env'],
  ])('are never a file %s, which a pull request chooses', async (_, path) => {
    writeFileSync(join(outside, 'app.env'), `SECOND="${madeUp()}"\n`);
    const head = box.commit({ 'app.env': 'A=1\n' });
    for (const [name, target] of [
      ['link', outside],
      ['direct.env', join(outside, 'app.env')],
    ] as const) {
      rmSync(join(box.folder, name), { force: true });
      symlinkSync(target, join(box.folder, name));
    }
    for (const given of [path, join(box.folder, path), `../${box.folder.split('/').pop()}/${path}`]) {
      const run = await stage.run(base, head, { inputs: { 'known-values': `env-file:${given}` } });
      expect([run.status, run.stdout]).toEqual([2, expect.stringContaining('lies in the workspace')]);
    }
    symlinkSync(join(box.folder, 'app.env'), join(outside, `back-${path.replace('/', '-')}`));
    expect((await stage.run(base, head, { inputs: { 'known-values': `env-file:${join(outside, `back-${path.replace('/', '-')}`)}` } })).status).toBe(2);
    for (const name of ['link', 'direct.env']) rmSync(join(box.folder, name));
  });

  it('are refused without being quoted when they name no source', async () => {
    const run = await stage.run(base, base, { inputs: { 'known-values': `references\n${current}` } });
    expect([run.status, run.stdout]).toEqual([2, expect.stringContaining("line 2 of input 'known-values'")]);
    expect(run.stdout).not.toContain(current);
  });
});

describe('known-values, in what else is scanned', () => {
  const start = async (event: string, payload: object, inputs: Record<string, string>): Promise<Told> => {
    const job = createJob({ event, payload, workspace: box.folder, env: { ...login(), GITHUB_API_URL: stage.github.url } });
    try {
      return read(await job.step({ 'github-token': stage.github.token(), 'report-file': report(), 'sarif-file': sarif(), ...KNOWN, ...inputs }));
    } finally {
      job.remove();
    }
  };

  it.each(['auto', 'diff', 'tree', 'history'])('scan: %s', async (what) => {
    box.commit({ 'gone.txt': `${old}\n` });
    box.commit({ 'gone.txt': null, 'there.txt': `${current}\n` });
    const head = box.git('rev-parse', 'HEAD');
    const told = await start('push', { before: base, after: head, ref: 'refs/heads/main', repository: { default_branch: 'main' } }, { scan: what });
    expect(told.run.status).toBe(1);
    expect(told.findings.map(({ path }) => path)).toEqual(what === 'tree' ? ['there.txt'] : ['gone.txt', 'there.txt']);
    expect(told.run.summary).toContain(what === 'auto' || what === 'diff' ? 'is in this diff' : 'is here');
    expectNoValue(told);
  });

  it('scan: logs, but not in a log that a fork wrote', async () => {
    const logged = [{ name: 'build', steps: [{ name: 'Deploy', lines: [`using ${current}`] }] }];
    const ended = (repository: string) => {
      const run = addRun(stage.repository, logged, { event: 'pull_request', headRepository: repository });
      return {
        workflow_run: {
          id: run.id,
          name: run.name,
          event: run.event,
          status: run.status,
          conclusion: run.conclusion,
          head_sha: run.sha,
          head_branch: run.branch,
          head_repository: { full_name: repository },
          repository: { full_name: 'acme/app' },
        },
      };
    };
    const own = await start('workflow_run', ended('acme/app'), { scan: 'logs' });
    expect([own.run.status, own.findings.map(({ known }) => known?.name)]).toEqual([1, ['prod/stripe#key']]);
    expect(own.run.summary).toContain(`watertight secrets rotate ${arn}`);
    expect(own.run.commands.filter(({ name }) => name === 'error')[0]?.message).toContain('The current version of prod/stripe#key');
    expectNoValue(own);
    const asked = store.requests.length;
    const other = await start('workflow_run', ended('someone/app'), { scan: 'logs' });
    expect([other.run.status, other.findings, store.requests.length]).toEqual([0, [], asked]);
    expect(other.problems.join()).toContain('known values were not looked for in run');
  });
});
