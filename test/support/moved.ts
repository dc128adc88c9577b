import type { Finding } from '../../shared/model/finding.ts';
import type { SecretAddress } from '../../shared/model/reference.ts';
import { applyEdits, type MovedValue, planRewrite, type Rewrite, type SiblingFile } from '../../shared/move/rewrite/rewrite.ts';
import { findTargets, type Target } from '../../shared/move/rewrite/target.ts';
import { RULES } from '../../shared/rules/index.ts';
import { createRuleSet, scanFragment } from '../../shared/scan/scan-fragment.ts';

const ruleSet = createRuleSet(RULES);

/** What the engine finds in a text. */
export const scanText = (path: string, text: string): Finding[] => scanFragment({ text, origin: { path } }, ruleSet);

/** Where the values of a test go: how a reference to one is written, its address and pointer. */
export interface Store {
  readonly reference: (variable: string) => string;
  readonly address: (variable: string) => SecretAddress;
  readonly pointer: (variable: string) => readonly string[];
}

export const AWS_ARN = 'arn:aws:secretsmanager:eu-west-1:111122223333:secret:prod/app-AbCdEf';

/** One JSON secret in AWS, a key for each value. */
export const AWS: Store = {
  reference: (variable) => `${AWS_ARN}:${variable}::`,
  address: () => ({ provider: 'aws', id: AWS_ARN, region: 'eu-west-1', account: '111122223333', partition: 'aws' }),
  pointer: (variable) => [variable],
};

/** One secret in the local store for each file, a field for each value. */
export const LOCAL: Store = {
  reference: (variable) => `local://dev/app#${variable}`,
  address: () => ({ provider: 'local', id: 'dev/app' }),
  pointer: (variable) => [variable],
};

export interface Moved {
  readonly targets: readonly Target[];
  readonly rewrite: Rewrite;
  /** Texts after the move by path, new files among them. */
  readonly texts: Readonly<Record<string, string>>;
}

/** Finds with the engine (or takes `findings`), rewrites, and applies the edits to the file and its siblings. */
export const moveText = (path: string, text: string, store: Store = AWS, siblings: readonly SiblingFile[] = [], findings = scanText(path, text)): Moved => {
  const targets = findTargets({ path, text }, findings, { siblings, provider: store.address('').provider });
  const values: MovedValue[] = targets
    .filter((target) => target.blocked === undefined)
    .map((target) => ({
      finding: target.finding,
      range: target.range,
      variable: target.variable,
      reference: store.reference(target.variable),
      address: store.address(target.variable),
      pointer: store.pointer(target.variable),
    }));
  const rewrite = planRewrite({ path, text }, values, siblings);
  const texts: Record<string, string> = {};
  for (const file of [{ path, text }, ...siblings]) {
    texts[file.path] = applyEdits(
      file.text,
      rewrite.edits.filter((edit) => edit.path === file.path),
    );
  }
  for (const file of rewrite.created) texts[file.path] = file.text;
  return { targets, rewrite, texts };
};
