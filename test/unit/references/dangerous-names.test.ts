import { describe, expect, it } from '@jest/globals';
import { dangerousName } from '../../../shared/references/dangerous-names.ts';

describe('dangerousName', () => {
  it.each(
    (
      'LD_PRELOAD LD_LIBRARY_PATH LD_AUDIT LD_32_PRELOAD DYLD_INSERT_LIBRARIES BASH_ENV ENV BASH_FUNC_ls%% NODE_OPTIONS PATH Path PYTHONPATH PERL5LIB PERL5OPT ' +
      'RUBYOPT GIT_SSH_COMMAND GIT_CONFIG_COUNT GIT_CONFIG_KEY_0 IFS PROMPT_COMMAND npm_config_script_shell NPM_CONFIG_USERCONFIG JAVA_TOOL_OPTIONS _JAVA_OPTIONS ' +
      'ld_preload Node_Options DOTNET_STARTUP_HOOKS PATHEXT ComSpec SHELL CDPATH ZDOTDIR EDITOR'
    ).split(' '),
  )('refuses %s everywhere', (name) => {
    expect(dangerousName(name, 'program')).toMatch(/\w/);
    expect(dangerousName(name, 'runner')).toMatch(/\w/);
  });

  it.each('GITHUB_ENV GITHUB_PATH GITHUB_TOKEN github_output RUNNER_TEMP ACTIONS_RUNTIME_TOKEN ACTIONS_STEP_DEBUG INPUT_TOKEN STATE_x CI'.split(' '))(
    'refuses %s on a runner only',
    (name) => {
      expect(dangerousName(name, 'runner')).toMatch(/\w/);
      expect(dangerousName(name, 'program')).toBeUndefined();
    },
  );

  it.each(
    (
      'DATABASE_URL API_KEY GIT_TOKEN GIT_PASSWORD LD_SDK_KEY LD_API_KEY npm_config__auth npm_config_//registry.example.com/:_authToken NPM_TOKEN NODE_ENV ' +
      'HTTP_PROXY HTTPS_PROXY JAVA_HOME ENVIRONMENT PATHS MY_PATH AWS_SECRET_ACCESS_KEY PYTHON_TOKEN SHELL_TOKEN MY_LD_PRELOAD'
    ).split(' '),
  )('lets %s be set', (name) => {
    expect(dangerousName(name, 'program')).toBeUndefined();
    expect(dangerousName(name, 'runner')).toBeUndefined();
  });
});
