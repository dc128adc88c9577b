import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import type { Environment } from './user-folders.ts';

/** Longer files are no list of profiles. Bytes. */
const MAX_BYTES = 1_000_000;

/** `[default]`, `[name]`; `[profile name]` in the config file, whose other sections (`[sso-session …]`, `[services …]`) are no profiles. */
const SECTION = /^\s*\[\s*(?:(profile)\s+)?("?)([^\]"]{1,128}?)\2\s*\]/gm;

const read = (path: string): string => {
  try {
    const bytes = readFileSync(path);
    return bytes.length > MAX_BYTES ? '' : bytes.toString('utf8');
  } catch {
    return ''; // it is not there, or not for us
  }
};

/**
 * Names of the profiles that the files of AWS know, in their order; nothing else of the files is looked at.
 * https://docs.aws.amazon.com/sdkref/latest/guide/file-format.html
 */
export const loadAwsProfiles = (env: Environment, home = homedir()): string[] => {
  const config = read(env['AWS_CONFIG_FILE'] ?? join(home, '.aws/config'));
  const credentials = read(env['AWS_SHARED_CREDENTIALS_FILE'] ?? join(home, '.aws/credentials'));
  const inConfig = [...config.matchAll(SECTION)].filter(([, word, , name]) => word !== undefined || name === 'default');
  const inCredentials = [...credentials.matchAll(SECTION)].filter(([, word]) => word === undefined);
  return [...new Set([...inConfig, ...inCredentials].map((match) => match[3] ?? ''))];
};
