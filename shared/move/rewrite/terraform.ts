import { parseHcl } from '../../formats/hcl.ts';
import type { Entry } from '../../model/entry.ts';
import type { Range } from '../../model/range.ts';
import { asLine } from '../../text/neutralise.ts';
import { type Block, type HclScan, scanHcl, type VariableUse } from './hcl-scan.ts';
import { lineEndAt, lineStartAt, withNewlines } from './line-range.ts';
import type { Edit, MovedValue, Rewrite, SiblingFile } from './rewrite.ts';
import { createDataBlocks, type DataBlocks } from './terraform-data.ts';

/** A `.tf` file, read. */
export interface ModuleFile extends SiblingFile {
  readonly scan: HclScan;
}

const isModuleFile = ({ path }: SiblingFile): boolean => /\.(?:tf|tofu)$/i.test(path);

export const folderOf = (path: string): string => path.slice(0, path.lastIndexOf('/') + 1);

/** The files of the module in a folder. */
export const moduleIn = (folder: string, files: readonly SiblingFile[]): ModuleFile[] =>
  files.filter((file) => isModuleFile(file) && folderOf(file.path) === folder).map((file) => ({ ...file, scan: scanHcl(file.text) }));

/** The entry of HCL whose value stands at a range. */
export type EntryLookup = (range: Range) => Entry | undefined;

export const createEntryLookup = (text: string): EntryLookup => {
  const known = new Map(parseHcl(text).entries.map((entry) => [`${entry.valueRange.start} ${entry.valueRange.end}`, entry]));
  return ({ start, end }) => known.get(`${start} ${end}`);
};

/** The value as written, with its quotes or with the markers of its heredoc. */
export const writtenRange = (text: string, { valueRange, quote }: Entry): Range => {
  if (quote === 'double') return { start: valueRange.start - 1, end: valueRange.end + 1 };
  if (quote !== 'heredoc') return valueRange;
  const marker = text.lastIndexOf('<<', valueRange.start);
  const lastLine = lineStartAt(text, valueRange.end) === valueRange.end && valueRange.start < valueRange.end ? valueRange.end : lineEndAt(text, valueRange.end);
  const end = lineEndAt(text, lastLine);
  return { start: marker < 0 ? valueRange.start : marker, end: text.slice(0, end).replace(/\r?\n$/, '').length };
};

/** The declaration of a variable in a module. */
export const declarationOf = (module: readonly ModuleFile[], name: string): { file: ModuleFile; block: Block } | undefined => {
  for (const file of module) {
    const block = file.scan.blocks.find(({ type, labels }) => type === 'variable' && labels[0] === name);
    if (block) return { file, block };
  }
  return undefined;
};

export interface PlacedUse {
  readonly file: ModuleFile;
  readonly use: VariableUse;
}

/** The uses of a variable, those in its own declaration left out. */
export const usesOf = (module: readonly ModuleFile[], name: string): PlacedUse[] =>
  module.flatMap((file) => {
    const own = file.scan.blocks.filter(({ type, labels }) => type === 'variable' && labels[0] === name);
    const isOwn = (use: VariableUse): boolean => own.some(({ range }) => range.start <= use.start && use.start < range.end);
    return file.scan.uses.filter((use) => use.name === name && !isOwn(use)).map((use) => ({ file, use }));
  });

/** The block that holds an offset. */
export const blockAt = ({ scan }: ModuleFile, at: number): Block | undefined => scan.blocks.find(({ range }) => range.start <= at && at < range.end);

/** Puts the data blocks asked for into the module's `secrets.tf`, at its end where it is there. */
export const writeDataBlocks = (folder: string, files: readonly SiblingFile[], blocks: DataBlocks): Pick<Rewrite, 'edits' | 'created'> => {
  const text = blocks.text();
  if (text === '') return { edits: [], created: [] };
  const path = `${folder}secrets.tf`;
  const existing = files.find((file) => file.path === path);
  if (!existing) return { edits: [], created: [{ path, text }] };
  const end = existing.text.length;
  const gap = existing.text === '' ? '' : existing.text.endsWith('\n') ? '\n' : '\n\n';
  return { edits: [{ path, range: { start: end, end }, text: withNewlines(gap + text, existing.text) }], created: [] };
};

/** What to know about providers, and the state. */
export const terraformAdvice = (module: readonly SiblingFile[], values: readonly MovedValue[]): string[] => {
  const provider = values[0]!.address.provider === 'vault' ? 'vault' : 'aws';
  const isThere = module.some(({ text }) => new RegExp(`\\bprovider\\s+"${provider}"|"${provider}_|hashicorp/${provider}\\b`).test(text));
  const region = values.find(({ address }) => address.region !== undefined)?.address.region;
  return [
    ...(isThere ? [] : [`The module has no ${provider} provider yet: configure it, then run terraform init.`]),
    ...(region === undefined ? [] : [`The secret is in ${region}: the module's aws provider has to be set to that region.`]),
    'Terraform keeps what a data source reads in its state: keep the state in an encrypted backend. A write-only argument with an ephemeral block (Terraform 1.11) leaves it out.',
  ];
};

