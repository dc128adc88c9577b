// A store on loopback for stories, with a home of its own and the settings of the machine that lead there.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadTs } from '../../../scripts/load-ts.mjs';

export const prepareStore = async ({ provider = 'aws', settings = {} } = {}) => {
  const { startSecretsManager } = await loadTs('test/fakes/secrets-manager.ts');
  const server = await startSecretsManager();
  const home = mkdtempSync(join(tmpdir(), 'watertight-home-'));
  const env = { AWS_ACCESS_KEY_ID: 'test', AWS_SECRET_ACCESS_KEY: 'test', WATERTIGHT_HOME: home };
  const ours = { provider, 'aws.endpoint': server.url, 'aws.region': 'eu-west-1', home };
  return {
    server,
    home,
    env,
    window: { env, settings: { ...Object.fromEntries(Object.entries(ours).map(([name, value]) => [`watertight.${name}`, value])), ...settings } },
    stop: async () => {
      server.heal();
      await server.close();
      rmSync(home, { recursive: true, force: true });
    },
  };
};
