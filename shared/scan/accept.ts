import type { Finding } from '../model/finding.ts';
import { createBaseline, type UpdateOptions, updateBaseline, writeBaseline } from '../suppress/baseline.ts';
import {
  addToDetectSecretsBaseline,
  isDetectSecretsBaseline,
  parseDetectSecretsBaseline,
  toDetectSecretsBaseline,
  withoutRealLeaks,
} from '../suppress/detect-secrets.ts';
import { parseBaseline } from '../suppress/parse-baseline.ts';
import type { NamedText } from './silence.ts';

/**
 * The text of a baseline that accepts exactly these findings. `salt` is used for a new one: at least 16 random characters.
 * @throws AppError `baseline-invalid` when the previous one is damaged
 */
export const acceptFindings = (findings: readonly Finding[], previous: NamedText | undefined, salt: string, options: UpdateOptions): string =>
  writeBaseline(
    previous === undefined ? createBaseline(findings, salt, options) : updateBaseline(findings, parseBaseline(previous.text, previous.file), options),
  );

/** How findings are accepted beside others. */
export interface AcceptMoreOptions extends Omit<UpdateOptions, 'isCovered'> {
  /** For a new baseline: at least 16 random characters. */
  readonly salt: string;
  /** ISO 8601 in UTC, from the caller's clock. */
  readonly now: string;
}

/**
 * The text of a baseline with these findings accepted beside what it accepts already: ours or detect-secrets', whichever it is.
 * @throws AppError `baseline-invalid` when the previous one is damaged, `conflict` when its audit called one of them a real leak
 */
export const acceptMore = (findings: readonly Finding[], previous: NamedText | undefined, { salt, now, ...options }: AcceptMoreOptions): string =>
  previous !== undefined && isDetectSecretsBaseline(previous.text)
    ? addToDetectSecretsBaseline(findings, now, previous.text, previous.file)
    : acceptFindings(findings, previous, salt, { ...options, isCovered: () => false });

/**
 * The text of a `.secrets.baseline` that accepts these findings and keeps what audits said of those in the previous one.
 * @throws AppError `baseline-invalid` when the previous one is damaged
 */
export const acceptForDetectSecrets = (findings: readonly Finding[], previous: NamedText | undefined, generatedAt: string): string =>
  toDetectSecretsBaseline(findings, generatedAt, previous === undefined ? undefined : parseDetectSecretsBaseline(previous.text, previous.file));

/**
 * Findings without those that an audit in a `.secrets.baseline` called real leaks: a baseline that follows it must not accept them.
 * @throws AppError `baseline-invalid` when it is damaged
 */
export const withoutAuditedLeaks = (findings: readonly Finding[], { file, text }: NamedText): readonly Finding[] =>
  withoutRealLeaks(findings, parseDetectSecretsBaseline(text, file));
