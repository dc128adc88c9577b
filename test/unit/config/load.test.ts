import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { KnownRules } from '../../../shared/config/known-rules.ts';
import { isGitleaks, loadConfig } from '../../../shared/config/load.ts';
import { AppError } from '../../../shared/model/app-error.ts';

const KNOWN: KnownRules = { rules: [], judged: ['generic-credential'] };
const GITLEAKS = "[[rules]]\nid = 'acme'\nregex = 'x'\n";

describe('loadConfig', () => {
  let base = '';
  let root = '';
  beforeEach(() => {
    base = mkdtempSync(join(tmpdir(), 'watertight-config-'));
    root = join(base, 'repo');
    mkdirSync(root);
  });
  afterEach(() => rmSync(base, { recursive: true, force: true }));
  const write = (path: string, text: string | Uint8Array) => {
    mkdirSync(dirname(join(base, path)), { recursive: true });
    writeFileSync(join(base, path), text);
  };
  const errorOf = (given?: string): string => {
    try {
      loadConfig(given === undefined ? { root } : { root, given }, KNOWN);
    } catch (error) {
      expect(error).toBeInstanceOf(AppError);
      return `${(error as AppError).code}: ${(error as AppError).message}`;
    }
    return 'no error';
  };

  it('has defaults without a file', () => {
    expect(loadConfig({ root }, KNOWN)).toMatchObject({ file: null, userRules: [], allowlists: [], baseline: null });
  });

  it.each([
    ['with a NUL', 'a\\u0000b'],
    ['that is too long', 'a'.repeat(5000)],
  ])('extends no path %s, and does not crash over it', (_, path) => {
    write('repo/.gitleaks.toml', `[extend]\npath = "${path}"\n`);
    expect(errorOf()).toMatch(/^path-missing: the path can not be looked up: a/);
  });

  it('takes the first of the known names, ours before those of gitleaks', () => {
    write('repo/.gitleaks.toml', GITLEAKS);
    expect(loadConfig({ root }, KNOWN).file).toBe('.gitleaks.toml');
    write('repo/watertight.toml', 'fail-on = "low"');
    expect(loadConfig({ root }, KNOWN)).toMatchObject({ file: 'watertight.toml', failOn: 'low', userRules: [] });
  });

  it('reads a given file, wherever it stands and whatever it extends', () => {
    write('else/rules.toml', `[extend]\npath = "../else/more.toml"\n`);
    write('else/more.toml', GITLEAKS);
    const config = loadConfig({ root, given: '../else/rules.toml' }, KNOWN);
    expect(config.file).toBe(join(base, 'else/rules.toml'));
    expect(config.userRules.map(({ id }) => id)).toEqual(['acme']);
  });

  it('does not follow extend.path out of the root, nor links', () => {
    write('outside.toml', GITLEAKS);
    write('repo/.gitleaks.toml', '[extend]\npath = "../outside.toml"');
    expect(errorOf()).toBe(`config-invalid: a configuration file outside the folder is not read: ${join(base, 'outside.toml')}`);
    write('repo/.gitleaks.toml', '[extend]\npath = "inside.toml"');
    symlinkSync(join(base, 'outside.toml'), join(root, 'inside.toml'));
    expect(errorOf()).toBe('config-invalid: a configuration file outside the folder is not read: inside.toml');
    rmSync(join(root, '.gitleaks.toml'));
    symlinkSync(join(base, 'outside.toml'), join(root, '.gitleaks.toml'));
    expect(errorOf()).toBe('config-invalid: a configuration file outside the folder is not read: .gitleaks.toml');
  });

  it('extends a file inside the root', () => {
    write('repo/.gitleaks.toml', '[extend]\npath = "ci/more.toml"');
    write('repo/ci/more.toml', GITLEAKS);
    expect(loadConfig({ root }, KNOWN).userRules).toHaveLength(1);
    write('repo/ci/more.toml', '[[rules]]');
    expect(errorOf()).toBe("config-invalid: the configuration can't be used: ci/more.toml:1: a rule without an id");
  });

  it('does not pass over what is meant to be the configuration', () => {
    write('repo/.gitleaks.toml', GITLEAKS);
    symlinkSync(join(root, 'nowhere'), join(root, '.watertight.toml'));
    expect(errorOf()).toBe('config-invalid: the configuration is no file: .watertight.toml');
    mkdirSync(join(root, 'watertight.toml'));
    expect(errorOf()).toBe('config-invalid: the configuration is no file: watertight.toml');
  });

  it('says what can not be read', () => {
    expect(errorOf('no-such.toml')).toBe('path-missing: the configuration file does not exist: no-such.toml');
    write('repo/.gitleaks.toml', '[extend]\npath = "no-such.toml"');
    expect(errorOf()).toBe("config-invalid: the configuration can't be used: .gitleaks.toml: extend.path does not exist: no-such.toml");
    write('repo/watertight.toml', new Uint8Array([0x61, 0xff, 0xfe]));
    expect(errorOf()).toBe("config-invalid: the configuration can't be read: watertight.toml: it is not UTF-8");
    write('repo/watertight.toml', `#${' '.repeat(5_000_000)}`);
    expect(errorOf()).toBe('config-invalid: the configuration is larger than 5 MB: watertight.toml');
  });
});

describe('isGitleaks', () => {
  it.each([
    ['a/.gitleaks.toml', '', true],
    ['a/betterleaks.toml', '', true],
    ['a/watertight.toml', 'title = "x"', false],
    ['a/rules.toml', 'title = "x"', true],
    ['a/rules.toml', "[[rules]]\nid = 'x'\n  regex = 'x'", true],
    ['a/rules.toml', "[[rules]]\nid = 'x'\ntitle = 'y'\npattern = 'x'", false],
    ['a/rules.toml', "[builtin]\ndisable = ['x']", false],
    ['a/rules.toml', '[[allowlists]]\npaths = []', false],
  ])('%s %j: %s', (path, text, expected) => {
    expect(isGitleaks(path, text)).toBe(expected);
  });
});
