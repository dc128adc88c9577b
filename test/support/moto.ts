import { type ChildProcess, spawn } from 'node:child_process';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { describeWith } from './describe-with.ts';
import { ROOT } from './source-files.ts';

/**
 * moto (https://docs.getmoto.org): AWS services as someone else reads their documentation. `node scripts/moto.mjs` installs it.
 * What it does not do, and the fake in `test/fakes/` therefore does alone: throttling, failures, denials and IAM altogether; regions of an ARN
 * other than the one that signed; the suffix trap; StopReplicationToReplica and ValidateResourcePolicy; rotation without a function succeeds.
 */
const SERVER = join(ROOT, '.cache/moto', process.platform === 'win32' ? 'Scripts/moto_server.exe' : 'bin/moto_server');

/** Tests against moto: skipped by name where it is not installed, failed in CI. */
export const describeWithMoto = (title: string, tests: () => void): void =>
  describeWith({ name: 'moto', files: [SERVER, join(ROOT, '.cache/moto/installed.txt')], install: 'node scripts/moto.mjs' }, title, tests);

export interface Moto {
  readonly url: string;
  readonly close: () => Promise<void>;
}

const freePort = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const server = createServer();
    server.on('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });

const isUp = async (url: string): Promise<boolean> => {
  try {
    return (await fetch(`${url}/moto-api/`)).ok;
  } catch {
    return false;
  }
};

/** Starts a server of its own, empty, on a free port of 127.0.0.1. Takes a few seconds: give `beforeAll` time. */
export const startMoto = async (): Promise<Moto> => {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const child: ChildProcess = spawn(SERVER, ['-H', '127.0.0.1', '-p', String(port)], { stdio: 'ignore' });
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  // A test that is broken off leaves no server behind.
  const kill = (): void => void child.kill('SIGKILL');
  process.once('exit', kill);
  const close = async (): Promise<void> => {
    process.removeListener('exit', kill);
    child.kill();
    await ended;
  };
  for (let tries = 0; tries < 300; tries++) {
    if (await isUp(url)) return { url, close };
    if (child.exitCode !== null) break;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  await close();
  throw new Error(`moto did not start: ${SERVER}`);
};
