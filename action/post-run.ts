import { resolve } from 'node:path';
import { EXIT_CLEAN, EXIT_FINDINGS, exitStatusOf } from '../shared/model/app-error.ts';
import { plural } from '../shared/report/by-path.ts';
import { asLine, forMarkdown } from '../shared/text/neutralise.ts';
import { writeCommandFile } from './file-commands.ts';
import { findLeaks, type Leak } from './find-leaks.ts';
import { EXPORTS_NOTE } from './plan-exports.ts';
import { describeError, fail, say, warn, writeSummary } from './say.ts';
import { takeWatch } from './watch.ts';

/** The runner shows ten errors of a step. */
const MAX_ANNOTATIONS = 9;
const MAX_NAMED = 200;

const nameOf = ({ file, line, label }: Leak): string => asLine(`${file}:${line}: ${label}`);

const report = async (leaks: readonly Leak[]): Promise<void> => {
  for (const leak of leaks.slice(0, MAX_ANNOTATIONS)) {
    const { file, isInWorkspace, line, label } = leak;
    const message = asLine(`${file}:${line} holds a value that was fetched: ${label}`);
    fail(message, isInWorkspace ? { file: asLine(file), line: String(line) } : {});
  }
  fail(
    `${plural(leaks.length, 'fetched value')} got out into files:\n${leaks.slice(0, MAX_NAMED).map(nameOf).join('\n')}${leaks.length > MAX_NAMED ? `\nand ${leaks.length - MAX_NAMED} more` : ''}\n` +
      "Do not upload or cache them, and rotate the secret if that happened. 'verify: false' is for jobs that must write a secret into a file.",
  );
  const rows = leaks.slice(0, MAX_NAMED).map(({ file, line, label }) => `| ${forMarkdown(file)} | ${line} | ${forMarkdown(label)} |`);
  await writeSummary(`### Fetched secrets got out into files\n\n| File | Line | Secret |\n| --- | --- | --- |\n${rows.join('\n')}\n`);
};

const verify = async (state: Readonly<Record<'watch' | 'key' | 'seal', string>>): Promise<number> => {
  const taken = takeWatch(state);
  if (taken === undefined) {
    fail('It could not be verified that no fetched secret got out: what the fetch kept for it is gone or was changed by a later step.');
    return EXIT_FINDINGS;
  }
  const limits: string[] = [];
  const { watch, key } = taken;
  const { leaks, searched } = await findLeaks(watch, key, resolve(process.env['GITHUB_WORKSPACE'] || process.cwd()), process.env, (limit) =>
    limits.push(limit),
  );
  if (watch.unwatched > 0) limits.push(`${watch.unwatched} forms of values were too many to look for`);
  for (const limit of limits.slice(0, 20)) warn(asLine(`Not verified: ${limit}`));
  if (limits.length > 20) warn(`Not verified: ${limits.length - 20} more`);
  if (watch.tooShort > 0) say(`Too short to be looked for: ${plural(watch.tooShort, 'value')}.`);
  if (leaks.length === 0) {
    say(`No fetched value got out: ${plural(searched, 'changed file')} searched.`);
    return EXIT_CLEAN;
  }
  await report(leaks);
  return EXIT_FINDINGS;
};

/** An empty value is as near to unset as a step can get. */
const cleanUp = (names: readonly string[]): void => {
  writeCommandFile(
    'GITHUB_ENV',
    [...names, EXPORTS_NOTE].map((name) => [name, ''] as const),
  );
  say(`Cleared: ${plural(names.length, 'variable')}.`);
};

/** The post step: clears what was exported, then looks whether a value got out. One does not keep the other back. */
export const runPost = async (): Promise<number> => {
  const state = (name: string): string => process.env[`STATE_${name}`] ?? '';
  const steps: readonly (() => Promise<number>)[] = [
    async () => {
      if (state('names') !== '') cleanUp(state('names').split(','));
      return EXIT_CLEAN;
    },
    async () => (state('watch') === '' ? EXIT_CLEAN : verify({ watch: state('watch'), key: state('key'), seal: state('seal') })),
  ];
  const statuses: number[] = [];
  for (const step of steps) {
    try {
      statuses.push(await step());
    } catch (error) {
      fail(describeError(error));
      statuses.push(exitStatusOf(error));
    }
  }
  return statuses.find((status) => status !== EXIT_CLEAN) ?? EXIT_CLEAN;
};
