import { existsSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';

/** A program that is not ours, which tests run against. */
export interface OtherProgram {
  readonly name: string;
  /** Files that are there when it is installed whole. */
  readonly files: readonly string[];
  /** The command that installs it. */
  readonly install: string;
}

/** Tests against another program: run where it is installed, skipped by name where it is not, failed in CI (`CI=true`) without it. */
export const describeWith = ({ name, files, install }: OtherProgram, title: string, tests: () => void): void => {
  if (files.every((file) => existsSync(file))) {
    describe(title, tests);
  } else if (process.env['CI'] === 'true') {
    describe(title, () => {
      it(`has ${name} to run against`, () => expect(`${name} is missing: ${install}`).toBe(''));
    });
  } else {
    const reason = `${title} (skipped: ${name} is not installed; ${install} installs it)`;
    process.stderr.write(`${reason}\n`);
    describe.skip(reason, tests);
  }
};
