import type { Range } from '../model/range.ts';

/** The parts that every ARN of a secret or a parameter has, with their places. Nothing is checked here that a lint can say better. */
export interface Arn {
  readonly service: 'secretsmanager' | 'ssm';
  readonly partition: string;
  readonly region: string;
  readonly account: string;
  readonly ranges: { readonly partition: Range; readonly region: Range; readonly account: Range };
  /** Where the resource's own name starts: behind `secret:`, or at the slash behind `parameter`. */
  readonly nameStart: number;
}

/** `arn:aws:secretsmanager:eu-west-1:111122223333:secret:NAME`, `arn:aws:ssm:eu-west-1:111122223333:parameter/NAME`. */
const HEAD = /^arn:([\w-]{0,32}):(secretsmanager|ssm):([\w-]{0,64}):([^\s:/#]{0,64}):(secret:|parameter(?=\/))/;

/** https://docs.aws.amazon.com/secretsmanager/latest/userguide/reference_iam-permissions.html */
export const parseArn = (text: string): Arn | undefined => {
  const match = HEAD.exec(text);
  if (match === null) return undefined;
  const [head, partition = '', service, region = '', account = '', kind] = match;
  if ((service === 'ssm') !== (kind === 'parameter')) return undefined;
  const partitionStart = 'arn:'.length;
  const regionStart = partitionStart + partition.length + 1 + service!.length + 1;
  const accountStart = regionStart + region.length + 1;
  const rangeOf = (start: number, part: string): Range => ({ start, end: start + part.length });
  return {
    service: service as Arn['service'],
    partition,
    region,
    account,
    ranges: { partition: rangeOf(partitionStart, partition), region: rangeOf(regionStart, region), account: rangeOf(accountStart, account) },
    nameStart: head.length,
  };
};

/** Words of six letters with which people end names. Of random suffixes one in 500 million is such a word. */
const SIX_LETTER_WORDS: ReadonlySet<string> = new Set(
  (
    'access active amazon apikey backup bearer bucket bundle client config cookie custom device docker domain driver emails engine events ' +
    'export github gitlab global google header images import ingest invite lambda ledger legacy linear lookup mailer master member memory ' +
    'metric mobile models module nodejs notify number oauth2 office openai orders origin output parser passwd paypal people player plugin ' +
    'policy portal public python queues reader record region remote report router runner sample schema search secret sender sentry server ' +
    'signed signer signin source status stripe submit system target tenant ticket tokens twilio update upload vendor verify viewer wallet ' +
    'webapp window worker writer'
  ).split(' '),
);

/** Whether six characters look like the end of a name: a word, or a date's six digits. */
export const isWordLike = (suffix: string): boolean => SIX_LETTER_WORDS.has(suffix) || /^\d{6}$/.test(suffix);

/** The name in front of what AWS takes for the random suffix, a hyphen and six letters or digits; undefined where a name doesn't end like that. */
export const splitSuffix = (resource: string): { readonly name: string; readonly suffix: string } | undefined => {
  const match = /^(.+)-([A-Za-z0-9]{6})$/s.exec(resource);
  return match === null ? undefined : { name: match[1]!, suffix: match[2]! };
};
