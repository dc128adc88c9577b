import { spawnSync } from 'node:child_process';
import { describe, expect, it } from '@jest/globals';

describe('package-lock.json', () => {
  it('names the builds for every platform, without which `npm ci` refuses it on a fresh clone', () => {
    const { status, stderr } = spawnSync(process.execPath, ['scripts/complete-lock.mjs', '--check'], { encoding: 'utf8' });
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  });
});
