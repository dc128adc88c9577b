import type { Entry, Parsed } from '../model/entry.ts';
import type { Range } from '../model/range.ts';
import { endOfLine, HASH, isBlank, nextLine, skipBlanks, textStart } from './chars.ts';
import { commentedAssignment } from './commented-assignment.ts';
import { parseEmbeddedFile } from './embedded-file.ts';
import { expansionDefaults } from './expansion-defaults.ts';
import { createHitCursor } from './hit-cursor.ts';
import { parseNested } from './nested.ts';
import { isNameMember, isSettingList, isUnderSettings, isValueMember, type Slice, settingInElement } from './setting-name.ts';
import { type FlowLeaf, readFlow } from './yaml-flow.ts';
import { readBlock, readPlain, readQuoted, type Scalar } from './yaml-scalar.ts';
import { isSettingsYaml } from './yaml-setting.ts';

/** A block mapping that is open: its keys stand at `column`. */
interface Frame {
  readonly column: number;
  /** Keys around its entries. */
  readonly path: readonly string[];
  /** Whether a credential word was seen in one of these. */
  readonly hit: boolean;
  /** How the `data:` or `stringData:` of a Kubernetes Secret, where every entry is a secret, is written. */
  readonly written: 'base64' | 'plain' | undefined;
  /** Set inside `valueFrom:` and its kin, whose entries name a secret and hold none. */
  readonly isReference: boolean;
  /** The value of its `kind:`, for Kubernetes. */
  kind: string;
  key: Slice | undefined;
  name: Member | undefined;
  value: Member | undefined;
}

interface Member {
  readonly scalar: Scalar;
  readonly entry: Entry | undefined;
}

const MAX_KEY = 200;
const MAX_DEPTH = 100;

/** Kubernetes: members that point at a Secret or ConfigMap. */
const REFERENCE = /^(?:valueFrom|secretKeyRef|configMapKeyRef|secretRef|configMapRef|imagePullSecrets|remoteRef|secretStoreRef)$/;

/**
 * Reads YAML line by line, tolerant of templates, tabs and damage. Entries are scalars under a key that holds one of `offsets` (ends of
 * credential words, rising) in itself or in a key around it; without offsets, all. `- name: X` with `value: Y` is one entry with the key
 * `X`, `- NAME=value` in a list of settings one with the key `NAME`. Scripts and files inside block scalars are read as program text.
 */
