import type { Reference } from '../model/reference.ts';
import { findSecretNames } from './find-names.ts';
import { findReferences } from './find-references.ts';

/** Prose shows references as examples. Read only where it is named. */
const PROSE = /\.(?:md|mdx|markdown|rst|adoc|txt)$|(?:^|\/)(?:LICENSE|CHANGELOG)[^/]*$/i;

export const isProse = (path: string): boolean => PROSE.test(path);

/** Everything in a text that refers to a secret: references that say what they are, then names that stand where one must stand. */
export const findAllReferences = (text: string): readonly Reference[] => [...findReferences(text), ...findSecretNames(text)].map(({ reference }) => reference);
