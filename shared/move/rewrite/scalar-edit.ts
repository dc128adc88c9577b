import type { FormatId } from '../../model/entry.ts';
import type { Range } from '../../model/range.ts';

interface ScalarEdit {
  readonly range: Range;
  readonly text: string;
}

/** Puts a text in the place of a scalar, `range` being its raw value without quotes, so that the format reads just this text there. */
export const scalarEdit = (format: FormatId, text: string, range: Range, wanted: string): ScalarEdit => {
  switch (format) {
    case 'json':
      return quotedEdit(text, range, wanted, doubleQuoted);
    case 'yaml':
      return yamlEdit(text, range, wanted);
    case 'toml':
      return quotedEdit(text, range, wanted, doubleQuoted);
    case 'tfvars':
    case 'terraform':
      return quotedEdit(text, range, wanted, hclQuoted);
    case 'xml':
      return {
        range,
        text: wanted.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;').replaceAll("'", '&apos;'),
      };
    default:
      return { range, text: wanted };
  }
};

/** JSON's own escapes are understood by TOML's basic strings and by YAML too. */
export const doubleQuoted = (value: string): string => JSON.stringify(value);

/** HCL takes `${` and `%{` in a string for code, unless the first sign stands twice: https://developer.hashicorp.com/terraform/language/expressions/strings */
export const hclQuoted = (value: string): string => doubleQuoted(value.replace(/[$%](?=\{)/g, '$&$&'));

/** Where quotes stand around the range, what is between them; elsewhere (a number, a bare word) the text with quotes. */
const quotedEdit = (text: string, range: Range, wanted: string, quote: (value: string) => string): ScalarEdit => {
  const before = text[range.start - 1];
  if (before === '"' && text[range.end] === '"') return { range, text: quote(wanted).slice(1, -1) };
  // JSON inside a string of JSON: `"{\"password\":\"…\"}"`.
  if (before === '"' && /^\\+"/.test(text.slice(range.end, range.end + 9))) return { range, text: wanted.replace(/["\\]/g, '') };
  if (before === "'" && text[range.end] === "'" && !/['\\]/.test(wanted)) return { range, text: wanted };
  const around = before === "'" && text[range.end] === "'" ? { start: range.start - 1, end: range.end + 1 } : range;
  return { range: around, text: quote(wanted) };
};

/** What YAML reads as itself without quotes, in blocks and in flows: no indicator at the start, no `: `, ` #` or colon at the end. */
const PLAIN = /^[A-Za-z/][\w./:@+=#-]*[\w./@+=-]$/;

/** Words that YAML 1.1 or 1.2 takes for something other than text. */
const TYPED = /^(?:true|false|yes|no|on|off|null|y|n)$/i;

export const yamlScalar = (value: string): string => (PLAIN.test(value) && !TYPED.test(value) ? value : doubleQuoted(value));

/** The header of a block scalar and the blanks before its text. */
const BLOCK_HEADER = /[|>][+-]?[1-9]?[+-]?[ \t]*(?:#[^\r\n]*)?(?:\r?\n[ \t]*)+$/;

const yamlEdit = (text: string, range: Range, wanted: string): ScalarEdit => {
  const before = text[range.start - 1];
  if (before === '"' && text[range.end] === '"') return { range, text: doubleQuoted(wanted).slice(1, -1) };
  if (before === "'" && text[range.end] === "'") return { range, text: wanted.replaceAll("'", "''") };
  const from = Math.max(0, range.start - 400);
  const header = BLOCK_HEADER.exec(text.slice(from, range.start));
  if (!header) return { range, text: yamlScalar(wanted) };
  // The break behind a block's last line belongs to what follows.
  const end = range.start + text.slice(range.start, range.end).replace(/[\r\n]+$/, '').length;
  return { range: { start: from + header.index, end }, text: yamlScalar(wanted) };
};
