import { mkdirSync, readdirSync, readFileSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { formsOf } from '../../../shared/text/forms.ts';
import { ENCODINGS } from '../../support/encodings.ts';
import { createFetchJob, type FetchJob } from '../../support/fetch-job.ts';
import { createSandbox, type Sandbox } from '../../support/repository.ts';
import type { ActionResult } from '../../support/runner.ts';

const PASSWORD = ['otter', '7/quartz', 'nimbus?+42'].join('-');
const OTHER = ['walnut', 'zephyr', '99'].join('_');
const SECRET = JSON.stringify({ username: 'app_service', password: PASSWORD, host: 'db.example.org', keys: [OTHER], account: 7654321 });

let job: FetchJob;
const write = (path: string, text: string | Buffer): void => {
  mkdirSync(join(job.workspace, path, '..'), { recursive: true });
  writeFileSync(join(job.workspace, path), text);
};
const fetch = async (inputs: Record<string, string> = {}): Promise<ActionResult> => {
  job.store.put('prod/db', SECRET);
  const run = await job.step({ 'secret-ids': 'DB,prod/db', ...inputs });
  expect([run.status, run.stdout.includes('::error')]).toEqual([0, false]);
  return run;
};
const finish = async (): Promise<ActionResult> => {
  const [post] = await job.finish();
  if (post === undefined) throw new Error('no step has run');
  return post;
};
const errorsOf = (run: ActionResult): string => run.commands.map(({ name, message }) => `${name}: ${message}`).join('\n');

afterEach(() => job.close());

describe('the post step', () => {
  beforeEach(async () => {
    job = await createFetchJob();
  });

  it('clears what was exported and finds nothing', async () => {
    await fetch({ 'parse-json-secrets': 'true' });
    expect(job.env['DB_PASSWORD']).toBe(PASSWORD);
    write('src/clean.txt', 'nothing of it');
    const post = await finish();
    expect([post.status, post.commands]).toEqual([0, []]);
    expect(Object.values(job.env).every((text) => text === '')).toBe(true);
    expect(readdirSync(job.runnerTemp).filter((name) => name.startsWith('watertight'))).toEqual([]);
  });

  it('finds a value in every encoding, in a file that git ignores too, and names file, line and key alone', async () => {
    await fetch();
    const names = Object.keys(ENCODINGS);
    for (const [i, name] of names.entries()) write(`out/${i}.txt`, `one\ntwo\n${(ENCODINGS[name] ?? String)(PASSWORD)}\n`);
    const post = await finish();
    expect(post.status).toBe(1);
    const said = errorsOf(post);
    const left = names.filter((_, i) => !said.includes(`out/${i}.txt:3: prod/db#password`));
    expect(left).toEqual([]);
    expect(post.commands[0]?.properties).toMatchObject({ file: 'out/0.txt', line: '3' });
    for (const form of [...formsOf(PASSWORD), ...formsOf(OTHER)])
      for (const text of [post.stdout, post.stderr, post.summary]) expect(text.includes(form)).toBe(false);
    expect(post.summary).toContain('out/0.txt');
    expect(post.commands.filter(({ name }) => name === 'error').length).toBeLessThanOrEqual(10);
  });

  it('needs neither the store nor credentials', async () => {
    await fetch();
    const calls = job.store.requests.length;
    job.store.fault({ kind: 'expired' });
    write('x.txt', OTHER);
    const post = await finish();
    expect([post.status, job.store.requests.length]).toEqual([1, calls]);
    expect(errorsOf(post)).toContain('x.txt:1: prod/db#keys.0');
  });

  it('leaves no value on the disk for itself', async () => {
    await fetch({ 'export-to': 'none' });
    const kept = readdirSync(job.runnerTemp).filter((name) => name.startsWith('watertight'));
    expect(kept).toHaveLength(1);
    const texts = [readFileSync(join(job.runnerTemp, kept[0] ?? ''), 'utf8'), ...job.states];
    for (const text of texts)
      for (const value of [PASSWORD, OTHER]) for (let i = 0; i + 6 <= value.length; i++) expect(text.includes(value.slice(i, i + 6))).toBe(false);
    for (const text of texts) for (const form of [...formsOf(PASSWORD), ...formsOf(OTHER)]) expect(text.includes(form)).toBe(false);
    expect((await finish()).status).toBe(0);
  });

  it('fails when what it needs was taken away or changed', async () => {
    await fetch();
    for (const name of readdirSync(job.runnerTemp)) if (name.startsWith('watertight')) writeFileSync(join(job.runnerTemp, name), '{}');
    const post = await finish();
    expect([post.status, post.exported.includes('DB<<')]).toEqual([1, true]);
    expect(errorsOf(post)).toContain('could not be verified');
  });

  it('finds lines of a key, text in UTF-16, and the summary of another step', async () => {
    const lines = [1, 2, 3].map((n) => `${['Line', 'of', 'a', 'key'].join(String(n))}${'abcXYZ012/'.repeat(5)}${n}`);
    job.store.put('tls', `-----BEGIN${' '}KEY-----\n${lines.join('\n')}\n-----END${' '}KEY-----\n`);
    expect((await job.step({ 'secret-ids': 'tls' })).status).toBe(0);
    write('indented.yml', `key: |\n${lines.map((line) => `    ${line}`).join('\n')}\n`);
    write('wide.txt', Buffer.from(`\ufeff${lines[1]}`, 'utf16le'));
    writeFileSync(join(job.runnerTemp, '_runner_file_commands/step_summary_other'), `# Done\n${lines[0]}\n`);
    const said = errorsOf(await finish());
    expect(said).toContain('indented.yml:2: tls');
    expect(said).toContain('indented.yml:4: tls');
    expect(said).toContain('wide.txt:1: tls');
    expect(said).toContain('step_summary_other:2: tls');
  });

  it('finds a value in the summary and in outputs', async () => {
    await fetch();
    const file = (name: string): string => join(job.runnerTemp, '_runner_file_commands', name);
    writeFileSync(file('set_output_other'), `token=${PASSWORD}\n`);
    writeFileSync(file('step_summary_other'), `| ${encodeURIComponent(PASSWORD)} |\n`);
    const said = errorsOf(await finish());
    expect(said).toContain('set_output_other:1: prod/db#password');
    expect(said).toContain('step_summary_other:1: prod/db#password');
  });

  it('passes over what it must: links, installed packages, who and where', async () => {
    await fetch();
    write('node_modules/x/index.js', PASSWORD);
    write('app.conf', 'user = app_service\nhost = db.example.org\ncount = 7654321\n');
    symlinkSync('/etc', join(job.workspace, 'link'));
    expect((await finish()).status).toBe(0);
  });

  it('says what it could not look at', async () => {
    await fetch();
    write('large.bin', Buffer.alloc(20_000_001));
    write('packed.gz', gzipSync(PASSWORD));
    const post = await finish();
    expect([post.status, errorsOf(post)]).toEqual([0, 'warning: Not verified: larger than 20 MB, not looked at: large.bin']);
  });

  it.each([
    [{ verify: 'false' }, 0, true],
    [{ cleanup: 'false' }, 1, false],
    [{ verify: 'false', cleanup: 'false' }, 0, false],
  ])('does what %j says', async (inputs, status, isCleared) => {
    await fetch(inputs);
    write('x.txt', PASSWORD);
    expect([(await finish()).status, job.env['DB'] === '']).toEqual([status, isCleared]);
  });

  it('does nothing after a step that only scanned, or failed', async () => {
    await job.step({ 'secret-ids': 'none/such' });
    const post = await finish();
    expect([post.status, post.stdout, post.exported]).toEqual([0, '', '']);
  });
});

describe('the post step in a repository', () => {
  let repository: Sandbox;
  let sha = '';
  beforeEach(async () => {
    repository = createSandbox();
    repository.git('init', '-q', '-b', 'main');
    sha = repository.commit({ 'config.yml': `name: ${OTHER}\n`, 'other.txt': 'x\n', '.gitignore': 'build/\n' }, 'first');
    job = await createFetchJob({}, repository.folder, sha);
  });

  it('tells what the job did from what a commit holds', async () => {
    await fetch();
    const later = new Date(Date.now() + 1000);
    for (const name of ['config.yml', 'other.txt']) utimesSync(join(job.workspace, name), later, later); // as after a checkout
    expect((await finish()).status).toBe(0);
  });

  it('finds what was added to a file, committed or ignored', async () => {
    await fetch();
    write('config.yml', `name: ${OTHER}\nmore: ${OTHER}\n`);
    write('build/out.js', `const x = "${PASSWORD}";\n`);
    write('other.txt', `y ${PASSWORD}\n`);
    repository.git('commit', '-qam', 'by a bot');
    const said = errorsOf(await finish());
    expect(said).toContain('config.yml:2: prod/db#keys.0');
    expect(said).not.toContain('config.yml:1');
    expect(said).toContain('build/out.js:1: prod/db#password');
    expect(said).toContain('other.txt:1: prod/db#password');
  });
});
