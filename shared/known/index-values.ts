import { hash } from 'node:crypto';
import type { AppError } from '../model/app-error.ts';
import type { KnownNote, KnownValue, LeftOut } from '../model/known-value.ts';
import type { KnownSetup } from '../scan/match-known.ts';
import { indexFingerprints } from '../text/fingerprint-index.ts';
import { createKey, type KeyedDigest, type Needle, takeFingerprints } from '../text/fingerprints.ts';
import { needlesOf } from '../text/needles.ts';
import { MAX_PARTS, partsOf } from '../text/secret-parts.ts';
import { MIN_SEARCHED_LENGTH, whyNotSearched } from '../text/worth-searching.ts';

/** Values made ready for a search. */
export interface IndexedValues {
  readonly known: KnownSetup;
  readonly leftOut: readonly LeftOut[];
  /** Values and parts of values that are looked for, each once. */
  readonly count: number;
  /** The first of those in `leftOut`. */
  readonly failure?: AppError;
}

/** As `prefixedHash`, and ten times as fast. */
const digest: KeyedDigest = (key, text) => hash('sha256', key + text, 'binary');

const SEVERITY: Readonly<Record<KnownValue['status'], KnownNote['severity']>> = { current: 'critical', given: 'critical', previous: 'high', older: 'medium' };

const titleOf = ({ status, remedy }: KnownValue, name: string): string => {
  switch (status) {
    case 'current':
      return `Current value of ${name} (rotate it: ${remedy})`;
    case 'given':
      return `Value of ${name} (${remedy})`;
    case 'previous':
      return `Previous value of ${name} (rotated already; see that it is revoked)`;
    case 'older':
      return `Earlier value of ${name} (rotated already; see that it is revoked)`;
  }
};

const noteOf = (value: KnownValue, name: string): KnownNote => ({
  hit: { name, status: value.status, version: value.version, remedy: value.remedy },
  title: titleOf(value, name),
  severity: SEVERITY[value.status],
  reasons: [
    `equal to the ${value.status === 'given' ? '' : `${value.status} `}value of ${name}${value.version === null ? '' : `, version ${value.version}`}`,
    value.status === 'current' || value.status === 'given' ? `to do: ${value.remedy}` : 'rotated already',
  ],
});

/** Current values first: a value that was set again is one that is in use. */
const ORDER: readonly KnownValue['status'][] = ['current', 'given', 'previous', 'older'];

/**
 * Takes values apart (JSON members, settings, passwords of addresses) and makes an index of all that is worth looking for; the rest is named.
 * Values themselves are kept by nothing that is given back.
 */
export const indexKnownValues = (values: readonly KnownValue[]): IndexedValues => {
  const notes: KnownNote[] = [];
  const taken = new Set<string>();
  const leftOut = new Map<string, string>();
  const needles = function* (): Generator<Needle> {
    for (const value of [...values].sort((a, b) => ORDER.indexOf(a.status) - ORDER.indexOf(b.status))) {
      const parts = partsOf(value.secret.reveal());
      if (parts.length >= MAX_PARTS) leftOut.set(`${value.name}, beyond ${MAX_PARTS} parts`, 'too many parts');
      for (const { path, text } of parts) {
        if (taken.has(text)) continue;
        const name = path.length === 0 ? value.name : `${value.name}#${path.join('.')}`;
        const why = whyNotSearched(text, path.at(-1) ?? value.name.replace(/ .*$/, ''));
        if (why !== undefined) {
          leftOut.set(name, why);
          continue;
        }
        taken.add(text);
        const label = String(notes.push(noteOf(value, name)) - 1);
        for (const needle of needlesOf(text, `${label}+`, MIN_SEARCHED_LENGTH)) yield needle.text === text ? { ...needle, label } : needle;
        if (text !== text.trim()) yield { text: text.trim(), label };
      }
    }
  };
  const key = createKey();
  const index = indexFingerprints(takeFingerprints(needles(), { key, windows: 'few', minLength: MIN_SEARCHED_LENGTH, digest }), key);
  return { known: { index, notes }, leftOut: [...leftOut].map(([name, why]) => ({ name, why })), count: taken.size };
};
