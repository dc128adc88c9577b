import type { Command } from 'commander';
import { AppError } from '../../shared/model/app-error.ts';

/** Options of live checks. Off by default; no file can turn them on. */
export interface VerifyOptions {
  readonly verify?: true;
  readonly verifyOnly?: readonly string[];
  readonly onlyActive?: true;
}

const rule = (id: string, ids: readonly string[] = []): string[] => [...ids, id];

/** Adds them to a command that reports findings. */
export const withVerify = (command: Command): Command =>
  command
    .option('--verify', 'send what is found to the services that issued it, and only there, to learn whether it still works')
    .option('--verify-only <rule>', 'the same for findings of one rule; may be given more than once', rule)
    .option('--only-active', 'with --verify: report nothing but what works, and say how much that leaves out');

export const isVerifying = ({ verify, verifyOnly }: VerifyOptions): boolean => verify === true || verifyOnly !== undefined;

/** @throws AppError `usage` */
export const checkVerifyOptions = (options: VerifyOptions): void => {
  if (options.onlyActive === true && !isVerifying(options))
    throw new AppError('usage', '--only-active needs --verify', 'Without a live check nobody knows what is active.');
};
