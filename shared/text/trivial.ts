import { COMMON_WORDS } from './common-words.ts';

/** Shorter values stand in other words by chance: what Google's action for its store takes as well. */
export const MIN_MASK_LENGTH = 4;

/** Digits of a number that is a setting (a port, a size, a time in seconds) rather than a secret: fewer than this. */
const MIN_DIGITS = 6;

/** Regions and zones of AWS and Google, e.g. `us-gov-west-1`, `europe-west4`. */
const REGION =
  /^(?:us|eu|ap|sa|ca|me|af|il|mx|cn|europe|asia|northamerica|southamerica|australia)(?:-gov|-iso[a-z]?)?-(?:north|south|east|west|central)(?:east|west)?-?\d{1,2}(?:-?[a-z])?$/;

/**
 * Why a value must not be hidden: it stands in any log by chance, so that hiding it would hide the log and tell that it is there.
 * In a few words, none of them from the value; undefined for one that is to be hidden.
 */
export const whyTrivial = (value: string, minLength = MIN_MASK_LENGTH): string | undefined => {
  const text = value.trim();
  if (text === '') return 'empty';
  if (/^[-+]?\d[\d.,_]*$/.test(text) && text.replace(/\D/g, '').length < MIN_DIGITS) return 'a small number';
  if (COMMON_WORDS.has(text.toLowerCase())) return 'a common word';
  if (text.length < minLength) return `shorter than ${minLength} characters`;
  if (/^(.)\1*$/su.test(text)) return 'one character, repeated';
  if (REGION.test(text)) return 'the name of a region';
  return undefined;
};
