import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { loadAwsProfiles } from '../../../shared/config/aws-profiles.ts';

const home = mkdtempSync(join(tmpdir(), 'watertight-profiles-'));
mkdirSync(join(home, '.aws'));
afterAll(() => rmSync(home, { recursive: true, force: true }));

describe('profiles of AWS', () => {
  it('are none where there are no files', () => {
    expect(loadAwsProfiles({}, join(home, 'nobody'))).toEqual([]);
  });

  it('come from both files, each once, without the sections that are none', () => {
    writeFileSync(
      join(home, '.aws/config'),
      '[default]\nregion = eu-west-1\n[profile staging]\nsso_session = acme\n  [profile "two words"] ; mine\n[sso-session acme]\n[services local]\n',
    );
    writeFileSync(join(home, '.aws/credentials'), '[default]\n[legacy]\naws_access_key_id = x\n');
    expect(loadAwsProfiles({}, home)).toEqual(['default', 'staging', 'two words', 'legacy']);
  });

  it('come from the files that the environment names', () => {
    writeFileSync(join(home, 'other'), '[profile prod]\n');
    expect(loadAwsProfiles({ AWS_CONFIG_FILE: join(home, 'other') }, home)).toEqual(['prod', 'default', 'legacy']);
  });
});
