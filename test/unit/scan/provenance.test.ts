import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { Finding } from '../../../shared/model/finding.ts';
import { withProvenance } from '../../../shared/scan/provenance.ts';
import { makeFinding } from '../../support/make-finding.ts';
import { createSandbox, type Sandbox } from '../../support/repository.ts';

const word = (name: string): string => ['nimbus', name, 'copper77'].join('-');
const PEM = ['-----BEGIN PRIVATE KEY-----', 'MIIE'.padEnd(64, 'x1'), 'q7'.repeat(20), '-----END PRIVATE KEY-----'].join('\n');

let box: Sandbox;
beforeEach(() => {
  box = createSandbox();
});
afterEach(() => box.remove());

const of = (base: string, head: string, findings: readonly Finding[], cwd = box.folder): Promise<readonly Finding[]> =>
  withProvenance(cwd, process.env, { base, head }, findings);

const found = (value: string, more: Partial<Finding> = {}): Finding => ({ ...makeFinding(`K=${value}\n`, value, { path: 'new.env' }), ...more });

describe.each(['sha1', 'sha256'])('where a value came from (%s)', (format) => {
  beforeEach(() => {
    box.git('init', '-q', '-b', 'main', `--object-format=${format}`);
    // what a person has set must not change what git prints
    for (const [name, value] of [
      ['color.grep', 'always'],
      ['grep.lineNumber', 'true'],
      ['grep.patternType', 'perl'],
      ['grep.column', 'true'],
      ['grep.fullName', 'true'],
    ] as const)
      box.git('config', name, value);
  });

  it('is said: new, or in the base already, anywhere in it', async () => {
    const base = box.commit({ 'deep/old.env': `A=${word('old')} B=${word('other')}\n`, 'key.pem': PEM, 'bin.dat': Buffer.from([0, 1, 2]) });
    box.commit({ 'new.env': 'x\n' });
    const head = box.commit({ 'deep/old.env': null });
    const values = [word('old'), word('other'), word('new'), PEM, `-${word('dash')}`, 'short', `${word('a')}\\d.*`];
    const told = await of(
      base,
      head,
      values.map((value) => found(value)),
    );
    expect(told.map(({ moved }) => moved)).toEqual([true, true, false, true, false, undefined, false]);
    mkdirSync(join(box.folder, 'sub'));
    expect((await of(base, head, [found(word('old'))], join(box.folder, 'sub')))[0]?.moved).toBe(true);
  });

  it('is looked for where the change left the base, and not in what the base got since', async () => {
    box.commit({ 'readme.md': 'x\n' });
    box.git('checkout', '-q', '-b', 'topic');
    const head = box.commit({ 'new.env': `K=${word('v')}\n` });
    box.git('checkout', '-q', 'main');
    const base = box.commit({ 'later.env': `K=${word('v')}\n` });
    expect((await of(base, head, [found(word('v'))]))[0]).toMatchObject({ moved: false, since: head });
  });

  it('has the commit that brought it: of one the head, of several the first that held the value', async () => {
    const base = box.commit({ 'readme.md': 'x\n' });
    const first = box.commit({ 'a.env': `K=${word('v')}\n` });
    const head = box.commit({ 'a.env': null, 'new.env': `K=${word('v')}\n` });
    const commit = { id: first, author: 'A', date: '2026-01-01T00:00:00Z' };
    const gone = found(word('v'), { origin: { path: 'a.env', commit } });
    expect((await of(base, head, [found(word('v')), gone, found(word('w'), { since: first }), found(word('x'))])).map(({ since }) => since)).toEqual([
      first,
      first,
      first,
      undefined,
    ]);
    expect((await of(base, first, [found(word('v'))]))[0]?.since).toBe(first);
  });

  it('is not said where git can not tell, or the file holds it in another encoding', async () => {
    const base = box.commit({ 'a.env': `K=${word('v')}\n` });
    const head = box.commit({ 'b.env': 'x\n' });
    expect((await of('12'.repeat(base.length / 2), head, [found(word('v'))]))[0]?.moved).toBeUndefined();
    expect((await of(base, head, [found(word('v'), { reasons: ['decoded from base64'] })]))[0]?.moved).toBeUndefined();
  });
});
