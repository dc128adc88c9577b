import { entriesOf } from '../../formats/entries-of.ts';
import { parseJson } from '../../formats/json.ts';
import { parseYaml } from '../../formats/yaml.ts';
import type { Entry } from '../../model/entry.ts';
import type { Finding } from '../../model/finding.ts';
import { contains, overlaps, type Range } from '../../model/range.ts';
import type { ProviderId } from '../../model/reference.ts';
import { Secret } from '../../model/secret.ts';
import { decodeBase64, textOfBytes } from '../../text/base64.ts';
import { isCompose } from './compose.ts';
import { isKubernetes, secretKeyAt } from './kubernetes.ts';
import type { SiblingFile } from './rewrite.ts';
import { literalAround } from './string-literal.ts';
import { createWholeVariables, wholeValueAt } from './tfvars-whole.ts';
import { variableName } from './variable-name.ts';
import { parseTrees, type Tree } from './yaml-tree.ts';

/** A value that can be moved: all of it, though a finding may be a part alone (the password of a connection string). */
export interface Target {
  /** The first of the findings inside. */
  readonly finding: Finding;
  readonly findings: readonly Finding[];
  /** The value in the text, without its quotes. */
  readonly range: Range;
  /** What is to be stored: unquoted, unescaped, for a Kubernetes Secret decoded. */
  readonly value: Secret;
  /** The name of an environment variable for it, by convention. */
  readonly variable: string;
  /** Set where the value can't be moved as a whole: why, in a few words, and nothing may be stored. */
  readonly blocked?: string;
}

const BLOCKED_PART = 'it is a part of a longer text or stands beside other variables: give it a variable of its own first';
const BLOCKED_BINARY = 'the value is binary data';
const BLOCKED_EMPTY = 'the value is empty';

/** What besides the text decides how much of it is one value. */
export interface Around {
  /** As for `planRewrite`. */
  readonly siblings?: readonly SiblingFile[];
  /** Where the values go. */
  readonly provider?: ProviderId;
}

/** The values of a file that hold its findings, in the order of the text; findings of one value come together. Pure; never throws. */
export const findTargets = (file: SiblingFile, findings: readonly Finding[], { siblings = [], provider = 'local' }: Around = {}): Target[] => {
  const entriesAround = nested(readEntries(file, findings));
  const trees = findings[0]?.format === 'yaml' && isKubernetes(file.text) ? parseTrees(file.text) : [];
  const wholeOf = findings[0]?.format === 'tfvars' ? createWholeVariables(file, siblings, provider) : undefined;
  const targets: Target[] = [];
  for (const finding of [...findings].sort((a, b) => a.range.start - b.range.start)) {
    let found = ofSecretKey(file, finding, trees) ?? targetOf(file, finding, entriesAround(finding.range));
    if (wholeOf && found.blocked === undefined) found = ofVariable(file, found, wholeOf(found.range));
    for (let last = targets.at(-1); last && overlaps(last.range, found.range); last = targets.at(-1)) {
      targets.pop();
      found = merge(last, found);
    }
    targets.push(found);
  }
  return targets;
};

/** The entries whose value holds a range. Entries nest, so that only those that start shortly before it are looked at. */
const nested = (entries: readonly Entry[]): ((range: Range) => readonly Entry[]) => {
  const sorted = [...entries].sort((a, b) => a.valueRange.start - b.valueRange.start);
  const furthest: number[] = [];
  for (const { valueRange } of sorted) furthest.push(Math.max(valueRange.end, furthest.at(-1) ?? 0));
  return (range) => {
    let low = 0;
    let high = sorted.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (sorted[middle]!.valueRange.start <= range.start) low = middle + 1;
      else high = middle;
    }
    const found: Entry[] = [];
    for (let at = low - 1; at >= 0 && furthest[at]! >= range.end; at--) if (sorted[at]!.valueRange.end >= range.end) found.push(sorted[at]!);
    return found;
  };
};

/** A map or list of Terraform moves as a whole where its parts can't be read alone. */
const ofVariable = (file: SiblingFile, target: Target, range: Range | undefined): Target => {
  const name = range && wholeValueAt(file.text, range)?.name;
  return range && name !== undefined ? { ...target, range, value: new Secret(file.text.slice(range.start, range.end)), variable: variableName(name) } : target;
};

/** A key of a Kubernetes Secret moves as a whole, whatever its text holds besides. */
const ofSecretKey = (file: SiblingFile, finding: Finding, trees: readonly Tree[]): Target | undefined => {
  const found = secretKeyAt(file.text, trees, finding.range);
  if (!found) return undefined;
  const value = found.isEncoded ? decoded(found.value) : found.value;
  const blocked = value === null ? BLOCKED_BINARY : undefined;
  return { finding, findings: [finding], range: found.range, value: new Secret(value ?? ''), variable: variableName(found.key), ...(blocked && { blocked }) };
};

const decoded = (text: string): string | null => {
  const bytes = decodeBase64(text.trim());
  return bytes && textOfBytes(bytes);
};