/** What a person can do where no data source can be read. */
const insteadOf = (block: Block | undefined, { variable, reference }: MovedValue): string => {
  const [label = ''] = block?.type === 'variable' ? block.labels : [];
  const declared = /^[A-Za-z_]\w*$/.test(label) ? label : undefined;
  const what = declared === undefined ? 'Declare a variable for it' : 'Take the default out';
  return `${what} and set it with TF_VAR_${declared ?? variable.toLowerCase()}=${reference} under "watertight run".`;
};

/** Blocks whose values must be known before any data source is read. */
const STATIC = /^(?:terraform|variable|moved|import|removed)$/;

/**
 * Values in a `.tf` itself. A literal becomes an expression on a data source. The default of a variable becomes `null`, and its uses
 * `coalesce(var.NAME, <the data source>)`, so that whoever sets the variable keeps the last word.
 */
export const rewriteTerraform = (file: SiblingFile, values: readonly MovedValue[], siblings: readonly SiblingFile[]): Rewrite => {
  const folder = folderOf(file.path);
  const module = moduleIn(folder, [file, ...siblings]);
  const own = module.find(({ path }) => path === file.path);
  const blocks = createDataBlocks(module.map(({ scan }) => scan));
  const entryOf = createEntryLookup(file.text);
  const edits: Edit[] = [];
  const instructions: string[] = [];
  const moved: MovedValue[] = [];
  for (const value of values) {
    const place = `${file.path}:${value.finding.place.startLine}`;
    const block = own && blockAt(own, value.range.start);
    const made = own && block ? editsFor(own, block, module, value, blocks, entryOf(value.range)) : undefined;
    if (made) {
      edits.push(...made);
      moved.push(value);
    } else instructions.push(`${place}: Terraform can't read a secret here. ${insteadOf(block, value)}`);
  }
  const written = writeDataBlocks(folder, [file, ...siblings], blocks);
  if (moved.length > 0) instructions.push(...terraformAdvice([file, ...siblings], moved));
  return {
    kind: moved.length > 0 ? 'terraform' : 'none',
    edits: [...edits, ...written.edits],
    created: written.created,
    instructions,
    complete: moved.length === values.length,
  };
};

const editsFor = (
  file: ModuleFile,
  block: Block,
  module: readonly ModuleFile[],
  value: MovedValue,
  blocks: DataBlocks,
  entry: Entry | undefined,
): Edit[] | undefined => {
  const { path, text } = file;
  const name = block.labels[0];
  if (entry?.kind === 'comment') return [{ path, range: value.range, text: value.reference }];
  if (block.type === 'variable' && name !== undefined) {
    const uses = usesOf(module, name);
    const isTop = entry !== undefined && entry.parents.length === 0 && entry.kind === 'assignment';
    if (!isTop || uses.length === 0 || uses.some(({ use, file: user }) => use.path.length > 0 || isOutput(user, use.start))) return undefined;
    if (/\bvalidation\s*\{|\bnullable\s*=\s*false/.test(text.slice(block.range.start, block.range.end))) return undefined;
    const expression = blocks.read(value.address, value.pointer);
    if (expression === undefined) return undefined;
    const read = (use: VariableUse): Pick<Edit, 'range' | 'text'> => ({
      range: { start: use.start, end: use.ends[0]! },
      text: `coalesce(var.${name}, ${expression})`,
    });
    return [{ path, range: writtenRange(text, entry), text: 'null' }, ...uses.map(({ file: user, use }) => ({ path: user.path, ...read(use) }))];
  }
  if (STATIC.test(block.type) || isOutput(file, value.range.start)) return undefined;
  if (entry && (entry.kind === 'assignment' || entry.kind === 'element') && (entry.quote === 'double' || entry.quote === 'heredoc')) {
    const expression = blocks.read(value.address, value.pointer);
    return expression === undefined ? undefined : [{ path, range: writtenRange(text, entry), text: expression }];
  }
  return undefined;
};

const isOutput = (file: ModuleFile, at: number): boolean => {
  const block = blockAt(file, at);
  return block?.type === 'output' && !/\bsensitive\s*=\s*true\b/.test(file.text.slice(block.range.start, block.range.end));
};

/** The lines of a block, and a blank line behind it. */
export const blockLines = (text: string, { range }: Block): Range => {
  const end = lineEndAt(text, range.end);
  return { start: lineStartAt(text, range.start), end: /^[ \t]*\r?\n/.test(text.slice(end, end + 200)) ? lineEndAt(text, end) : end };
};

/** A range as a comment in its place, with what stands behind it on its line. */
export const asComment = (text: string, { start, end }: Range, comment: string): Pick<Edit, 'range' | 'text'> => {
  const rest = text.slice(end, lineEndAt(text, end)).replace(/\r?\n$/, '');
  const behind = rest
    .replace(/^[ \t]*,?[ \t]*(?:#|\/\/)[ \t]*/, '')
    .replace(/^[ \t]*,/, '')
    .trim();
  return { range: { start, end: end + rest.length }, text: `# ${asLine(comment)}${behind === '' ? '' : `; ${behind}`}` };
};

/** An assignment as a comment in its place. */
export const assignmentAsComment = (text: string, entry: Entry, comment: string): Pick<Edit, 'range' | 'text'> => {
  const start = entry.keyRange.start - (text[entry.keyRange.start - 1] === '"' ? 1 : 0);
  return asComment(text, { start, end: writtenRange(text, entry).end }, comment);
};