export const parseYaml = (text: string, path = '', offsets?: readonly number[]): Parsed => {
  const settings = isSettingsYaml(path, text.slice(0, 4096));
  const cursor = offsets && createHitCursor(offsets);
  const isHit = (range: Range): boolean => cursor === undefined || cursor.within(range.start, range.end);
  const entries: Entry[] = [];
  const joined = new Set<Entry>();
  const scripts: Range[] = [];
  const stack: Frame[] = [];

  const push = (frame: Pick<Frame, 'column' | 'path' | 'hit' | 'written' | 'isReference' | 'kind'>): Frame => {
    const next = { ...frame, key: undefined, name: undefined, value: undefined };
    stack.push(next);
    return next;
  };

  /** Closes the mappings that stand deeper than `column`, and joins their names and values. */
  const closeDeeper = (column: number): void => {
    for (let top = stack.at(-1); top !== undefined && top.column > column; top = stack.at(-1)) {
      stack.pop();
      if (top.name !== undefined && top.value !== undefined) join(top, top.name, top.value);
    }
  };

  const join = (frame: Frame, name: Member, value: Member): void => {
    for (const member of [name, value]) if (member.entry !== undefined) joined.add(member.entry);
    const key: Slice = { text: name.scalar.value, range: name.scalar.range };
    if (frame.hit || isHit(key.range)) add(frame, key, value.scalar, frame.path, 'assignment');
  };

  const add = (frame: Frame, key: Slice, scalar: Scalar, parents: readonly string[], kind: Entry['kind']): Entry | undefined => {
    if (key.text === '' || frame.isReference) return undefined;
    const { value, range, quote } = scalar;
    const isSetting = settings || frame.written !== undefined || isUnderSettings(parents);
    const entry: Entry = { key: key.text, parents, keyRange: key.range, value, valueRange: range, quote, kind, setting: isSetting ? 'config' : 'source' };
    const kept: Entry = frame.written === 'base64' ? { ...entry, encoding: 'base64' } : entry;
    entries.push(kept);
    if (value.includes('${') && quote !== 'block') entries.push(...expansionDefaults(text, entry));
    return kept;
  };

  const addMember = (frame: Frame, key: Slice, scalar: Scalar): void => {
    if (key.text === 'kind') frame.kind = scalar.value;
    // Annotations such as Helm's `checksum/secret: <hash>`.
    if (key.text.startsWith('checksum/')) return;
    const wanted = frame.hit || frame.written !== undefined || isHit(key.range);
    const entry = wanted ? add(frame, key, scalar, frame.path, 'assignment') : undefined;
    const file = scalar.quote === 'block' ? parseEmbeddedFile(text, key.text, scalar.range) : undefined;
    if (file !== undefined) {
      const inner = file.filter((found) => isHit(found.keyRange));
      entries.push(...inner.map((found) => ({ ...found, parents: [...frame.path, key.text, ...found.parents], setting: settings ? found.setting : 'source' })));
    } else if (scalar.quote === 'block' || mayHoldSettings(scalar.value)) scripts.push(scalar.range);
    if (isValueMember(key.text)) frame.value = { scalar, entry };
    else if (isNameMember(key.text)) frame.name = { scalar, entry };
  };

  const addElement = (frame: Frame | undefined, scalar: Scalar): void => {
    const list = frame?.key;
    const lookInside = (value: string, range: Range): void => {
      if (scalar.quote === 'block' || mayHoldSettings(value)) scripts.push(range);
    };
    if (frame === undefined || list === undefined) {
      lookInside(scalar.value, scalar.range);
      return;
    }
    const around = [...frame.path, list.text];
    const asWritten = scalar.value.length === scalar.range.end - scalar.range.start;
    const setting =
      asWritten && (isSettingList(list.text) || isUnderSettings(around)) ? settingInElement({ text: scalar.value, range: scalar.range }) : undefined;
    if (setting === undefined) lookInside(scalar.value, scalar.range);
    else lookInside(setting.value.text, setting.value.range);
    if (setting !== undefined) {
      if (!frame.hit && !isHit(list.range) && !isHit(setting.key.range)) return;
      add(frame, setting.key, { ...scalar, value: setting.value.text, range: setting.value.range }, around, 'assignment');
    } else if (frame.hit || isHit(list.range)) add(frame, list, scalar, frame.path, 'element');
  };

  const addFlow = (frame: Frame, leaves: readonly FlowLeaf[]): void => {
    const maps = new Map<number, Frame>();
    for (const leaf of leaves) {
      const own = frame.key;
      const around = [...(own === undefined ? [] : [own]), ...leaf.parents.map((key) => ({ text: key.value, range: key.range }))];
      let map = maps.get(leaf.map);
      if (map === undefined) {
        const hit = frame.hit || around.some((key) => isHit(key.range));
        const keys = leaf.isElement ? around.slice(0, -1) : around;
        map = { ...frame, path: [...frame.path, ...keys.map((key) => key.text)], hit, key: around.at(-1), name: undefined, value: undefined };
        maps.set(leaf.map, map);
      }
      if (leaf.isElement) addElement(map, leaf.value);
      else if (leaf.key !== undefined) addMember(map, { text: leaf.key.value, range: leaf.key.range }, leaf.value);
    }
    for (const map of maps.values()) if (map.name !== undefined && map.value !== undefined) join(map, map.name, map.value);
  };

  /** Reads the value at `at`; gives the offset of the end of its last line. */
  const readValue = (at: number, lineEnd: number, parent: number, take: (scalar: Scalar) => void): number => {
    let i = at;
    // Anchors and tags stand before a value.
    while (i < lineEnd && (text[i] === '&' || text[i] === '!')) {
      while (i < lineEnd && !isBlank(text.charCodeAt(i))) i++;
      i = skipBlanks(text, i, lineEnd);
    }
    const first = text[i];
    if (i >= lineEnd || first === '#' || first === '*') return lineEnd;
    if ((first === '|' || first === '>') && /^[|>][-+1-9]{0,2}(?:\s|$)/.test(text.slice(i, i + 4))) {
      const block = readBlock(text, i, parent);
      take(block);
      return Math.max(lineEnd, block.next);
    }
    if (first === '"' || first === "'") {
      const quoted = readQuoted(text, i, text.length);
      take(quoted);
      return endOfLine(text, quoted.next);
    }
    const isFlow = (first === '{' && text[i + 1] !== '{' && text[i + 1] !== '%') || first === '[';
    const flow = isFlow ? readFlow(text, i) : undefined;
    const frame = stack.at(-1);
    if (flow !== undefined) {
      if (frame !== undefined) addFlow(frame, flow.leaves);
      return endOfLine(text, flow.next);
    }
    const plain = readPlain(text, i, parent);
    take(plain);
    return Math.max(lineEnd, plain.next);
  };

  const documentStart = 0;
  let documentKind: string | undefined;
  /** Asked for only where a key may belong to a Secret. */
  const isSecretDocument = (): boolean => {
    documentKind ??= kindOfDocument(text, documentStart);
    return documentKind === 'Secret';
  };

  const enter = (column: number): Frame => {
    closeDeeper(column);
    const top = stack.at(-1);
    if (top === undefined) return push({ column, path: [], hit: false, written: undefined, isReference: false, kind: '' });
    if (top.column === column || stack.length >= MAX_DEPTH) return top;
    const { key } = top;
    const data = key === undefined ? undefined : SECRET_DATA.get(key.text);
    const inSecret = data !== undefined && (top.kind === 'Secret' || (stack.length === 1 && isSecretDocument())) ? data : undefined;
    return push({
      column,
      path: key === undefined ? top.path : [...top.path, key.text],
      hit: top.hit || (key !== undefined && !isNamed(top.path) && isHit(key.range)),
      written: top.written ?? inSecret,
      isReference: top.isReference || (key !== undefined && REFERENCE.test(key.text)),
      kind: '',
    });
  };

  let lineEnd = 0;
  for (let lineStart = textStart(text); lineStart < text.length; lineStart = nextLine(text, lineEnd)) {
    lineEnd = endOfLine(text, lineStart);
    let i = skipBlanks(text, lineStart, lineEnd);
    if (i === lineEnd) continue;
    if (text.charCodeAt(i) === HASH) {
      const entry = isHit({ start: i, end: lineEnd }) ? readComment(text, i, lineEnd) : undefined;
      if (entry === undefined) scripts.push({ start: i, end: lineEnd });
      else entries.push({ ...entry, setting: settings ? 'config' : 'source' });
      continue;
    }
    if (i === lineStart && /^(?:---|\.\.\.)(?:\s|$)/.test(text.slice(i, i + 4))) {
      closeDeeper(-1);
      // After `...` comes a `---`, or nothing: looking ahead once for each document keeps reading linear.
      documentKind = text[i] === '-' ? kindOfDocument(text, lineEnd) : '';
      continue;
    }
    if (text.startsWith('{{', i) || text.startsWith('{%', i) || text.startsWith('<%', i) || (i === lineStart && text[i] === '%')) continue;
    let dash = -1;
    while (text[i] === '-' && (i + 1 === lineEnd || isBlank(text.charCodeAt(i + 1)))) {
      dash = i - lineStart;
      closeDeeper(dash);
      i = skipBlanks(text, i + 1, lineEnd);
    }
    if (i === lineEnd) continue;
    const key = readKey(text, i, lineEnd);
    if (key !== undefined) {
      const frame = enter(i - lineStart);
      frame.key = { text: key.value, range: key.range };
      const own = frame.key;
      lineEnd = readValue(skipBlanks(text, key.next, lineEnd), lineEnd, frame.column, (scalar) => addMember(frame, own, scalar));
    } else if (dash >= 0) {
      lineEnd = readValue(i, lineEnd, dash, (scalar) => addElement(stack.at(-1), scalar));
    } else if (stack.length === 0 && (text[i] === '{' || text[i] === '[')) {
      push({ column: 0, path: [], hit: false, written: undefined, isReference: false, kind: '' });
      lineEnd = readValue(i, lineEnd, -1, () => undefined);
      stack.pop();
    }
  }
  closeDeeper(-1);
  return { entries: [...entries.filter((entry) => !joined.has(entry)), ...parseNested(text, scripts, offsets ?? [])], notes: [] };
};

