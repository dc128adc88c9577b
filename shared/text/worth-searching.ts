import { squeeze } from './squeeze.ts';
import { whyTrivial } from './trivial.ts';

/** Shorter values stand in other words by chance. Counted without white space and quotes, which a search passes over. UTF-16 units. */
export const MIN_SEARCHED_LENGTH = 8;

/** Digits alone are times, sizes and ids unless they are this many. */
const MIN_DIGITS = 12;

/** Words alone are names unless they are this long. */
const MIN_WORDS = 16;

/**
 * Keys of what is no secret: who and where. They stand in configuration files with good reason. Among them the members of the JSON that AWS
 * gives a database's secret: https://docs.aws.amazon.com/secretsmanager/latest/userguide/reference_secret_json_structure.html
 */
const OPEN_KEY =
  /^(?:engine|db_?name|db_?instance_?identifier|db_?cluster_?identifier|master_?arn|(?:.*[-_.])?(?:host|host_?name|port|user|user_?name|e-?mail|region|environment|env|log_?level|bucket|database|schema|namespace|zone|locale|time_?zone))$/i;

/** Whether a member or variable of this name is no secret. */
export const isOpenKey = (key: string): boolean => OPEN_KEY.test(key);

/** Words with at most three digits behind each, and versions: no part of it could be a token. */
const PLAIN_PART = /^\.?(?:(?:[A-Z]?[a-z]{1,20}|[A-Z]{1,20})\d{0,3}(?:[-_](?:[A-Z]?[a-z]{1,20}|[A-Z]{1,20}|\d{1,4})){0,5})?$|^v?\d{1,4}$/;

const isPlainPath = (parts: readonly string[]): boolean => parts.every((part) => PLAIN_PART.test(part));

const whyOrdinary = (text: string): string | undefined => {
  if (/^[-+]?[\d.,_:/ -]*$/.test(text) && text.replace(/\D/g, '').length < MIN_DIGITS) return 'a number, a date or an address';
  if (/^(?:[A-Z]?[a-z]+|[A-Z]+)(?:[-_ ](?:[A-Z]?[a-z]+|[A-Z]+))?$/.test(text) && text.length < MIN_WORDS) return 'a word or two';
  if (/^[\w.+-]{1,64}@[\w-]{1,64}(?:\.[\w-]{1,64}){1,4}$/.test(text)) return 'an e-mail address';
  if (/^(?:[a-z\d-]{1,63}\.){1,6}[a-z]{2,24}(?::\d{1,5})?$/i.test(text) && isPlainPath(text.replace(/:\d+$/, '').split('.'))) return 'the name of a host';
  if (/^[a-z][a-z\d+.-]{1,20}:\/\/[^\s@?#]{1,300}$/i.test(text) && isPlainPath(text.split(/[/:.]/))) return 'an address without a credential';
  if (/^(?:[A-Za-z]:)?[~.]{0,2}(?:[/\\][\w.-]{1,100}){1,20}[/\\]?$/.test(text) && isPlainPath(text.replace(/^[A-Za-z]:|^~/, '').split(/[/\\.]/)))
    return 'a path';
  return undefined;
};

/**
 * Why a value is not looked for: it stands in other texts by chance, or is no secret. In a few words, none of them from the value; undefined for
 * one that is looked for. `key`: what it is called in its secret or environment.
 */
export const whyNotSearched = (value: string, key: string | undefined): string | undefined => {
  const text = value.trim();
  const why = whyTrivial(text, MIN_SEARCHED_LENGTH) ?? whyOrdinary(text);
  if (why !== undefined) return why;
  if (key !== undefined && isOpenKey(key) && !/:\/\/[^/\s@]*:[^/\s@]+@/.test(text)) return 'no secret, as its key says';
  return squeeze(text).length < MIN_SEARCHED_LENGTH ? `shorter than ${MIN_SEARCHED_LENGTH} characters without white space and quotes` : undefined;
};
