import { describe, expect, it } from '@jest/globals';
import { changeOf, isFromFork, isOfStranger } from '../../../action/event.ts';

const A = 'a1'.repeat(20);
const B = 'b2'.repeat(20);
const ZERO = '0'.repeat(40);

const pull = (head: object = {}) => ({
  pull_request: { base: { sha: A, ref: 'main', repo: { full_name: 'acme/app' } }, head: { sha: B, ref: 'topic', ...head } },
});

describe('the change of an event', () => {
  it.each(['pull_request', 'pull_request_target', 'pull_request_review', 'pull_request_review_comment'])('%s: from its base to its head', (name) => {
    expect(changeOf(name, pull(), undefined)).toEqual({ kind: 'range', base: A, head: B, branch: 'main' });
  });

  it('merge_group: the same', () => {
    const payload = { merge_group: { base_sha: A, head_sha: B, base_ref: 'refs/heads/release/1.x' } };
    expect(changeOf('merge_group', payload, undefined)).toEqual({ kind: 'range', base: A, head: B, branch: 'release/1.x' });
  });

  it('says how many commits the event speaks of', () => {
    const { pull_request } = pull();
    for (const [commits, said] of [
      [501, 501],
      [0, undefined],
      ['7', undefined],
      [1.5, undefined],
    ])
      expect(changeOf('pull_request', { pull_request: { ...pull_request, commits } }, undefined)).toMatchObject({ commits: said });
    expect(changeOf('push', { before: A, after: B, commits: [{}, {}] }, undefined)).toMatchObject({ commits: 2 });
  });

  it('push: its range, a new branch, a deleted one', () => {
    const push = (before: string, after: string) =>
      changeOf('push', { before, after, ref: 'refs/heads/main', repository: { default_branch: 'main' } }, undefined);
    expect(push(A, B)).toEqual({ kind: 'range', base: A, head: B, branch: 'main', isDefaultBranch: true });
    expect(push(ZERO, B)).toEqual({ kind: 'new', head: B, branch: 'main', isDefaultBranch: true });
    expect(push(A, ZERO).kind).toBe('nothing');
  });

  it.each([
    undefined,
    null,
    5,
    'x',
    [],
    { pull_request: null },
    { pull_request: { base: { sha: '--output=x' }, head: { sha: 'HEAD' } } },
    { before: {}, after: [] },
  ])('a payload that names no commits (%j): the tree', (payload) => {
    for (const name of ['pull_request', 'merge_group', 'push']) expect(changeOf(name, payload, undefined).kind).toBe('tree');
  });

  it.each(['--upload-pack=x', 'a:b', 'a..b', 'a b', '*', 'a\nb', 'x@{1}', '', 5])('takes no branch %j, which git would take for something else', (name) => {
    expect(changeOf('push', { before: ZERO, after: B, repository: { default_branch: name } }, undefined)).toMatchObject({ kind: 'new', branch: undefined });
  });

  it.each(['main', 'feature/#12-new', '\u00fcber', 'a+b@c'])('takes the branch %j', (name) => {
    expect(changeOf('push', { before: ZERO, after: B, repository: { default_branch: name } }, undefined)).toMatchObject({ branch: name });
  });
});

describe('a fork', () => {
  it.each([
    [{ repo: { full_name: 'someone/app' } }, true],
    [{ repo: null }, true], // it was deleted
    [{ repo: { full_name: 'acme/app', fork: true } }, false], // a repository that is itself a fork
    [{}, false],
  ])('%j: %s', (head, expected) => {
    expect(isFromFork('pull_request', pull(head))).toBe(expected);
    expect(isFromFork('push', pull(head))).toBe(false);
  });
});

describe('what a stranger may have written', () => {
  const followed = (event: string, head: string | null | undefined) => ({
    workflow_run: {
      event,
      repository: { full_name: 'acme/app' },
      ...(head === undefined ? {} : { head_repository: head === null ? null : { full_name: head } }),
    },
  });
  it.each([
    ['workflow_run', followed('pull_request', 'someone/app'), true],
    ['workflow_run', followed('pull_request_target', 'someone/app'), true],
    ['workflow_run', followed('pull_request', null), true],
    ['workflow_run', followed('pull_request', undefined), true],
    ['workflow_run', followed('pull_request', 'acme/app'), false],
    ['workflow_run', followed('push', undefined), false],
    ['issue_comment', { issue: { pull_request: { url: 'https://api.github.com/repos/acme/app/pulls/1' } } }, true],
    ['issue_comment', { issue: {} }, false],
    ['push', {}, false],
    ['pull_request', { pull_request: { head: { repo: null }, base: { repo: { full_name: 'acme/app' } } } }, true],
    ['pull_request', { pull_request: { head: { repo: { full_name: 'acme/app' } }, base: { repo: { full_name: 'acme/app' } } } }, false],
  ])('%s %j: %s', (name, payload, expected) => expect(isOfStranger(name, payload)).toBe(expected));
});
