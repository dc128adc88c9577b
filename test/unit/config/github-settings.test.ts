import { describe, expect, it } from '@jest/globals';
import { readGithubSettings } from '../../../shared/config/github-settings.ts';

const read = (env: Readonly<Record<string, string>>) => {
  const { token, ...rest } = readGithubSettings(env);
  return { ...rest, token: token?.reveal() };
};

describe('readGithubSettings', () => {
  it('knows the public server without a word', () => {
    expect(read({})).toEqual({ apiUrl: 'https://api.github.com', serverUrl: 'https://github.com', token: undefined, repository: undefined });
  });

  it('takes what a workflow sets', () => {
    const env = {
      GITHUB_API_URL: 'https://git.example/api/v3',
      GITHUB_SERVER_URL: 'https://git.example/',
      GITHUB_REPOSITORY: 'acme/app',
      GITHUB_TOKEN: ' one ',
    };
    expect(read(env)).toEqual({ apiUrl: 'https://git.example/api/v3', serverUrl: 'https://git.example', repository: 'acme/app', token: 'one' });
  });

  it('takes what the command line of GitHub takes', () => {
    expect(read({ GH_HOST: 'git.example', GH_TOKEN: 'two' })).toMatchObject({
      apiUrl: 'https://git.example/api/v3',
      serverUrl: 'https://git.example',
      token: 'two',
    });
    expect(read({ GH_HOST: 'github.com' }).apiUrl).toBe('https://api.github.com');
    expect(read({ GITHUB_API_URL: 'http://127.0.0.1:1' }).serverUrl).toBeUndefined();
    expect(() => readGithubSettings({ GH_HOST: 'evil.example/x?' })).toThrow('no name of a host');
  });
});
