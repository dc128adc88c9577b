import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { loadEnvFile } from '../../../shared/resolve/load-env-file.ts';

describe('an env file', () => {
  let folder: string;
  const at = (name: string): string => join(folder, name);
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'watertight-env-'));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('is read whole, up to a megabyte', async () => {
    writeFileSync(at('full'), `A=é\n#${'x'.repeat(1_000_000 - 6)}`);
    expect(await loadEnvFile(at('full'))).toEqual([{ name: 'A', value: 'é' }]);
    writeFileSync(at('more'), `A=é\n#${'x'.repeat(1_000_000 - 5)}`);
    await expect(loadEnvFile(at('more'))).rejects.toMatchObject({ code: 'usage', message: expect.stringContaining('more than 1 MB') });
    expect(await loadEnvFile(at('none'))).toBeUndefined();
    await expect(loadEnvFile(folder)).rejects.toMatchObject({ code: 'usage' });
  });

  (process.platform === 'win32' ? it.skip : it)('takes no more memory for a device that has no end', async () => {
    symlinkSync('/dev/zero', at('zero'));
    await expect(loadEnvFile(at('zero'))).rejects.toMatchObject({ message: expect.stringContaining('more than 1 MB') });
  });
});
