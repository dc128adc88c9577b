import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { sample } from '../../../shared/rules/sample.ts';
import { formsOf } from '../../../shared/text/forms.ts';
import { ACTING, outsideOfCode } from '../../support/markdown.ts';
import { openPullStage, type PullStage } from '../../support/pull-request.ts';
import { createSandbox, type Sandbox } from '../../support/repository.ts';
import { type ActionResult, commandsIn } from '../../support/runner.ts';

const token = (seed: number): string => sample('sk_live_{{alnum:24}}', seed);

/** One for each field, so that a leak tells where it came from. */
const CANARIES = {
  content: token(1),
  key: token(2),
  file: token(3),
  folder: token(4),
  message: token(5),
  author: token(6),
  branch: token(7),
  title: token(8),
  removed: token(9),
};

const ACTS = [
  '::error::pwned',
  '##[add-mask]pwned',
  '@octocat',
  '[link](https://evil.example)',
  '<img src=x onerror=alert(1)>',
  '<!-- watertight:report id="default" -->',
  '`` `',
  '$(reboot)',
  '| a | b |',
  '**bold** _em_',
  '\u001b[2J',
  '\u202egpj',
  'fixes #1',
];

let box: Sandbox;
let stage: PullStage;
let folder: string;
let base: string;
let head: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'watertight-hostile-'));
  box = createSandbox();
  box.git('init', '-q', '-b', 'main');
  base = box.commit({ 'readme.md': 'an app\n' });
  box.git('checkout', '-q', '-b', `topic-${CANARIES.branch}`);
  const as = (name: string, message: string, files: Record<string, string | null>): string => {
    box.git('config', 'user.name', name);
    for (const [path, text] of Object.entries(files)) {
      if (text === null) rmSync(join(box.folder, path));
      else box.write({ [path]: text });
    }
    box.git('add', '-A', '-f');
    box.git('-c', `user.name=${name}`, 'commit', '-q', '-m', message);
    return box.git('rev-parse', 'HEAD');
  };
  const author = `${CANARIES.author} ::error::x @octocat`;
  as(author, `${CANARIES.message}\n\n${ACTS.join('\n')}`, { 'gone.env': `REMOVED_KEY=${CANARIES.removed}\n` });
  const files = Object.fromEntries(
    ACTS.flatMap((text, i) => {
      const name = text.replaceAll('/', '\u2215');
      return [
        [`${name}/a.env`, `API_TOKEN=${token(100 + i)}\n`],
        [`deploy/${i}\n${name}.env`, `API_TOKEN=${token(200 + i)}\n`],
      ];
    }),
  );
  head = as(author, ACTS.join(' '), {
    ...files,
    'gone.env': null,
    'plain.env': `STRIPE_KEY=${CANARIES.content}\n`,
    'same.env': `STRIPE_KEY=${CANARIES.content}\n${CANARIES.key}=${token(300)}\n`,
    [`${CANARIES.file}.env`]: `API_TOKEN=${token(301)}\n`,
    [`in/${CANARIES.folder}/x.env`]: `API_TOKEN=${token(302)}\n`,
    [`${CANARIES.content}.env`]: `API_TOKEN=${token(303)}\n`,
  });
  stage = await openPullStage(box);
});
afterAll(async () => {
  await stage.close();
  box.remove();
  rmSync(folder, { recursive: true, force: true });
});

const pull = {
  title: `${CANARIES.title} ${ACTS.join(' ')}`,
  get head() {
    return { sha: head, ref: `topic-${CANARIES.branch}`, repository: 'someone/app' };
  },
};

const SECRETS = [
  ...Object.values(CANARIES),
  ...[...ACTS.keys()].flatMap((i) => [token(100 + i), token(200 + i)]),
  ...[300, 301, 302, 303].map((seed) => token(seed)),
];

/** A text as people see it where it is markdown: what our own escapes hide from a search is shown all the same. */
const shownAs = (text: string): string => text.replace(/&#(\d+);/g, (_, code) => String.fromCharCode(Number(code))).replaceAll('\u200b', '');

const expectClean = (texts: Readonly<Record<string, string>>): void => {
  for (const [channel, text] of Object.entries(texts))
    for (const secret of SECRETS)
      for (const form of formsOf(secret))
        if (text.includes(form) || shownAs(text).includes(form)) throw new Error(`${channel} holds a form of canary ${SECRETS.indexOf(secret)}`);
};

const expectInert = (run: ActionResult): void => {
  // annotations are ours; nothing else of the log may be a command
  const others = run.stdout
    .split('\n')
    .filter((line) => !/^::(?:error|warning|notice) (?:file=[^:]*|title=Watertight)(?:,|::)/.test(line))
    .join('\n');
  expect(commandsIn(others)).toEqual([]);
  expect(`${run.stdout}${run.summary}`).not.toMatch(/\u001b\[2J|\u202e|##\[/);
};

describe('a hostile pull request', () => {
  it('injects nothing and leaks nothing, whatever it puts into names, contents, messages, branches and authors', async () => {
    const [report, sarif] = [join(folder, 'r.json'), join(folder, 'r.sarif')];
    const run = await stage.run(base, head, { pull, inputs: { 'report-file': report, 'sarif-file': sarif } });
    expect(run.status).toBe(1);
    expect(Number(run.outputs['findings-count'])).toBeGreaterThan(30);
    const [body = '', ...others] = stage.comments();
    expect(others).toEqual([]);
    expect(outsideOfCode(body)).not.toMatch(ACTING);
    expectInert(run);
    const files = { json: readFileSync(report, 'utf8'), sarif: readFileSync(sarif, 'utf8') };
    expectClean({ log: run.stdout, errors: run.stderr, summary: run.summary, comment: body, check: JSON.stringify(stage.repository.checkRuns), ...files });
    expect(body).toContain('No longer in the files, but in the history');

    // the same by way of the report, as for a pull request from a fork
    stage.repository.comments.length = 0;
    const workflowRun = {
      event: 'pull_request',
      head_sha: head,
      head_branch: pull.head.ref,
      head_repository: { full_name: 'someone/app' },
      display_title: pull.title,
    };
    const told = await stage.run(base, head, {
      pull,
      event: { name: 'workflow_run', payload: { workflow_run: workflowRun } },
      inputs: { 'report-from': report },
    });
    expect(told.status).toBe(0);
    expect(stage.comments()).toEqual([body]);
    expectInert(told);
    expectClean({ log: told.stdout, comment: stage.comments().join() });
  });

  it('can write nothing into a report of its own making that acts', async () => {
    const made = JSON.parse(readFileSync(join(folder, 'r.json'), 'utf8')) as { findings: Record<string, unknown>[]; problems: unknown[] };
    const [first] = made.findings;
    made.findings = ACTS.map((text, i) => ({ ...first, path: `${text}${i}`, key: text, title: text, ruleId: text }));
    made.problems = ACTS.map((text) => ({ code: 'file-unreadable', path: text, message: text }));
    const file = join(folder, 'made.json');
    writeFileSync(file, JSON.stringify(made));
    stage.repository.comments.length = 0;
    const workflowRun = { event: 'pull_request', head_sha: head, head_branch: pull.head.ref, head_repository: { full_name: 'someone/app' } };
    const run = await stage.run(base, head, { pull, event: { name: 'workflow_run', payload: { workflow_run: workflowRun } }, inputs: { 'report-from': file } });
    expect(run.status).toBe(0);
    expect(outsideOfCode(stage.comments()[0] ?? '')).not.toMatch(ACTING);
    expect(stage.comments()[0]?.match(/<!--/g)).toHaveLength(2);
    expectInert(run);
  });
});
