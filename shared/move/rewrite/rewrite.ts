import type { Finding } from '../../model/finding.ts';
import type { Range } from '../../model/range.ts';
import type { SecretAddress } from '../../model/reference.ts';
import { isCompose, rewriteCompose } from './compose.ts';
import { rewriteDotenv } from './dotenv.ts';
import { isExpanded, rewriteExpanded } from './expanded.ts';
import { isKubernetes, rewriteKubernetes } from './kubernetes.ts';
import { nothing, rewriteProse, whyNothing } from './nothing.ts';
import { rewriteSettings } from './settings-file.ts';
import { rewriteTree } from './settings-tree.ts';
import { rewriteSource } from './source.ts';
import { rewriteTerraform } from './terraform.ts';
import { rewriteTfvars } from './tfvars.ts';
import { isWorkflow, rewriteWorkflow } from './workflow.ts';

/** One value to take out of a text, and what takes its place. */
export interface MovedValue {
  readonly finding: Finding;
  /** What of the text holds the value, as `findTargets` gives it: often more than the finding's own range (a whole connection string). */
  readonly range: Range;
  /** The reference as it is to be written, e.g. an ARN with a JSON key. One line, never empty. */
  readonly reference: string;
  /** The name of an environment variable for it, e.g. `DB_PASSWORD`. */
  readonly variable: string;
  /** Where the value is stored, as precise as is known: before it is stored a name, then the full ARN. */
  readonly address: SecretAddress;
  /** The keys into the stored JSON; empty where the secret is the value alone. */
  readonly pointer: readonly string[];
}

/** Another file that may be edited too, with its text behind the byte order mark. */
export interface SiblingFile {
  /** Written like the path of the file itself: relative to the current folder, with `/`. */
  readonly path: string;
  readonly text: string;
}

/** What is put in the place of a range of a file's text. */
export interface Edit {
  readonly path: string;
  readonly range: Range;
  readonly text: string;
}

export type RewriteKind =
  | 'dotenv'
  | 'tfvars'
  | 'terraform'
  | 'compose'
  | 'ecs'
  | 'cloudformation'
  | 'kubernetes'
  | 'workflow'
  | 'source'
  | 'json'
  | 'yaml'
  | 'toml'
  | 'ini'
  | 'properties'
  | 'npmrc'
  | 'xml'
  | 'text'
  | 'none';

/** How a file is changed so that it names the values instead of holding them. Holds no value. */
export interface Rewrite {
  readonly kind: RewriteKind;
  /** Sorted by path and place, never overlapping. None: nothing can be rewritten, so nothing should be stored either. */
  readonly edits: readonly Edit[];
  /** New files. None of them is among the file and its siblings; whoever writes them must not overwrite one that exists all the same. */
  readonly created: readonly SiblingFile[];
  /** What a person must or may still do, ready to be copied. */
  readonly instructions: readonly string[];
  /** Whether the program works after it without a person's work. The instructions then only advise. */
  readonly complete: boolean;
}

/**
 * How `file` is rewritten for `values`, all of them its own. `siblings`: the text files beside it that may be edited too; a tfvars wants the
 * `.tf` and `.tfvars` of its module, a compose file the `.env` beside it. Pure; never throws.
 */
export const planRewrite = (file: SiblingFile, values: readonly MovedValue[], siblings: readonly SiblingFile[] = []): Rewrite => {
  const rewrite = rewriteByKind(file, values, siblings);
  const edits = inOrder(rewrite.edits);
  return edits ? { ...rewrite, edits } : nothing([`${file.path} can't be rewritten safely: its values stand too close to each other. Move them one by one.`]);
};

const rewriteByKind = (file: SiblingFile, values: readonly MovedValue[], siblings: readonly SiblingFile[]): Rewrite => {
  const { path, text } = file;
  const format = values[0]?.finding.format;
  const why = whyNothing(path, format);
  if (why || values.length === 0) return nothing(why ?? []);
  if (isExpanded(path) && format !== 'text') return rewriteExpanded(file, values, siblings);
  switch (format) {
    case 'dotenv':
      return rewriteDotenv(file, values);
    case 'tfvars':
      return rewriteTfvars(file, values, siblings);
    case 'terraform':
      return rewriteTerraform(file, values, siblings);
    case 'yaml':
      if (isCompose(path, text)) return rewriteCompose(file, values, siblings);
      if (isWorkflow(path)) return rewriteWorkflow(file, values);
      if (isKubernetes(text)) return rewriteKubernetes(file, values);
      return rewriteTree(file, values, 'yaml');
    case 'json':
      if (/\.(?:tf|pkr)vars\.json$/i.test(path)) return rewriteTfvars(file, values, siblings);
      return rewriteTree(file, values, 'json');
    case 'npmrc':
    case 'toml':
    case 'ini':
    case 'properties':
    case 'xml':
      return rewriteSettings(file, values, format);
    default:
      return /\.(?:md|mdx|markdown|rst|adoc|txt)$/i.test(path) ? rewriteProse(file, values) : rewriteSource(file, values, siblings);
  }
};

/** The edits sorted, each once, removals that overlap joined; undefined when two others want the same place. */
const inOrder = (edits: readonly Edit[]): readonly Edit[] | undefined => {
  const sorted = [...edits].sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : a.range.start - b.range.start || a.range.end - b.range.end));
  const kept: Edit[] = [];
  for (const edit of sorted) {
    const last = kept.at(-1);
    if (!last || last.path !== edit.path || last.range.end <= edit.range.start) {
      const isAgain = last?.path === edit.path && last.range.start === edit.range.start && last.range.end === edit.range.end && last.text === edit.text;
      if (!isAgain) kept.push(edit);
    } else if (last.text === '' && edit.text === '')
      kept[kept.length - 1] = { ...last, range: { start: last.range.start, end: Math.max(last.range.end, edit.range.end) } };
    else if (last.range.start !== edit.range.start || last.range.end !== edit.range.end || last.text !== edit.text) return undefined;
  }
  return kept;
};

/** The text with the edits made. They must be sorted, not overlap, and be of this text. */
export const applyEdits = (text: string, edits: readonly Pick<Edit, 'range' | 'text'>[]): string => {
  let result = '';
  let at = 0;
  for (const edit of edits) {
    result += text.slice(at, edit.range.start) + edit.text;
    at = edit.range.end;
  }
  return result + text.slice(at);
};
