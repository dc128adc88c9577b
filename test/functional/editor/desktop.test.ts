import { spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ROOT } from '../../support/source-files.ts';

const onUnix = process.platform === 'win32' ? it.skip : it;

describe('npm run test:desktop', () => {
  let folder = '';
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'watertight-desktop-test-'));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  const run = (env: Record<string, string>, ...args: string[]) => {
    const { VSCODE: _, DISPLAY: __, WAYLAND_DISPLAY: ___, ...inherited } = process.env;
    const options = { env: { ...inherited, ...env }, encoding: 'utf8', timeout: 60_000 } as const;
    return spawnSync(process.execPath, [join(ROOT, 'test/editor/desktop.mjs'), '--built', '--cache', join(folder, 'cache'), ...args], options);
  };

  /** Stands for VS Code: says what it was started with, and the numbers that a suite says last. */
  const fake = (last: string): string => {
    const file = join(folder, 'code');
    writeFileSync(file, `#!/bin/sh\nfor each in "$@"; do echo "arg $each"; done\necho '${last}'\n`);
    chmodSync(file, 0o755);
    return file;
  };

  it('says that it could not download, with a status that no failed test has', () => {
    const { status, stderr, stdout } = run({ npm_config_https_proxy: 'http://127.0.0.1:9', DISPLAY: ':9' }, '--release', 'newest');
    expect(stderr).toMatch(/^desktop: nothing was tested: VS Code stable can't be downloaded: .+\ndesktop: Let VSCODE name/m);
    expect(status).toBe(3);
    expect(stdout).not.toMatch(/passed/);
  });

  (process.platform === 'linux' ? it : it.skip)('says that there is no display', () => {
    const { status, stderr } = run({ PATH: folder });
    expect(stderr).toMatch(/^desktop: nothing was tested: there is no display/m);
    expect(status).toBe(3);
  });

  onUnix('runs each suite in a window of its own, the restricted one without trust, and counts', () => {
    const { status, stdout } = run({ VSCODE: fake('2 passed, 0 failed') }, '--only', 're');
    expect(stdout).toMatch(/desktop: restricted on VS Code \(installed\): 2 passed, 0 failed/);
    const windows = stdout.split(/^desktop: .*\n/m);
    const restricted = windows.filter((each) => each.includes('restricted.suite.js'));
    expect(restricted).toHaveLength(1);
    expect(restricted[0]).not.toContain('--disable-workspace-trust');
    for (const part of ['--user-data-dir=', '--extensionDevelopmentPath=', 'test/editor/probe']) expect(restricted[0]).toContain(part);
    expect(status).toBe(0);
  });

  onUnix.each(['3 passed, 1 failed', 'it crashed'])('fails with 1 when a window ends with: %s', (last) => {
    const { status, stdout } = run({ VSCODE: fake(last) }, '--only', 'tree');
    expect(stdout).toMatch(/^\d passed, 1 failed\n$/m);
    expect(status).toBe(1);
  });
});
