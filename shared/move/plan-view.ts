import type { ProviderId } from '../model/reference.ts';
import { type ChangedLines, changedLines, shownLines } from './changed-lines.ts';
import { editsOf, type FilePlan, type PlannedSecret } from './file-plan.ts';
import type { RewriteKind } from './rewrite/rewrite.ts';
import type { ScanText } from './scan-text.ts';
import { scrubberOf } from './secret-text.ts';

/** A plan as people and programs read it: no value in it. The shape of `watertight move --format json`, a contract: `docs/moving.md`. */
export interface FileView {
  readonly path: string;
  readonly kind: RewriteKind;
  readonly secrets: readonly SecretView[];
  readonly values: readonly ValueView[];
  /** What changes, in this file and in those beside it. */
  readonly changes: readonly (ChangedLines & { readonly path: string })[];
  /** Files that are made, and how they begin. */
  readonly created: readonly { readonly path: string; readonly lines: readonly string[] }[];
  readonly instructions: readonly string[];
  /** What stays, and why. */
  readonly byHand: readonly { readonly line: number; readonly key: string | null; readonly ruleId: string; readonly redacted: string; readonly why: string }[];
  readonly notes: readonly string[];
  /** Whether the program works afterwards without a person's work. */
  readonly complete: boolean;
  /** Why it can't be moved; null when it can. */
  readonly problem: { readonly code: string; readonly message: string; readonly hint: string } | null;
}

export interface SecretView {
  readonly store: ProviderId;
  readonly name: string;
  readonly action: 'create' | 'add keys' | 'replace' | 'keep';
  /** Empty where the value is the whole secret. */
  readonly keys: readonly string[];
}

export interface ValueView {
  readonly line: number;
  readonly key: string | null;
  readonly ruleId: string;
  readonly redacted: string;
  readonly variable: string;
  readonly secret: string;
}

const actionOf = ({ mode, replaced }: PlannedSecret): SecretView['action'] => {
  if (mode !== 'update') return mode;
  return replaced.length > 0 ? 'replace' : 'add keys';
};

const changesOf = async ({ file, siblings, rewrite, findings, values }: FilePlan, scanText: ScanText): Promise<FileView['changes']> => {
  const changes: (ChangedLines & { readonly path: string })[] = [];
  for (const { path, content, state } of [file, ...siblings]) {
    const edits = editsOf(rewrite, path);
    if (edits.length === 0) continue;
    const found = path === file.path ? findings : await scanText(path, state.bytes ?? new Uint8Array());
    const moved = path === file.path ? values.map(({ target }) => target.range) : [];
    changes.push(...changedLines(content.text, edits, found, moved).map((lines) => ({ path, ...lines })));
  }
  return changes;
};

export const viewOf = async (plan: FilePlan, scanText: ScanText): Promise<FileView> => {
  const { file, findings, secrets, values, rewrite, byHand, notes, problem } = plan;
  const scrub = scrubberOf([...findings.map(({ secret }) => secret), ...values.map(({ target }) => target.value)]);
  const changes = values.length === 0 ? [] : await changesOf(plan, scanText);
  return {
    path: file.path,
    kind: rewrite.kind,
    secrets: secrets.map((secret, index) => ({
      store: secret.address.provider,
      name: secret.address.id,
      action: actionOf(secret),
      keys: [...new Set(values.filter((value) => value.secret === index).flatMap(({ key }) => (key === null ? [] : [key])))],
    })),
    values: values.map(({ target: { finding }, variable, secret }) => ({
      line: finding.place.startLine,
      key: finding.key,
      ruleId: finding.ruleId,
      redacted: finding.redacted,
      variable,
      secret: secrets[secret]?.address.id ?? '',
    })),
    changes: changes.map((change) => ({ ...change, before: change.before.map(scrub), after: change.after.map(scrub) })),
    created: rewrite.created.map(({ path, text }) => ({ path, lines: shownLines(text).map(scrub) })),
    instructions: rewrite.instructions.map(scrub),
    byHand: byHand.map(({ finding, why }) => ({ line: finding.place.startLine, key: finding.key, ruleId: finding.ruleId, redacted: finding.redacted, why })),
    notes,
    complete: rewrite.complete,
    problem: problem && { code: problem.code, message: problem.message, hint: problem.hint },
  };
};
