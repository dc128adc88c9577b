import { isEncrypted } from './encrypted-values.ts';
import { decodesToPlaceholder, isPlaceholder } from './placeholders.ts';
import { isPublicValue } from './public-values.ts';
import { isReference } from './references.ts';

export { isPlaceholder, isReference };

/** What a value is on its own, before its key is looked at: one of the things that are written where a secret could stand, or `plain`. */
export type ValueKind = 'empty' | 'reference' | 'placeholder' | 'public' | 'encrypted' | 'plain';

/** Ciphertext comes before references, because `vault:v1:…` is both by its looks. */
export const kindOfValue = (value: string): ValueKind => {
  if (value.trim() === '') return 'empty';
  if (isEncrypted(value)) return 'encrypted';
  if (isPublicValue(value)) return 'public';
  if (isReference(value)) return 'reference';
  return isPlaceholder(value) || decodesToPlaceholder(value) ? 'placeholder' : 'plain';
};
