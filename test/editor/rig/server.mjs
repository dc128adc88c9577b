// VS Code's own web server on a free loopback port, with a state of its own that is gone afterwards.
import { execFileSync, spawn } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import { QUIET } from './settings.mjs';

export const temporaryFolder = (name) => mkdtempSync(join(tmpdir(), `watertight-${name}-`));

const installVsix = ({ vscode, node }, vsix, root) =>
  execFileSync(
    node,
    [
      'out/server-main.js',
      '--install-extension',
      resolve(vsix),
      '--force',
      '--extensions-dir',
      join(root, 'ext'),
      '--server-data-dir',
      root,
      '--accept-server-license-terms',
    ],
    {
      cwd: vscode,
      stdio: ['ignore', 'ignore', 'inherit'],
    },
  );

/**
 * `testDriver`: obey `extensionDevelopmentPath` and `extensionTestsPath` of the address. `trust`: leave Workspace Trust on, so that the
 * window is in Restricted Mode. `vsix`: installed before it starts. `more`: folders of other extensions.
 */
export const startServer = async (paths, { env = {}, settings = {}, testDriver = false, trust = false, vsix, more = [] } = {}) => {
  const root = temporaryFolder('server');
  const data = join(root, 'data');
  for (const folder of [join(data, 'User'), join(data, 'Machine'), join(root, 'ext')]) mkdirSync(folder, { recursive: true });
  writeFileSync(join(data, 'User/settings.json'), JSON.stringify({ ...QUIET, 'security.workspace.trust.enabled': trust, ...settings }));
  // Settings of the machine are read from here where the window is in another place than the files.
  writeFileSync(join(data, 'Machine/settings.json'), JSON.stringify(settings));
  for (const folder of more) cpSync(folder, join(root, 'ext', `watertight-tests.${basename(folder)}-0.0.1`), { recursive: true });
  if (vsix !== undefined) installVsix(paths, vsix, root);
  const args = [
    'out/server-main.js',
    '--host',
    '127.0.0.1',
    '--port',
    '0',
    '--without-connection-token',
    '--accept-server-license-terms',
    '--telemetry-level',
    'off',
    '--disable-getting-started-override',
    '--server-data-dir',
    root,
    '--user-data-dir',
    data,
    '--extensions-dir',
    join(root, 'ext'),
    ...(trust ? [] : ['--disable-workspace-trust']),
    ...(testDriver ? ['--enable-smoke-test-driver'] : []),
  ];
  const server = spawn(paths.node, args, {
    cwd: paths.vscode,
    env: { ...process.env, EXTENSIONS_GALLERY: '{}', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  });
  const kill = (signal) => {
    try {
      process.kill(-server.pid, signal);
    } catch {} // it has ended already
  };
  const onExit = () => kill('SIGKILL');
  process.on('exit', onExit);
  let log = '';
  const port = await new Promise((done, failed) => {
    const read = (chunk) => {
      log += chunk;
      const found = /Extension host agent listening on (\d+)/.exec(log);
      if (found !== null) done(Number(found[1]));
    };
    server.stdout.on('data', read);
    server.stderr.on('data', read);
    server.on('exit', (status) => failed(new Error(`VS Code ended with status ${status}\n${log}`)));
    setTimeout(() => failed(new Error(`VS Code did not start within three minutes\n${log}`)), 180_000).unref();
  });
  const authority = `127.0.0.1:${port}`;
  return {
    log: () => log,
    remote: (file) => `vscode-remote://${authority}${file}`,
    /** `place`: a folder, or a `.code-workspace` file. */
    url: (place, payload = []) => {
      const kind = place.endsWith('.code-workspace') ? 'workspace' : 'folder';
      return `http://${authority}/?${kind}=${encodeURIComponent(place)}&payload=${encodeURIComponent(JSON.stringify(payload))}`;
    },
    userData: data,
    stop: async () => {
      const ended = new Promise((done) => (server.exitCode !== null ? done() : server.on('exit', done)));
      kill('SIGTERM');
      const timer = setTimeout(() => kill('SIGKILL'), 2000);
      await ended;
      clearTimeout(timer);
      process.off('exit', onExit);
      kill('SIGKILL');
      rmSync(root, { recursive: true, force: true, maxRetries: 5 });
    },
  };
};
