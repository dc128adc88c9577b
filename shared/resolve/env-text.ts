import { parseReference } from '../references/parse.ts';

/** A variable of an env file. */
export interface EnvVariable {
  readonly name: string;
  readonly value: string;
}

const NAME = /(?:export[ \t]+)?([\w.-]+)(?:[ \t]*=|:(?=[ \t]))[ \t]*/y;

const lineEnd = (text: string, at: number): number => {
  const end = /[\r\n]/g;
  end.lastIndex = at;
  return end.exec(text)?.index ?? text.length;
};

/** The quote that closes the one before `start`, with nothing but a comment behind it on its line; -1 where there is none. */
const closingQuote = (text: string, start: number, mark: string): number => {
  for (let at = start; at < text.length; at++) {
    if (text[at] === '\\' && text[at + 1] === mark) at++;
    else if (text[at] === mark) return /^[ \t]*(?:#|$)/.test(text.slice(at + 1, lineEnd(text, at + 1))) ? at : -1;
  }
  return -1;
};

/** Up to a `#`, blank before it or not; but a reference is read with what stands behind its `#`. */
const bareValue = (line: string): string => {
  const word = /^[^ \t]*/.exec(line)![0];
  if (word.includes('#') && !/^[#]/.test(word) && parseReference(word) !== undefined) return word;
  const comment = line.indexOf('#');
  return (comment < 0 ? line : line.slice(0, comment)).trim();
};

/**
 * Reads the text of an env file as `dotenv` does (https://github.com/motdotla/dotenv), so that a program gets the values it had: quotes of three
 * kinds over several lines, `\n` in double ones, comments. In one thing it differs: an unquoted reference keeps its `#field`. Never throws; what is
 * no assignment is passed over; of a name that stands twice the last counts.
 */
export const readEnvText = (text: string): readonly EnvVariable[] => {
  const variables = new Map<string, string>();
  let at = text.charCodeAt(0) === 0xfeff ? 1 : 0;
  while (at < text.length) {
    const blank = /\s*/y;
    blank.lastIndex = at;
    blank.test(text);
    NAME.lastIndex = blank.lastIndex;
    const match = NAME.exec(text);
    const end = lineEnd(text, blank.lastIndex);
    at = end;
    if (match === null) continue;
    const start = NAME.lastIndex;
    const mark = text[start] ?? '';
    const close = '\'"`'.includes(mark) && mark !== '' ? closingQuote(text, start + 1, mark) : -1;
    let value: string;
    if (close < 0) value = bareValue(text.slice(start, end));
    else {
      value = text.slice(start + 1, close);
      if (mark === '"') value = value.replaceAll('\\n', '\n').replaceAll('\\r', '\r');
      at = lineEnd(text, close);
    }
    variables.set(match[1]!, value);
  }
  return [...variables].map(([name, value]) => ({ name, value }));
};
