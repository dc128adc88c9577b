import { Buffer } from 'node:buffer';
import { commandsIn } from './runner.ts';

/**
 * How the GitHub runner hides values in a log (actions/runner 258d6c8: SecretMasker.cs, ValueSecret.cs, ValueEncoders.cs, HostContext.cs,
 * ActionCommandManager.cs), written from what these do and apart from what we register: the oracle of the tests.
 */
export interface RunnerMasker {
  /** What the command `add-mask` does with its unescaped data: all of it and each of its lines, without minimum length. */
  readonly addMask: (data: string) => void;
  /** One line of the log as the runner writes it. */
  readonly maskLine: (line: string) => string;
  /** A log: each line for itself. */
  readonly mask: (log: string) => string;
  /** How many texts it searches for. */
  readonly size: () => number;
}

const bytesOf = (text: string): Buffer => Buffer.from(text.replace(/[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g, '\ufffd'));

const base64From = (skip: number) => (value: string) => {
  const bytes = bytesOf(value);
  return bytes.length > skip ? bytes.subarray(skip).toString('base64') : '';
};

const XML: Readonly<Record<string, string>> = { '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&apos;', '&': '&amp;' };

const percent = (value: string): string =>
  Array.from(bytesOf(value), (byte) =>
    /[\w.~-]/.test(String.fromCharCode(byte)) && byte < 128 ? String.fromCharCode(byte) : `%${byte.toString(16).padStart(2, '0').toUpperCase()}`,
  ).join('');

/** PowerShell colours the character after an ampersand in its error messages, which cuts a value in two. */
const beforeAmpersand = (value: string): string => {
  if (!value.includes('&')) return '';
  const end = value.includes('&+') ? value.indexOf('&+') + 2 : value.lastIndexOf('&') + 1;
  return end >= 6 ? value.slice(0, end) : '';
};
const afterAmpersand = (value: string): string => {
  if (!value.includes('&')) return '';
  const start = value.includes('&+') ? value.indexOf('&+') + 3 : value.lastIndexOf('&') + 1;
  return value.length - start >= 6 ? value.slice(start) : '';
};

export const RUNNER_ENCODERS: readonly ((value: string) => string)[] = [
  base64From(0),
  base64From(1),
  base64From(2),
  (value) => value.replaceAll('"', '\\"'),
  (value) => value.replaceAll("'", "''"),
  (value) => JSON.stringify(value).slice(1, -1),
  percent,
  (value) => value.replace(/[<>"'&]/g, (mark) => XML[mark] ?? ''),
  (value) => (value.length > 8 && value.startsWith('"') && value.endsWith('"') ? value.slice(1, -1) : ''),
  beforeAmpersand,
  afterAmpersand,
];

export const createRunnerMasker = (): RunnerMasker => {
  const searched = new Set<string>();
  const addValue = (value: string): void => {
    for (const text of [value, ...RUNNER_ENCODERS.map((encode) => encode(value))]) if (text !== '') searched.add(text);
  };
  const maskLine = (line: string): string => {
    const ranges: [number, number][] = [];
    // each occurrence, also those that overlap
    for (const text of searched) for (let at = line.indexOf(text); at >= 0; at = line.indexOf(text, at + 1)) ranges.push([at, at + text.length]);
    ranges.sort((a, b) => a[0] - b[0] || a[1] - b[1]);
    let masked = '';
    let done = 0;
    for (let i = 0; i < ranges.length; ) {
      const [start] = ranges[i]!;
      let end = ranges[i]![1];
      // adjacent ranges become one as well
      for (i += 1; i < ranges.length && ranges[i]![0] <= end; i++) end = Math.max(end, ranges[i]![1]);
      masked += `${line.slice(done, start)}***`;
      done = end;
    }
    return masked + line.slice(done);
  };
  return {
    addMask: (data) => {
      if (data.trim() === '') return;
      addValue(data);
      for (const line of data.split(/\r\n|\r|\n/)) if (line.trim() !== '') addValue(line.trim());
    },
    maskLine,
    mask: (log) => log.split('\n').map(maskLine).join('\n'),
    size: () => searched.size,
  };
};

/** The masker after a step wrote this log, and the log as it is shown: commands act on the lines after them and are not shown. */
export const replayLog = (log: string, masker: RunnerMasker = createRunnerMasker()): { readonly masker: RunnerMasker; readonly shown: string } => {
  const shown: string[] = [];
  for (const line of log.split('\n')) {
    const [command] = commandsIn(line);
    if (command?.name === 'add-mask') masker.addMask(command.message);
    else shown.push(masker.maskLine(line));
  }
  return { masker, shown: shown.join('\n') };
};
