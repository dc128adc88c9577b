import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { loadSettings } from '../../../shared/config/settings.ts';
import { indexKnownValues } from '../../../shared/known/index-values.ts';
import { Secret } from '../../../shared/model/secret.ts';
import { KNOWN_RULES } from '../../../shared/scan/rule-list.ts';
import { scan } from '../../../shared/scan/scan.ts';
import { PIECE_BYTES } from '../../../shared/sources/pieces.ts';
import { createSandbox, type Sandbox } from '../../support/repository.ts';

describe('known values of a file that is read in pieces', () => {
  let box: Sandbox;
  beforeAll(() => {
    box = createSandbox();
  });
  afterAll(() => box.remove());

  it('are found once each, wherever the cuts are', async () => {
    const value = randomBytes(24).toString('base64');
    const encoded = Buffer.from(`user:${value}`).toString('base64');
    const { known } = indexKnownValues([{ secret: new Secret(value), name: 'prod/a', status: 'current', version: null, remedy: 'rotate it' }]);
    const { config, ...files } = loadSettings({ root: box.folder, config: false, baseline: false }, KNOWN_RULES);
    for (const shift of [-40, -8, 0, 30]) {
      const text = (at: number, length: number): string => 'some words of a log, over and over\n'.repeat(Math.ceil(length / 35)).slice(0, at);
      const first = text(PIECE_BYTES + shift, PIECE_BYTES * 2);
      // Broken over two lines, and in a form that is cut where the piece is.
      const file = `${first}\n${value.slice(0, 11)}\n${value.slice(11)}\n${text(PIECE_BYTES - 60, PIECE_BYTES * 2)}\n${encoded}\n${text(PIECE_BYTES, PIECE_BYTES * 2)}`;
      box.write({ 'build.log': file });
      const source = { kind: 'paths', paths: ['build.log'], trackedOnly: false, cwd: box.folder, env: {} } as const;
      const { findings } = await scan({ ...files, config, source, known, threads: 1 });
      expect(findings.map(({ ruleId, range }) => ({ ruleId, start: range.start }))).toEqual([
        { ruleId: 'known-value', start: first.length + 1 },
        { ruleId: 'known-value', start: file.indexOf(encoded) },
      ]);
    }
  });
});
