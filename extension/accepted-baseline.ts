import { randomBytes } from 'node:crypto';
import type { Settings } from '../shared/config/settings.ts';
import { baselineToWrite } from '../shared/config/side-files.ts';
import type { Finding } from '../shared/model/finding.ts';
import { type AcceptMoreOptions, acceptMore } from '../shared/scan/accept.ts';

/** A baseline as it is and as it should be. No values: it holds salted hashes. */
export interface AcceptedBaseline {
  /** Relative to the root, with `/`. */
  readonly file: string;
  /** Null: it is to be made. */
  readonly before: string | null;
  readonly after: string;
}

/** The baseline of a folder with findings accepted beside those that are. Writes nothing. @throws AppError as `baselineToWrite`, `acceptMore` */
export const acceptFindings = (
  root: string,
  { config, today, pathExists }: Pick<Settings, 'config' | 'today' | 'pathExists'>,
  findings: readonly Finding[],
  why: Pick<AcceptMoreOptions, 'reason' | 'expires'> = {},
): AcceptedBaseline => {
  const { file, text } = baselineToWrite(root, config.baseline);
  const previous = text === undefined ? undefined : { file, text };
  const after = acceptMore(findings, previous, { ...why, salt: randomBytes(16).toString('hex'), now: new Date().toISOString(), today, pathExists });
  return { file, before: text ?? null, after };
};
