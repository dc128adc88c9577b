import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

/** A real Vault in development mode: everything in memory, gone with its process. */
export interface VaultDev {
  readonly url: string;
  readonly rootToken: string;
  /** A request as root, for what a test has to set up; the `data` or `auth` of its answer. */
  readonly ask: (method: string, path: string, json?: unknown) => Promise<Record<string, unknown>>;
  readonly stop: () => Promise<void>;
}

/** `vault` on PATH or in `.cache`; undefined where there is none. How to get one: `docs/providers.md`. */
export const findVault = (): string | undefined => {
  const cached = resolve('.cache/vault');
  if (existsSync(cached)) return cached;
  return spawnSync('vault', ['version'], { stdio: 'ignore' }).status === 0 ? 'vault' : undefined;
};

const freePort = (): Promise<number> =>
  new Promise((done) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => done(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });

export const startVaultDev = async (program: string): Promise<VaultDev> => {
  const port = await freePort();
  const home = mkdtempSync(join(tmpdir(), 'watertight-vault-'));
  const rootToken = ['root', Math.random().toString(36).slice(2)].join('-');
  const child = spawn(program, ['server', '-dev', '-dev-no-store-token', `-dev-listen-address=127.0.0.1:${port}`], {
    env: { PATH: process.env['PATH'], HOME: home, VAULT_DEV_ROOT_TOKEN_ID: rootToken },
    stdio: 'ignore',
  });
  const ended = new Promise((done) => child.once('exit', done));
  const url = `http://127.0.0.1:${port}`;
  const ask: VaultDev['ask'] = async (method, path, json) => {
    const response = await fetch(`${url}/v1/${path}`, {
      method,
      headers: { 'x-vault-token': rootToken },
      ...(json === undefined ? {} : { body: JSON.stringify(json) }),
    });
    if (!response.ok) throw new Error(`${method} ${path}: HTTP ${response.status}`);
    const body = response.status === 204 ? {} : ((await response.json()) as { data?: object; auth?: object });
    return { ...(body.data ?? {}), ...(body.auth ?? {}) };
  };
  const isReady = () =>
    fetch(`${url}/v1/secret/config`, { headers: { 'x-vault-token': rootToken } }).then(
      ({ ok }) => ok,
      () => false,
    );
  for (let tries = 0; !(await isReady()); tries++) {
    if (tries > 200 || child.exitCode !== null) throw new Error(`${program} does not start`);
    await new Promise((done) => setTimeout(done, 50));
  }
  return {
    url,
    rootToken,
    ask,
    stop: async () => {
      child.kill();
      await ended;
      rmSync(home, { recursive: true, force: true });
    },
  };
};