/** Whether a value may be a command line, a query or a text with settings in it, rather than one value with a `:` or `=` of its own. */
const mayHoldSettings = (value: string): boolean => /[=:]\s{0,3}\S/.test(value) && (/^-/.test(value) || /[\s"'{;&?,]/.test(value) || /^\w+=/.test(value));

/** Jobs, services and the like bear names of their own: `services:` may hold a `token-service:`, whose members are no tokens. */
const isNamed = (path: readonly string[]): boolean =>
  path.length > 0 && /^(?:jobs|services|stages|steps|tasks|volumes|networks|paths|resources)$/i.test(path.at(-1)!);

/** The parts of a Kubernetes Secret that hold secrets, and how they are written. */
const SECRET_DATA: ReadonlyMap<string, 'base64' | 'plain'> = new Map([
  ['data', 'base64'],
  ['stringData', 'plain'],
]);

/** How far into a document its `kind:` is looked for, which may stand after the data. */
const MAX_DOCUMENT = 200_000;
const DOCUMENT_END = /[\r\n]---(?=\s|$)/g;

/** The `kind:` of the document that starts at `from`. */
const kindOfDocument = (text: string, from: number): string => {
  DOCUMENT_END.lastIndex = from;
  const end = DOCUMENT_END.exec(text)?.index ?? text.length;
  return /^kind:[ \t]{1,20}["']?(\w{1,60})/m.exec(text.slice(from, Math.min(end, from + MAX_DOCUMENT)))?.[1] ?? '';
};

/** A commented-out assignment, also as an item of a list: `#  - NAME=value`. */
const readComment = (text: string, start: number, end: number): Entry | undefined => {
  const item = /^#[# \t]{0,40}- /.exec(text.slice(start, Math.min(end, start + 60)));
  return commentedAssignment(text, start + (item?.[0].length ?? 0), end);
};

/** A key with its colon at `at`, or undefined. `next` is the offset after the colon. */
const readKey = (text: string, at: number, lineEnd: number): Scalar | undefined => {
  const first = text[at]!;
  if (first === '"' || first === "'") {
    const quoted = readQuoted(text, at, lineEnd);
    const colon = skipBlanks(text, quoted.next, lineEnd);
    return text[colon] === ':' && quoted.next > quoted.range.end ? { ...quoted, next: colon + 1 } : undefined;
  }
  if ('{}[]|>&*!@`,#%'.includes(first) && first !== '*') return undefined;
  const limit = Math.min(lineEnd, at + MAX_KEY);
  for (let i = at; i < limit; i++) {
    const code = text.charCodeAt(i);
    if (code === HASH && isBlank(text.charCodeAt(i - 1))) return undefined;
    if (code !== 58 || !(i + 1 === lineEnd || isBlank(text.charCodeAt(i + 1)))) continue;
    let end = i;
    while (end > at && isBlank(text.charCodeAt(end - 1))) end--;
    return { value: text.slice(at, end), range: { start: at, end }, quote: 'none', next: i + 1 };
  }
  return undefined;
};
