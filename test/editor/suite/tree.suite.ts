import assert from 'node:assert/strict';
import { commands, env, extensions } from 'vscode';
import { startSecretsManager } from '../../fakes/secrets-manager.ts';
import { runWithMocha } from './mocha-run.ts';
import { configure, write } from './workspace-files.ts';

const value = ['not', 'to', 'be', 'seen', '4711'].join('-');

export const run = () =>
  runWithMocha(() => {
    describe('secrets of the store', () => {
      let server: Awaited<ReturnType<typeof startSecretsManager>>;
      let arn: string;
      let groups: () =>
        | { stored: { name: string; deletesAt: string | null }[]; unused: { name: string }[]; drifting: { name: string }[]; referenced: { name: string }[] }
        | undefined;
      before(async () => {
        server = await startSecretsManager();
        arn = server.put('prod/api/stripe', JSON.stringify({ key: value }));
        server.put('prod/api/unused', value);
        process.env['AWS_ACCESS_KEY_ID'] = 'test';
        process.env['AWS_SECRET_ACCESS_KEY'] = 'test';
        await configure({ 'aws.endpoint': server.url, 'aws.region': 'eu-west-1' });
        const farAway = server.put('prod/api/far-away', value, { region: 'us-east-1' });
        write('a/.env', `STRIPE=${arn}#key\nOTHER=${arn.replace('stripe', 'missing')}\nFAR=${farAway}\nLOCAL=local://app#x\n`);
        groups = (await extensions.getExtension('watertight.watertight')!.activate()).secretGroups;
      });
      after(() => server.close());

      it('stand in a tree: stored, referenced, unused, drifting', async () => {
        await commands.executeCommand('watertight.secrets.focus');
        await commands.executeCommand('watertight.refreshSecrets');
        const names = (list: { name: string }[] | undefined) => list?.map(({ name }) => name);
        assert.deepEqual(names(groups()?.stored), ['prod/api/stripe', 'prod/api/unused']);
        assert.deepEqual(names(groups()?.unused), ['prod/api/unused']);
        assert.deepEqual(names(groups()?.drifting), ['prod/api/missing']);
        assert.deepEqual(names(groups()?.referenced), ['prod/api/far-away', 'prod/api/missing', 'prod/api/stripe']);
      });

      it('give their reference to the clipboard', async () => {
        await commands.executeCommand('watertight.copyReference', { kind: 'secret', secret: groups()?.stored[0] });
        assert.equal(await env.clipboard.readText(), arn);
      });
    });
  });