/** The wider of two targets that overlap, with the findings of both. */
const merge = (a: Target, b: Target): Target => {
  const wider = contains(a.range, b.range) ? a : b;
  return { ...wider, finding: a.finding, findings: [...a.findings, ...b.findings] };
};

/** The grammars whose every scalar is wanted are read without hits; of program text only what stands around the findings. */
const readEntries = ({ path, text }: SiblingFile, findings: readonly Finding[]): readonly Entry[] => {
  const format = findings[0]?.format;
  if (format === undefined || format === 'text' || format === 'ci-log') return [];
  if (format === 'yaml') return parseYaml(text, path).entries;
  if (format === 'json') return parseJson(text, path).entries;
  return entriesOf(format, text, [], path).entries;
};

const targetOf = (file: SiblingFile, finding: Finding, around: readonly Entry[]): Target => {
  const entry = chosen(finding, around);
  if (entry) return ofEntry(file, finding, entry);
  const literal = finding.format === 'text' ? literalAround(file.text, finding.range) : undefined;
  const range = literal?.range ?? finding.range;
  return {
    finding,
    findings: [finding],
    range,
    value: literal ? new Secret(literal.value) : finding.secret,
    variable: variableName(finding.key),
    ...(literal?.isInterpolated && { blocked: BLOCKED_PART }),
  };
};

/** Of the entries around a finding the outermost in a `.env`, where a value is the whole variable; elsewhere the innermost. */
const chosen = (finding: Finding, around: readonly Entry[]): Entry | undefined => {
  const sized = [...around].sort((a, b) => width(a) - width(b));
  const fallback = sized.find((entry) => entry.kind === 'default');
  return fallback ?? (finding.format === 'dotenv' ? sized.at(-1) : sized[0]);
};

const width = ({ valueRange }: Entry): number => valueRange.end - valueRange.start;

const ofEntry = (file: SiblingFile, finding: Finding, entry: Entry): Target => {
  const raw = file.text.slice(entry.valueRange.start, entry.valueRange.end);
  const isCut = isExpanded(entry, raw) || isLongerText(finding, entry);
  // Compose expands `${NAME}` anywhere in a value, so there a part can go alone.
  const isPart = isCut && finding.format === 'yaml' && isCompose(file.path, file.text);
  const value = isPart ? file.text.slice(finding.range.start, finding.range.end) : storedText(file.text, entry);
  const blocked = value === null ? BLOCKED_BINARY : value === '' ? BLOCKED_EMPTY : isCut && !isPart ? BLOCKED_PART : undefined;
  const isComposed = value !== null && finding.format === 'yaml' && isCompose(file.path, file.text);
  return {
    finding,
    findings: [finding],
    range: isPart ? finding.range : entry.valueRange,
    // Compose writes a dollar sign twice.
    value: new Secret(isComposed ? value.replaceAll('$$', '$') : (value ?? '')),
    variable: isPart ? partName(finding.key ?? entry.key, entry.value) : variableName(entry.key, entry.parents),
    ...(blocked && { blocked }),
  };
};

/** The name for a part of a value: `DATABASE_PASSWORD` in `DATABASE_URL`. */
const partName = (key: string, around: string): string => {
  const name = variableName(key);
  return around.includes('://') ? `${name.replace(/_UR[IL]$/, '')}_PASSWORD` : name;
};

/** Whether the secret is a word among others (a command line, a sentence): such a text is no value to store. Connection strings of `;` are. */
const isLongerText = (finding: Finding, entry: Entry): boolean => {
  if (finding.format === 'dotenv' || width(entry) <= finding.range.end - finding.range.start) return false;
  const value = entry.value.trim();
  return /\s/.test(value) && !value.startsWith('-----BEGIN') && !/^[\w ]{1,40}=[^;\r\n]{0,400}(?:;|$)/.test(value);
};

/** The value as its program sees it. Null: no text. */
const storedText = (text: string, entry: Entry): string | null => {
  if (entry.encoding !== 'base64') return entry.value + lastBreak(text, entry);
  return decoded(entry.value);
};

/** The line break that belongs to a heredoc of HCL and, unless its header says `-`, to a block of YAML: a private key wants it. */
const lastBreak = (text: string, { quote, value, valueRange }: Entry): string => {
  if (quote === 'heredoc') return text.startsWith('\r\n', valueRange.end) ? '\r\n' : '\n';
  if (quote !== 'block' || value.endsWith('\n')) return '';
  const before = text.slice(Math.max(0, valueRange.start - 400), valueRange.start);
  return /[|>]\d?-\d?[ \t]*(?:#[^\r\n]*)?[\r\n\s]*$/.test(before) || !/[\r\n]/.test(text.slice(valueRange.end, valueRange.end + 2)) ? '' : '\n';
};

/** Whether the value holds an expansion, which a store would not do. Single quotes keep it from a shell, but not from other programs. */
const isExpanded = (entry: Entry, raw: string): boolean =>
  entry.quote !== 'single' && (/(?:^|[^\\$])\$\{[A-Za-z_]/.test(raw) || /\{\{[^}]{1,200}\}\}/.test(raw) || /(?:^|[^\\])\$\([A-Za-z_]/.test(raw));
