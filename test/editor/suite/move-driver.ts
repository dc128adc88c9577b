import { existsSync, mkdtempSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { commands, extensions, type Uri } from 'vscode';
import type { MoveReply } from '../../../extension/move-protocol.ts';
import type { Api } from '../../../extension/start.ts';
import { type SecretsManagerOptions, startSecretsManager } from '../../fakes/secrets-manager.ts';
import { until, WAIT_MS } from './mocha-run.ts';
import { configure } from './workspace-files.ts';

/** A password that no rule misses, assembled here so that no file holds it. */
export const password = ['hunter', '2', 'hunter', '2'].join('');
export const token = ['x7Kp', '9vQz', 'R4mW', 's2Lt'].join('');

/** Seconds that a store has for an answer: short, since some never come, and long where a test holds one back. */
const [SHORT, LONG] = ['3', '120'];

/** A store on loopback with a home of its own, and settings of the machine that lead there. */
export const startStore = async (options: SecretsManagerOptions = {}) => {
  const server = await startSecretsManager(options);
  const home = mkdtempSync(join(tmpdir(), 'watertight-home-'));
  process.env['AWS_ACCESS_KEY_ID'] = 'test';
  process.env['AWS_SECRET_ACCESS_KEY'] = 'test';
  process.env['WATERTIGHT_TIMEOUT'] = SHORT;
  await configure({ provider: 'aws', 'aws.endpoint': server.url, 'aws.region': 'eu-west-1', home });
  const journals = (): string[] => (existsSync(join(home, 'moves')) ? readdirSync(join(home, 'moves')).filter((name) => name.endsWith('.json')) : []);
  return { server, home, journals };
};

export const api = async (): Promise<Api> => (await extensions.getExtension('watertight.watertight')!.activate()) as Api;

/** All that the extension has said so far. */
export const said = async (): Promise<string> => {
  const folder = (await api()).logs.fsPath;
  if (!existsSync(folder)) return '';
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => join(folder, name))
    .filter((path) => statSync(path).isFile())
    .map((path) => readFileSync(path, 'utf8'))
    .join('\n');
};

/** Waits until something new was said that fits. */
export const waitForMessage = async (wanted: RegExp, before = ''): Promise<string> => {
  const end = Date.now() + WAIT_MS;
  for (;;) {
    const text = (await said()).slice(before.length);
    if (wanted.test(text)) return text;
    if (Date.now() > end) throw new Error(`waited in vain for ${wanted} in: ${text.slice(-500)}`);
    await new Promise((done) => setTimeout(done, 50));
  }
};

/** Runs a command and takes what is proposed in each question, as long as it runs. */
export const accepting = async <Result>(command: string, ...args: unknown[]): Promise<Result> => {
  let isDone = false;
  const result = Promise.resolve(commands.executeCommand<Result>(command, ...args)).finally(() => {
    isDone = true;
  });
  while (!isDone) {
    await commands.executeCommand('workbench.action.acceptSelectedQuickOpenItem');
    await new Promise((done) => setTimeout(done, 60));
  }
  return result;
};

/** Moves the value of a line (1-based) to AWS with whatever is proposed. */
export const move = (uri: Uri, line: number): Promise<MoveReply | undefined> => accepting('watertight.move', { uri, line, provider: 'aws' });

/** As `move`; `meanwhile` is done while the store is being asked to make the secret: it answers afterwards. */
export const moveWhile = async (
  server: Awaited<ReturnType<typeof startSecretsManager>>,
  uri: Uri,
  line: number,
  meanwhile: () => Promise<unknown>,
): Promise<MoveReply | undefined> => {
  server.heal();
  let answer = (): void => {};
  const done = new Promise<void>((resolve) => {
    answer = resolve;
  });
  server.fault({ kind: 'slow', operations: ['CreateSecret'], times: 1, until: done });
  const before = server.calls['CreateSecret'] ?? 0;
  process.env['WATERTIGHT_TIMEOUT'] = LONG;
  try {
    const moving = move(uri, line);
    await until('the store is being asked', () => (server.calls['CreateSecret'] ?? 0) > before);
    await meanwhile();
    answer();
    return await moving;
  } finally {
    answer();
    process.env['WATERTIGHT_TIMEOUT'] = SHORT;
  }
};
