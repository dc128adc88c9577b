import type { Finding } from '../model/finding.ts';
import { type BaselineEntry, createBaseline, updateBaseline, writeBaseline } from '../suppress/baseline.ts';
import { parseBaseline } from '../suppress/parse-baseline.ts';
import type { NamedText } from './silence.ts';

export { toDetectSecretsBaseline } from '../suppress/detect-secrets.ts';

/**
 * The text of a baseline that accepts exactly these findings. `salt` is used for a new one: at least 16 random characters.
 * @throws AppError `baseline-invalid` when the previous one is damaged
 */
export const acceptFindings = (
  findings: readonly Finding[],
  previous: NamedText | undefined,
  salt: string,
  more: Pick<BaselineEntry, 'expires' | 'reason'>,
  pathExists: (path: string) => boolean,
): string =>
  writeBaseline(
    previous === undefined ? createBaseline(findings, salt, more) : updateBaseline(findings, parseBaseline(previous.text, previous.file), more, pathExists),
  );
