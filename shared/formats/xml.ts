import type { Entry, Parsed } from '../model/entry.ts';
import type { Range } from '../model/range.ts';
import { createHitCursor } from './hit-cursor.ts';
import { isNameMember, isValueMember, type Slice } from './setting-name.ts';
import { isSettingsXml } from './xml-setting.ts';
import { readTag, sliceOf, type Tag } from './xml-tag.ts';

/** An element that is open. */
interface Element {
  readonly name: Slice;
  /** What its name attribute says: `<setting name="X">`, `<string name="X">`; in a property list, the `<key>` before it. */
  readonly label: Slice | undefined;
  readonly isBase64: boolean;
  readonly parent: Element | undefined;
  readonly hit: boolean;
  hasChildren: boolean;
  text: Slice | undefined;
  /** Of its children: the last `<key>` of a property list, and `<name>` and `<value>`. */
  keyChild: { readonly name: Slice; readonly text: Slice } | undefined;
  nameChild: Slice | undefined;
  valueChild: Slice | undefined;
}

const MAX_DEPTH = 200;

/**
 * Reads XML and what looks like it: elements that hold text alone, attributes, `<add key="X" value="v"/>`, `<property name="X">v</property>`,
 * `<name>X</name><value>v</value>`, property lists (`<key>X</key><string>v</string>`), CDATA. Entries are those whose key, or a key around it,
 * holds one of `offsets` (ends of credential words, rising); without offsets, all. What is commented out has kind `comment`.
 */
