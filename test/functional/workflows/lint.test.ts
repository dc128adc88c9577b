import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { exampleWorkflows } from '../../support/act.ts';
import { runCli } from '../../support/cli.ts';
import { describeWith } from '../../support/describe-with.ts';
import { documentedWorkflows } from '../../support/documented-workflows.ts';
import { createSandbox, type Sandbox } from '../../support/repository.ts';
import { ROOT } from '../../support/source-files.ts';

const PROGRAM = join(ROOT, '.cache/act/actionlint');
const ACTIONLINT = { name: 'actionlint', files: [PROGRAM, join(ROOT, '.cache/act/installed.txt')], install: 'node scripts/act.mjs' };

let box: Sandbox;
beforeEach(() => {
  box = createSandbox();
  box.git('init', '-q', '-b', 'main');
});
afterEach(() => box.remove());

/** What actionlint says of workflows, alone: neither shellcheck nor pyflakes, which may be there or not. */
const lint = (workflows: Readonly<Record<string, string>>, ...options: string[]): string => {
  const files = Object.fromEntries(Object.entries(workflows).map(([name, text]) => [`.github/workflows/${name.replace(/\W+/g, '-')}.yml`, text]));
  box.write(files);
  const { status, stdout, stderr } = spawnSync(PROGRAM, ['-no-color', '-shellcheck=', '-pyflakes=', ...options, ...Object.keys(files)], {
    cwd: box.folder,
    encoding: 'utf8',
  });
  expect([0, 1]).toContain(status);
  return stdout + stderr;
};

const written = (): Record<string, string> => {
  box.commit({ 'readme.md': 'an app\n' });
  expect(runCli(box.folder, ['init', '--yes', '--only', 'workflow'])).toMatchObject({ status: 0 });
  return { 'watertight init': readFileSync(join(box.folder, '.github/workflows/watertight.yml'), 'utf8') };
};

describeWith(ACTIONLINT, 'actionlint', () => {
  it('finds nothing in the examples, in the documentation, and in what init writes', () => {
    const [examples, documented] = [exampleWorkflows(), documentedWorkflows()];
    expect(Object.keys(examples).length).toBeGreaterThan(10);
    expect(Object.keys(documented).map((name) => name.replace(/:\d+$/, ''))).toEqual(
      expect.arrayContaining(['README.md', 'docs/pull-requests.md', 'docs/shards.md']),
    );
    expect(lint({ ...examples, ...documented, ...written() })).toBe('');
  });

  it('knows every input and output of the Action that they name', () => {
    box.write({ 'action.yml': readFileSync(join(ROOT, 'action.yml'), 'utf8') });
    for (const name of ['main', 'post']) box.write({ [`dist/action/${name}.js`]: '' });
    const all = { ...exampleWorkflows(), ...documentedWorkflows(), ...written() };
    const local = Object.fromEntries(Object.entries(all).map(([name, text]) => [name, text.replaceAll(/\bwatertight\/watertight@\S+/g, './')]));
    expect(Object.values(local).filter((text) => text.includes('uses: ./\n')).length).toBeGreaterThan(12);
    // outputs that are named by the caller, who asks for the secrets
    expect(lint(local, '-ignore', 'property "(?:registry_token|signing_key)" is not defined')).toBe('');
    expect(lint({ wrong: local['scan.yml']!.replace('- uses: ./', '- uses: ./\n        with: { scn: tree }') })).toContain('input "scn" is not defined');
  });
});
