import type { FilterName, Rule } from '../model/rule.ts';
import { isPlaceholder } from './values.ts';

/** Each filter says whether a value may stay. */
const FILTERS: Readonly<Record<FilterName, (value: string) => boolean>> = {
  'has-digit': (value) => /\d/.test(value),
  'has-letter': (value) => /[A-Za-z]/.test(value),
  'mixed-case': (value) => /[a-z]/.test(value) && /[A-Z]/.test(value),
  'not-hex': (value) => !/^[0-9a-fA-F]+$/.test(value),
  'not-uuid': (value) => !/^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i.test(value),
  'not-word': (value) => !/^[A-Z]?[a-z]+$|^[A-Z]+$/.test(value),
  'not-identifier': (value) => !/^[A-Za-z_][A-Za-z_]*$/.test(value),
  'not-path': (value) => !/^[~.]{0,2}\/[\w./-]+$/.test(value),
  'not-file-hash': (value) => !/^(?:[0-9a-f]{40}|[0-9a-f]{64})$/.test(value),
};

export const passesFilters = (rule: Rule, value: string): boolean => {
  if (rule.keepPlaceholders !== true && isPlaceholder(value)) return false;
  return (rule.filters ?? []).every((name) => FILTERS[name](value));
};
