import { describe, expect, it } from '@jest/globals';
import { strToU8, zipSync } from 'fflate';
import { defaultConfig } from '../../../shared/config/default-config.ts';
import { logsInMemory } from '../../../shared/logs/log-source.ts';
import { scanLogs } from '../../../shared/logs/scan-logs.ts';
import { KNOWN_RULES } from '../../../shared/scan/rule-list.ts';

/** Made at run time, so that no file of ours holds it. */
const PASSWORD = ['Xk7', 'vQ2m', 'Rt9', 'pLw4', 'Zs6b'].join('');
const LEAK = `export DB_PASSWORD=${PASSWORD}`;

const stamp = (line: number): string => `2026-11-20T08:00:00.${String(line).padStart(7, '0')}Z`;
const stamped = (lines: readonly string[], from = 0): string => lines.map((line, i) => `${stamp(from + i)} ${line}\n`).join('');

const placesIn = async (files: Readonly<Record<string, string>>): Promise<string[]> => {
  const zip = zipSync(Object.fromEntries(Object.entries(files).map(([name, text]) => [name, strToU8(text)])));
  const result = await scanLogs({ logs: logsInMemory(zip, 'run 5'), config: defaultConfig(KNOWN_RULES), today: '2026-11-20', cwd: '/', env: {}, threads: 1 });
  expect(result.problems).toEqual([]);
  return result.findings.map(({ origin, place }) => `${origin.path}:${place.startLine}`);
};

describe('scanLogs', () => {
  const [first, second] = [stamped(['one', LEAK, 'two']), stamped(['three', LEAK], 10)];

  it('counts what a zip file says twice once, in the step', async () => {
    const steps = { 'build/1_Set up job.txt': `\ufeff${first}`, 'build/2_Run.txt': `\ufeff${second}` };
    const expected = ['build/1_Set up job.txt:2', 'build/2_Run.txt:2'];
    expect(await placesIn({ '0_build.txt': `\ufeff${first}${second}`, ...steps })).toEqual(expected);
    // files of steps joined byte by byte
    expect(await placesIn({ '0_build.txt': `\ufeff${first}\ufeff${second}`, ...steps })).toEqual(expected);
    expect(await placesIn(steps)).toEqual(expected);
  });

  it('keeps what only one of both files has', async () => {
    expect(await placesIn({ '0_build.txt': first + second, 'build/1_Set up job.txt': stamped(['one']), 'build/2_Run.txt': second })).toEqual([
      '0_build.txt:2',
      'build/2_Run.txt:2',
    ]);
    expect(await placesIn({ '0_build.txt': stamped(['one']), 'build/1_Set up job.txt': first })).toEqual(['build/1_Set up job.txt:2']);
  });

  it('counts a job that is there under two names once', async () => {
    expect(await placesIn({ '0_build.txt': first, '1_build (1).txt': first })).toEqual(['0_build.txt:2']);
    expect(await placesIn({ 'build/1_Run.txt': first, 'build (1)/1_Run.txt': first, '0_build.txt': first })).toEqual(['build (1)/1_Run.txt:2']);
  });

  it('counts jobs and lines that only look alike by themselves', async () => {
    expect(await placesIn({ '0_a.txt': first, '1_b.txt': stamped(['one', LEAK, 'two'], 5000) })).toEqual(['0_a.txt:2', '1_b.txt:2']);
    expect(await placesIn({ '0_a.txt': stamped([LEAK, LEAK]) })).toEqual(['0_a.txt:1', '0_a.txt:2']);
    expect(await placesIn({ '0_a.txt': `${stamp(1)} ${LEAK} ${LEAK}\n`, 'a/1_Run.txt': `${stamp(1)} ${LEAK} ${LEAK}\n` })).toEqual([
      'a/1_Run.txt:1',
      'a/1_Run.txt:1',
    ]);
  });

  it('counts lines without a time stamp as often as the fuller file has them', async () => {
    const plain = `one\n${LEAK}\n`;
    expect(await placesIn({ '0_a.txt': plain + plain, 'a/1_Set up.txt': plain, 'a/2_Run.txt': plain })).toEqual(['a/1_Set up.txt:2', 'a/2_Run.txt:2']);
    expect(await placesIn({ '0_a.txt': plain + plain, 'a/1_Set up.txt': plain })).toEqual(['0_a.txt:4', 'a/1_Set up.txt:2']);
    expect(await placesIn({ '0_a.txt': plain, '1_b.txt': plain })).toEqual(['0_a.txt:2', '1_b.txt:2']);
  });

  it('says what is no text', async () => {
    const zip = zipSync({ '0_build.txt': Uint8Array.from({ length: 5000 }, (_, i) => (i * 7) % 256) });
    const result = await scanLogs({
      logs: logsInMemory(zip, 'run 5'),
      config: defaultConfig(KNOWN_RULES),
      today: '2026-11-20',
      cwd: '/',
      env: {},
      threads: 1,
      run: 5,
    });
    expect(result.problems.map(({ code, path, incomplete }) => [code, path, incomplete])).toEqual([
      ['file-unreadable', '5/0_build.txt', true],
      ['nothing-scanned', '5', true],
    ]);
  });
});
