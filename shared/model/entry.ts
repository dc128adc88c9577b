import type { Range } from './range.ts';

/** One `key = value` as a format understands it, with exact ranges in the raw text. */
export interface Entry {
  /** The last part of the key as written, e.g. `DB_PASSWORD`, `password`. Never empty. */
  readonly key: string;
  /** Keys around it, outermost first, e.g. `['database']` for `database = { password = "…" }`. Array indexes are left out. */
  readonly parents: readonly string[];
  readonly keyRange: Range;
  /** The value after unquoting and unescaping. May hold newlines. */
  readonly value: string;
  /** The raw value without its quotes. `value` equals the raw slice unless it was escaped or folded. */
  readonly valueRange: Range;
  readonly quote: Quote;
  /** Where it stands: a live assignment, a commented-out one, the default of `${VAR:-default}`, or a list element (key = the list's). */
  readonly kind: 'assignment' | 'comment' | 'default' | 'element';
  /** Set when the format itself says that the value is encoded, e.g. Kubernetes `Secret.data`. `value` is still the encoded text. */
  readonly encoding?: 'base64';
  /**
   * How much the key's own grammar says: `config` where every entry is a setting (dotenv, tfvars, an `env:` block), so that a short
   * plain word can be a password; `source` where keys and values are program text, so that more proof is wanted.
   */
  readonly setting: 'config' | 'source';
}

export type Quote = 'none' | 'single' | 'double' | 'backtick' | 'heredoc' | 'block';

/** What a parser gives back. It never throws: what it did not understand is a note with a range, and the rest is still there. */
export interface Parsed {
  readonly entries: readonly Entry[];
  readonly notes: readonly ParseNote[];
}

export interface ParseNote {
  readonly message: string;
  readonly range: Range;
}

/** The grammars known. `text` is everything else: source code, prose, unknown configuration. */
export type FormatId =
  | 'dotenv'
  | 'tfvars'
  | 'terraform'
  | 'ci-log'
  | 'json'
  | 'yaml'
  | 'toml'
  | 'ini'
  | 'properties'
  | 'npmrc'
  | 'netrc'
  | 'pypirc'
  | 'git-credentials'
  | 'pgpass'
  | 'htpasswd'
  | 'xml'
  | 'text';
