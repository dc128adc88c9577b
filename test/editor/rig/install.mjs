// A real VS Code from the npm registry: the web-server build that the package `code-server` carries, without its wrapper, its native
// builds and the built-in extensions that no test needs. Installed once into a git-ignored folder; half a minute and 230 MB.
import { execFileSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { arch, platform } from 'node:os';
import { join, resolve } from 'node:path';

/** Release of code-server by name, and the least Node that it wants. */
const RELEASES = { newest: { version: '4.139.1', node: 24 }, oldest: { version: '4.100.3', node: 20 } };
const NODE = '24.21.0';

/** Built-in extensions that cost disk and start-up time. */
const LEFT_OUT = [
  'copilot',
  'mermaid-markdown-features',
  'mermaid-chat-features',
  'microsoft-authentication',
  'github',
  'ms-vscode.js-debug',
  'ms-vscode.js-debug-companion',
  'ms-vscode.vscode-js-profile-table',
  'tunnel-forwarding',
  'notebook-renderers',
  'ipynb',
  'emmet',
  'grunt',
  'gulp',
  'jake',
  'npm',
  'php-language-features',
  'typescript-language-features',
  'terminal-suggest',
];

/** Of its dependencies those that server, host of extensions and page load. Versions and hashes stay those of its own lock file. */
const NEEDED = new Set([
  'cookie',
  'ws',
  'yauzl',
  'yazl',
  'minimist',
  '@microsoft/1ds-core-js',
  '@microsoft/1ds-post-js',
  '@parcel/watcher',
  'vscode-oniguruma',
  'vscode-textmate',
  'vscode-regexpp',
  '@vscode/proxy-agent',
  'http-proxy-agent',
  'https-proxy-agent',
  '@vscode/iconv-lite-umd',
  'jschardet',
  'tas-client',
  '@vscode/ripgrep',
  '@vscode/ripgrep-universal',
  'undici',
]);
const QUIET = ['--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];

const readJson = (file) => JSON.parse(readFileSync(file, 'utf8'));
const writeJson = (file, value) => writeFileSync(file, JSON.stringify(value, null, 1));
const run = (command, args, cwd) => execFileSync(command, args, { cwd, stdio: ['ignore', 'pipe', 'inherit'], encoding: 'utf8' }).trim();

/** A module of plain JavaScript in the place of one that would need a compiler. */
const replaceModule = (modules, name, code) => {
  const folder = join(modules, name);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  writeJson(join(folder, 'package.json'), { name, version: '0.0.0', main: 'index.js' });
  writeFileSync(join(folder, 'index.js'), code);
};

const SPDLOG = `const { appendFileSync, mkdirSync } = require('node:fs');
const { dirname } = require('node:path');
class Logger {
  constructor(name, file) { this.name = name; this.file = file; try { mkdirSync(dirname(file), { recursive: true }); } catch {} }
  write(message) { try { appendFileSync(this.file, message + '\\n'); } catch {} }
  flush() {} drop() {} clearFormatters() {} setPattern() {} setLevel() {} getLevel() { return 2; }
}
for (const level of ['trace', 'debug', 'info', 'warn', 'error', 'critical']) Logger.prototype[level] = Logger.prototype.write;
const nothing = () => {};
exports.version = 0;
exports.Logger = Logger;
exports.setLevel = nothing;
exports.setFlushOn = nothing;
exports.shutdown = nothing;
exports.createRotatingLogger = async (name, file) => new Logger(name, file);
exports.createAsyncRotatingLogger = exports.createRotatingLogger;
`;

const unpack = (version, folder) => {
  const archive = run('npm', ['pack', `code-server@${version}`, '--silent', '--pack-destination', folder], folder)
    .split('\n')
    .pop();
  const skipped = LEFT_OUT.flatMap((name) => ['--exclude', `package/lib/vscode/extensions/${name}`]);
  run('tar', ['-xzf', archive, '--strip-components=3', '-C', join(folder, 'vscode'), ...skipped, 'package/lib/vscode'], folder);
  rmSync(join(folder, archive));
};

const installModules = (vscode) => {
  const manifest = readJson(join(vscode, 'package.json'));
  const lock = readJson(join(vscode, 'npm-shrinkwrap.json'));
  manifest.dependencies = Object.fromEntries(Object.entries(manifest.dependencies).filter(([name]) => NEEDED.has(name)));
  for (const key of ['devDependencies', 'scripts', 'overrides', 'allowScripts']) delete manifest[key];
  // Older builds fetch ripgrep with a script; this package carries it.
  manifest.dependencies['@vscode/ripgrep-universal'] ??= '1.18.0';
  lock.packages[''].dependencies = manifest.dependencies;
  delete lock.packages[''].devDependencies;
  writeJson(join(vscode, 'package.json'), manifest);
  writeJson(join(vscode, 'npm-shrinkwrap.json'), lock);
  run('npm', ['install', '--omit=dev', ...QUIET], vscode);
  const modules = join(vscode, 'node_modules');
  const binaries = join(modules, '@vscode/ripgrep-universal/bin');
  const here = `${platform()}-${arch()}`;
  for (const each of readdirSync(binaries)) if (each !== here) rmSync(join(binaries, each), { recursive: true });
  if (existsSync(join(modules, '@vscode/ripgrep'))) {
    const name = platform() === 'win32' ? 'rg.exe' : 'rg';
    mkdirSync(join(modules, '@vscode/ripgrep/bin'), { recursive: true });
    copyFileSync(join(binaries, here, name), join(modules, '@vscode/ripgrep/bin', name));
  }
  for (const name of ['@vscode/native-watchdog', 'native-watchdog']) replaceModule(modules, name, 'exports.start = () => {};\n');
  replaceModule(modules, '@vscode/spdlog', SPDLOG);
};

/** The running Node where it is new enough, else one of its own. */
const installNode = (folder, least) => {
  if (Number.parseInt(process.versions.node, 10) >= least) return process.execPath;
  const home = join(folder, 'node');
  const name = `node-${platform()}-${arch()}`;
  mkdirSync(home);
  writeJson(join(home, 'package.json'), { private: true });
  run('npm', ['install', `${name}@${NODE}`, ...QUIET], home);
  for (const each of ['include', 'share', 'CHANGELOG.md']) rmSync(join(home, 'node_modules', name, each), { recursive: true, force: true });
  return join(home, 'node_modules', name, 'bin', platform() === 'win32' ? 'node.exe' : 'node');
};

/** Installs a release (`newest`, `oldest`) below `cache` when it is not there yet; says where VS Code and its Node are. */
export const installVsCode = (cache, name) => {
  const { version, node: least } = RELEASES[name];
  const folder = resolve(cache, `vscode-${version}`);
  const done = join(folder, 'paths.json');
  if (!existsSync(done)) {
    rmSync(folder, { recursive: true, force: true });
    const vscode = join(folder, 'vscode');
    mkdirSync(vscode, { recursive: true });
    console.log(`editor: installing VS Code 1.${version.slice(2)} into ${folder}; once, half a minute`);
    unpack(version, folder);
    installModules(vscode);
    writeJson(done, { vscode, node: installNode(folder, least), version: version.replace(/^4/, '1') });
  }
  return readJson(done);
};
