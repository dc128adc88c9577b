// npm runs it when the package is installed from its repository, as the pre-commit framework does: there dist/cli has to be built first.
// `npm ci` of a developer or of a machine of CI builds by itself (scripts/setup.mjs), and what is built already is left alone.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const at = (path) => fileURLToPath(new URL(path, import.meta.url));

if (!existsSync(at('../dist/cli/main.js')) && process.env.npm_command !== 'ci') {
  // With `npm install --global` of a repository npm hands its settings on to this folder too, and then what the build needs is not there.
  if (!existsSync(at('../node_modules/esbuild'))) {
    const env = Object.fromEntries(
      Object.entries(process.env).filter(([name]) => !/^npm_config_(?:global|prefix|local_prefix|location|install_links|omit|allow_git)$/i.test(name)),
    );
    const { status } = spawnSync('npm', ['ci', '--ignore-scripts', '--no-fund', '--no-audit', '--loglevel=error'], {
      cwd: at('..'),
      env,
      stdio: ['ignore', 'inherit', 'inherit'],
      shell: process.platform === 'win32',
    });
    if (status !== 0) process.exit(2);
  }
  await import('./build.mjs');
}
