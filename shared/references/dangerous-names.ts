/** Variables that change what programs run or where they read, by who reads them. A secret must not set them: whoever can write it would own the machine. */

interface Danger {
  readonly reason: string;
  /** In capitals; `*` stands for any ending. */
  readonly names: string;
}

/**
 * Sources: ld.so(8) with its list for secure execution, dyld(1), bash(1), zsh(1), the manuals of Node, Python, Perl, Ruby, PHP, Java, .NET, git(1),
 * npm's configuration, make(1), cargo; November 2026.
 */
const EVERYWHERE: readonly Danger[] = [
  {
    reason: 'the loader takes code or files from it',
    names:
      'LD_* DYLD_* _RLD_* LIBPATH SHLIB_PATH GCONV_PATH GETCONF_DIR HOSTALIASES LOCALDOMAIN LOCPATH MALLOC_TRACE NIS_PATH NLSPATH RESOLV_HOST_CONF RES_OPTIONS TZDIR',
  },
  { reason: 'it decides which programs are found', names: 'PATH PATHEXT COMSPEC SYSTEMROOT WINDIR PSMODULEPATH' },
  { reason: 'shells run or obey it', names: 'BASH_ENV ENV BASH_FUNC_* SHELLOPTS BASHOPTS PROMPT_COMMAND PS4 IFS CDPATH ZDOTDIR SHELL FPATH' },
  { reason: 'Node takes options or code from it', names: 'NODE_OPTIONS NODE_PATH NODE_REPL_EXTERNAL_MODULE ELECTRON_RUN_AS_NODE' },
  { reason: 'npm takes settings from it, of which some run programs', names: 'NPM_CONFIG_* YARN_IGNORE_PATH YARN_RC_FILENAME' },
  { reason: 'Python takes code from it', names: 'PYTHONPATH PYTHONHOME PYTHONSTARTUP PYTHONINSPECT PYTHONBREAKPOINT PYTHONUSERBASE PYTHONWARNINGS' },
  { reason: 'Perl takes options or code from it', names: 'PERL5LIB PERLLIB PERL5OPT PERL5DB PERL5SHELL' },
  { reason: 'Ruby takes options or code from it', names: 'RUBYOPT RUBYLIB RUBYSHELL BUNDLE_GEMFILE GEM_PATH GEM_HOME' },
  { reason: 'PHP takes settings from it', names: 'PHPRC PHP_INI_SCAN_DIR' },
  {
    reason: 'Java takes options or code from it',
    names: 'JAVA_TOOL_OPTIONS JDK_JAVA_OPTIONS _JAVA_OPTIONS JAVA_OPTS CLASSPATH MAVEN_OPTS MAVEN_ARGS GRADLE_OPTS SBT_OPTS ANT_OPTS',
  },
  {
    reason: '.NET takes code from it',
    names: 'DOTNET_STARTUP_HOOKS DOTNET_ADDITIONAL_DEPS DOTNET_SHARED_STORE COR_ENABLE_PROFILING COR_PROFILER* CORECLR_ENABLE_PROFILING CORECLR_PROFILER*',
  },
  {
    reason: 'git runs it, or takes settings from it',
    names:
      'GIT_SSH GIT_SSH_COMMAND GIT_SSH_VARIANT GIT_ASKPASS GIT_EDITOR GIT_SEQUENCE_EDITOR GIT_PAGER GIT_EXTERNAL_DIFF GIT_PROXY_COMMAND GIT_EXEC_PATH ' +
      'GIT_TEMPLATE_DIR GIT_CONFIG* GIT_DIR GIT_COMMON_DIR GIT_WORK_TREE GIT_INDEX_FILE GIT_OBJECT_DIRECTORY GIT_ALTERNATE_OBJECT_DIRECTORIES GIT_NAMESPACE ' +
      'GIT_CEILING_DIRECTORIES GIT_TRACE* GIT_REDIRECT_* GIT_ALLOW_PROTOCOL GIT_SSL_NO_VERIFY GIT_ATTR_*',
  },
  { reason: 'other programs run it', names: 'EDITOR VISUAL PAGER MANPAGER BROWSER LESSOPEN LESSCLOSE SSH_ASKPASS SUDO_ASKPASS SUDO_EDITOR TERMINFO' },
  {
    reason: 'build tools take programs from it',
    names: 'MAKEFLAGS GNUMAKEFLAGS RUSTC RUSTC_WRAPPER RUSTC_WORKSPACE_WRAPPER RUSTFLAGS CARGO_BUILD_RUSTC* GOFLAGS GOENV',
  },
  { reason: 'TLS stops being checked with it', names: 'NODE_TLS_REJECT_UNAUTHORIZED PYTHONHTTPSVERIFY' },
];

/** https://docs.github.com/actions/reference/workflows-and-actions/variables; `INPUT_*` is what the next actions take for their inputs. */
const ON_A_RUNNER: readonly Danger[] = [{ reason: 'the runner and its actions obey it', names: 'GITHUB_* RUNNER_* ACTIONS_* INPUT_* STATE_* CI' }];

/** Names with such a prefix that hold a credential and nothing else: npm's, and those of LaunchDarkly, whose prefix is the loader's. */
const CREDENTIAL = /^NPM_CONFIG_.*_(?:AUTH|AUTHTOKEN|PASSWORD|OTP)$|^LD_(?:\w+_)?(?:KEY|TOKEN|CLIENT_ID|CLIENT_SIDE_ID)$/;

const compile = (dangers: readonly Danger[]) => {
  const whole = new Map<string, string>();
  const prefixes: { readonly prefix: string; readonly reason: string }[] = [];
  for (const { names, reason } of dangers) {
    for (const name of names.split(' ')) {
      if (name.endsWith('*')) prefixes.push({ prefix: name.slice(0, -1), reason });
      else whole.set(name, reason);
    }
  }
  return (name: string): string | undefined => whole.get(name) ?? prefixes.find(({ prefix }) => name.startsWith(prefix))?.reason;
};

const everywhere = compile(EVERYWHERE);
const onRunner = compile(ON_A_RUNNER);

/**
 * Why a variable must not be set from a secret; undefined where it may. Case does not matter, as on Windows. `on`: with `runner`, also the
 * variables that GitHub's runner and its actions obey; a program of one's own may well want a `GITHUB_TOKEN`.
 */
export const dangerousName = (name: string, on: 'program' | 'runner'): string | undefined => {
  const upper = name.toUpperCase();
  if (CREDENTIAL.test(upper)) return undefined;
  return everywhere(upper) ?? (on === 'runner' ? onRunner(upper) : undefined);
};