export const parseXml = (text: string, path = '', offsets?: readonly number[]): Parsed => {
  const entries: Entry[] = [];
  const setting = isSettingsXml(path) ? 'config' : 'source';
  const cursor = offsets && createHitCursor(offsets);
  const isHit = ({ range }: Slice): boolean => cursor === undefined || cursor.within(range.start, range.end);
  let stack: Element[] = [];
  let inComment = false;

  const add = (key: Slice, value: Slice, around: Element | undefined, wanted: boolean, quote: Entry['quote'] = 'none', isBase64 = false): void => {
    if (key.text === '' || value.text === '' || !(wanted || isHit(key))) return;
    const kind = inComment ? 'comment' : 'assignment';
    const parents = pathOf(around);
    const entry: Entry = { key: key.text, parents, keyRange: key.range, value: value.text, valueRange: value.range, quote, kind, setting };
    entries.push(isBase64 ? { ...entry, encoding: 'base64' } : entry);
  };

  const open = (tag: Tag): void => {
    const parent = stack.at(-1);
    if (parent !== undefined) parent.hasChildren = true;
    const before = tag.name.text === 'key' ? undefined : parent?.keyChild;
    if (parent !== undefined && before !== undefined) parent.keyChild = undefined;
    const attribute = tag.attributes.find(({ name }) => isNameMember(name.text))?.value;
    const label = attribute ?? before?.text;
    const hit = (parent?.hit ?? false) || isHit(tag.name);
    const isBase64 = tag.attributes.some(({ name, value }) => name.text === 'encoding' && value.text === 'base64');
    const children = { hasChildren: false, text: undefined, keyChild: undefined, nameChild: undefined, valueChild: undefined };
    const element: Element = { name: tag.name, label, isBase64, parent, hit: hit || (label !== undefined && isHit(label)), ...children };
    addAttributes(tag, attribute, { ...element, label: undefined }, hit);
    if (!tag.closesItself && stack.length < MAX_DEPTH) stack.push(element);
  };

  const addAttributes = (tag: Tag, label: Slice | undefined, element: Element, hit: boolean): void => {
    const value = tag.attributes.find(({ name }) => isValueMember(name.text))?.value;
    for (const attribute of tag.attributes) {
      const isPair = label !== undefined && (attribute.value === label || attribute.value === value);
      if (!isPair) add(attribute.name, attribute.value, element, hit, 'double');
    }
    if (label !== undefined && value !== undefined) add(label, value, element, hit, 'double');
  };

  const close = (name: string): void => {
    let depth = stack.length - 1;
    while (depth >= 0 && stack[depth]!.name.text !== name) depth--;
    if (depth < 0) return;
    while (stack.length > depth) {
      finish(stack.pop()!);
    }
  };

  const finish = (element: Element): void => {
    const { text: content, name, label, parent, hit, isBase64 } = element;
    if (element.nameChild !== undefined && element.valueChild !== undefined) add(element.nameChild, element.valueChild, element, hit);
    if (element.keyChild !== undefined) add(element.keyChild.name, element.keyChild.text, element, hit);
    if (element.hasChildren || content === undefined) return;
    if (parent !== undefined && name.text === 'key') {
      parent.keyChild = { name, text: content };
      return;
    }
    if (parent !== undefined && isValueMember(name.text)) {
      if (parent.label !== undefined) {
        add(parent.label, content, parent.parent, parent.hit);
        return;
      }
      parent.valueChild = content;
    } else if (parent !== undefined && isNameMember(name.text)) parent.nameChild = content;
    add(label ?? name, content, parent, hit, 'none', isBase64);
  };

  /** Reads what is commented out as if it were not, apart from what stands around it. */
  const readComment = (from: number, to: number): void => {
    const around = stack;
    stack = [];
    inComment = true;
    read(from, to);
    inComment = false;
    stack = around;
  };

  const readData = (start: number, end: number): void => {
    const element = stack.at(-1);
    const range = trimmed(text, { start, end });
    if (element !== undefined && range.end > range.start) element.text = { text: text.slice(range.start, range.end), range };
  };

  const read = (from: number, to: number): void => {
    let at = from;
    while (at < to) {
      const next = text.indexOf('<', at);
      const start = next < 0 ? to : Math.min(next, to);
      readText(text, { start: at, end: start }, stack.at(-1));
      if (start === to) break;
      const endsWith = (mark: string): number => {
        const end = text.indexOf(mark, start + 2);
        return end < 0 ? to : Math.min(end, to);
      };
      if (text.startsWith('<!--', start) && !inComment) {
        const end = endsWith('-->');
        readComment(start + 4, end);
        at = end + 3;
      } else if (text.startsWith('<![CDATA[', start)) {
        const end = endsWith(']]>');
        readData(start + 9, end);
        at = end + 3;
      } else if (text[start + 1] === '/') {
        const end = endsWith('>');
        const name = text.slice(start + 2, Math.min(end, start + 200)).trim();
        close(name.slice(name.lastIndexOf(':') + 1));
        at = end + 1;
      } else if (text[start + 1] === '?' || text[start + 1] === '!') at = endsWith('>') + 1;
      else {
        const tag = readTag(text, start);
        if (tag !== undefined) open(tag);
        at = Math.max(tag?.next ?? 0, start + 1);
      }
    }
  };

  read(0, text.length);
  return { entries, notes: [] };
};

/** Names of an element and of those around it, outermost first, with what their name attributes say. */
const pathOf = (element: Element | undefined): string[] => {
  const path: string[] = [];
  for (let at = element; at !== undefined; at = at.parent) path.push(...(at.label === undefined ? [at.name.text] : [at.label.text, at.name.text]));
  return path.reverse();
};

/** Keeps an element's text; text beside child elements is prose and is overlooked when the element closes. */
const readText = (text: string, range: Range, element: Element | undefined): void => {
  if (element === undefined || range.end <= range.start) return;
  const inner = trimmed(text, range);
  if (inner.end > inner.start) element.text = sliceOf(text, inner);
};

const trimmed = (text: string, { start, end }: Range): Range => {
  let from = start;
  let to = end;
  while (from < to && text.charCodeAt(from) <= 32) from++;
  while (to > from && text.charCodeAt(to - 1) <= 32) to--;
  return { start: from, end: to };
};
