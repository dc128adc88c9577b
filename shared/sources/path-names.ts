/**
 * What names of files and folders tell. Pure; the separator is an argument so that both are tested everywhere.
 * All paths here are relative, with `/`, unless said otherwise.
 */

/** A path of the file system as it is reported: with `/`. On Windows `\` separates; elsewhere it is a legal character of a name. */
export const toReported = (path: string, separator: '/' | '\\'): string => (separator === '\\' ? path.replaceAll('\\', '/') : path);

/** `folder` and a path below it; `folder` may be `''` or `.`, which is the current folder. */
export const below = (folder: string, path: string): string => {
  if (folder === '' || folder === '.') return path;
  return folder.endsWith('/') ? folder + path : `${folder}/${path}`;
};

export const baseName = (path: string): string => path.slice(path.lastIndexOf('/') + 1);

/** Of `a/b/c`: `a/b`; of `a`: `''`. */
export const folderOf = (path: string): string => path.slice(0, Math.max(0, path.lastIndexOf('/')));

/** Files that are read even when git ignores them, because they hold what is to be moved: `.env*`, `*.env`, `*.env.*`, `*.tfvars*`. */
export const isEnvFile = (path: string): boolean => /^\.env|\.env(?:\.|$)|\.tfvars(?:\.|$)/i.test(baseName(path));

const VCS_FOLDERS: ReadonlySet<string> = new Set(['.git', '.hg', '.svn', '.bzr', '.jj', '.sl', '_darcs', 'CVS']);

export const isVcsFolder = (name: string): boolean => VCS_FOLDERS.has(name);

/** Where package managers put the code of others; written by a machine, fetched again at will. */
const DEPENDENCY_FOLDERS: ReadonlySet<string> = new Set([
  'node_modules',
  'bower_components',
  'jspm_packages',
  '.pnpm-store',
  '.venv',
  'venv',
  'virtualenv',
  'site-packages',
  '__pycache__',
  '.tox',
  '.nox',
  '.eggs',
  '.mypy_cache',
  '.pytest_cache',
  '.ruff_cache',
  '.gradle',
  '.rustup',
  'Pods',
  '.terraform',
  '.terragrunt-cache',
  '.dart_tool',
  '.pub-cache',
  'elm-stuff',
  '.stack-work',
]);

/** Two-part ones, whose last name alone says too little. */
const DEPENDENCY_PAIRS = [
  '.m2/repository',
  '.cargo/registry',
  '.cargo/git',
  'vendor/bundle',
  'vendor/cache',
  'vendor/ruby',
  '.yarn/cache',
  '.yarn/unplugged',
  'Carthage/Checkouts',
  'Carthage/Build',
  'go/pkg/mod',
  'pkg/mod/cache',
];

/** Files whose presence makes a folder one of dependencies: of Go, of PHP's Composer, in `vendor`; of Python in any folder. */
const VENDOR_MARKERS = ['modules.txt', 'autoload.php'];
const ANY_MARKER = 'pyvenv.cfg';

export const isDependencyFolder = (path: string): boolean =>
  DEPENDENCY_FOLDERS.has(baseName(path)) || DEPENDENCY_PAIRS.some((pair) => path === pair || path.endsWith(`/${pair}`));

/** The same, told by the names of the files in it. */
export const isMarkedAsDependencies = (path: string, names: ReadonlySet<string>): boolean =>
  names.has(ANY_MARKER) || (baseName(path) === 'vendor' && VENDOR_MARKERS.some((marker) => names.has(marker)));

/** Whether a file lies in a folder of dependencies or of a version control system. */
export const isInSkippedFolder = (path: string): boolean => {
  for (let slash = path.indexOf('/'); slash >= 0; slash = path.indexOf('/', slash + 1)) {
    const folder = path.slice(0, slash);
    if (isVcsFolder(baseName(folder)) || isDependencyFolder(folder)) return true;
  }
  return false;
};

/** Order of the bytes in UTF-8, which is git's, and the same on every machine. UTF-16 units differ from it above U+D7FF only. */
export const comparePaths = (a: string, b: string): number => {
  if (a === b) return 0;
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i += 1) {
    const x = a.charCodeAt(i);
    const y = b.charCodeAt(i);
    if (x === y) continue;
    const isPair = (unit: number) => unit >= 0xd800 && unit < 0xe000;
    if (isPair(x) !== isPair(y)) return isPair(x) ? 1 : -1;
    return x - y;
  }
  return a.length - b.length;
};

/**
 * The name of a member of an archive, made harmless: no way out of the archive, no drive, no control characters. Nothing is ever
 * unpacked to disk; this is for whoever reads the report, or goes by its paths.
 */
export const toMemberName = (name: string): string => {
  const parts = name
    .replaceAll('\\', '/')
    .replace(/[\0-\x1f\x7f]/g, '?')
    .replace(/^[A-Za-z]:/, '')
    .split('/')
    .filter((part) => part !== '' && part !== '.' && part !== '..');
  return parts.join('/') || '?';
};
