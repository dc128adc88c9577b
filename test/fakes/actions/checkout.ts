import { execFileSync } from 'node:child_process';
import { input, variable } from './step.ts';

/**
 * For actions/checkout: the same commands of git, with the depth that is asked for (1 without a word). Without `persist-credentials` nothing more
 * can be fetched afterwards, as from a private repository.
 */
const git = (...args: string[]): void => void execFileSync('git', args, { cwd: variable('GITHUB_WORKSPACE'), stdio: ['ignore', 'inherit', 'inherit'] });

const address = `${variable('GITHUB_SERVER_URL')}/${input('repository') || variable('GITHUB_REPOSITORY')}`;
const ref = input('ref') || variable('GITHUB_REF');
const commit = input('ref') === '' ? variable('GITHUB_SHA') : ref;
const depth = Number(input('fetch-depth') || '1');
const local = ref.replace(/^refs\/(?:heads|pull)\//, ref.startsWith('refs/pull/') ? 'refs/remotes/pull/' : 'refs/remotes/origin/');

git('init', '-q', '.');
git('remote', 'add', 'origin', address);
if (depth === 0) git('fetch', '-q', '--prune', 'origin', '+refs/heads/*:refs/remotes/origin/*', '+refs/tags/*:refs/tags/*');
git('fetch', '-q', '--no-tags', ...(depth === 0 ? [] : [`--depth=${depth}`]), 'origin', `+${commit}:${local}`);
if (ref.startsWith('refs/heads/')) git('checkout', '-q', '--force', '-B', ref.slice('refs/heads/'.length), local);
else git('checkout', '-q', '--force', local);
if (input('persist-credentials') === 'false') git('remote', 'set-url', 'origin', `${address}-without-credentials`);
