import type { Finding } from '../model/finding.ts';
import type { Fragment } from '../model/fragment.ts';

/** An entry of our baseline, as `writeBaseline` writes it, up to the end of the hash. */
const ENTRY = /^\s*\{"path":"(?:[^"\\]|\\.){1,4096}","rule":"(?:[^"\\]|\\.){1,200}","hash":"[0-9a-f]{32}"$/;

/** Its salt, between the lines that are always around it. */
const SALT = /^\s*"version": 1,\s*"salt": "[0-9a-f]{16,128}",\s*"entries": \[/;

/** The hash in an entry of detect-secrets, up to its end. */
const SHA1 = /"hashed_secret": ?"[0-9a-f]{40}"$/;

/**
 * Leaves out what is no secret but a baseline's hash of one, ours or detect-secrets', or a baseline's salt. Told by the lines and not by
 * the file, so that a diff of a baseline is understood, and nothing else in a file that looks like a baseline is passed over.
 */
export const dropBaselineHashes = (fragment: Fragment, findings: readonly Finding[]): readonly Finding[] => {
  const { text } = fragment;
  const shift = fragment.position?.offset ?? 0;
  return findings.filter(({ range }) => !isBaselineHash(text, range.start - shift, range.end - shift));
};

const isBaselineHash = (text: string, start: number, end: number): boolean => {
  if (end - start < 16 || end - start > 128 || text[end] !== '"' || !/^[0-9a-f]+$/.test(text.slice(start, end))) return false;
  if (SHA1.test(text.slice(Math.max(0, start - 20), end + 1))) return true;
  const line = text.lastIndexOf('\n', start) + 1;
  if (start - line < 5_000 && ENTRY.test(text.slice(line, end + 1))) return true;
  const before = text.lastIndexOf('\n', line - 2) + 1;
  return line - before < 100 && SALT.test(text.slice(before, end + 100));
};
