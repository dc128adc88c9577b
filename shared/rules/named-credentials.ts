import type { Rule } from '../model/rule.ts';

/** Digits in three places or more, not far from each other: words with a number in them have fewer. */
const DIGITS = '(?=[A-Za-z_-]{0,12}[0-9]{1,20}[A-Za-z_-]{1,12}[0-9]{1,20}[A-Za-z_-]{1,12}[0-9])';

/** A random value without marks of its own. */
const VALUE = `(?<secret>${DIGITS}[A-Za-z0-9][A-Za-z0-9_-]{18,120}={0,2})(?![\\w./=-])`;

/**
 * A credential word with a value right after it, as people write it into notes and scripts: `clockify SECRET <value>`. Keys and values with
 * an operator between them are read by the formats and judged there.
 */
export const NAMED_CREDENTIALS: readonly Rule[] = [
  {
    id: 'named-credential',
    title: 'Value after a credential word',
    keywords: ['secret', 'private', 'access', 'token', 'key', 'apikey', 'api_key', 'api-key', 'api key'],
    pattern: `(?:SECRET|PRIVATE|ACCESS|TOKEN|KEY|[Ss]ecret|[Tt]oken|(?:[Pp]rivate|[Aa]ccess|[Aa]pi)[ _-]?[Kk]ey)(?:[ _.-]{0,3}(?:SECRET|PRIVATE|ACCESS|TOKEN|KEY|[Ss]ecret|[Tt]oken|[Kk]ey)){0,2}(?: {1,4}|-)${VALUE}`,
    anchored: true,
    severity: 'medium',
    confidence: 'low',
    minEntropy: 3.2,
    filters: ['has-letter', 'not-identifier', 'not-file-hash'],
    examples: ['acme SECRET {{alnum:32}}', 'acmePRIVATE-{{uuid}}', 'acme secret-token {{alnum:40}}', 'acme-private-key-{{uuid}}', 'my api key {{alnum:24}}'],
    counterExamples: ['private_key x509_check_purpose_of_the_key', 'PRIVATE members-of-the-base-class-2', 'TOKEN {{upper:30}}', 'the ACCESS {{hex:40}} commit'],
  },
];
