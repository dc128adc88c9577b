import type { SecretMetadata } from '../model/provider.ts';
import type { Range } from '../model/range.ts';
import type { Reference } from '../model/reference.ts';
import { splitSuffix } from './arn.ts';
import { pointerText } from './pointer.ts';
import { isKnownPartition, isKnownRegion, partitionOf, REGIONS_AS_OF } from './regions.ts';

export type LintCode =
  | 'no-suffix'
  | 'suffix-trap'
  | 'suffix-without-arn'
  | 'wildcard'
  | 'bad-name'
  | 'long-name'
  | 'no-region'
  | 'bad-region'
  | 'unknown-region'
  | 'wrong-partition'
  | 'unknown-partition'
  | 'bad-account'
  | 'stage-and-id'
  | 'bad-version-id'
  | 'ecs-colons'
  | 'ecs-pointer'
  | 'vault-data'
  | 'scheduled-for-deletion'
  | 'missing-version'
  | 'missing-key';

export interface LintIssue {
  readonly code: LintCode;
  /** `error`: it can't work. `warning`: it works by chance, or not for long, or not everywhere. */
  readonly severity: 'error' | 'warning';
  /** In the reference's text. */
  readonly range: Range;
  readonly message: string;
  /** What to do. */
  readonly hint: string;
}

/** What is known beyond the text. */
export interface LintFacts {
  /** Of the secret that it names. */
  readonly metadata?: SecretMetadata | undefined;
  /** Paths of the values in its JSON, as `leavesOf` gives them. */
  readonly leafPaths?: readonly (readonly string[])[] | undefined;
}

type Report = (code: LintCode, severity: LintIssue['severity'], range: Range | undefined, message: string, hint: string) => void;

const isArn = ({ address: { id } }: Reference): boolean => id.startsWith('arn:');

const lintSuffix = (reference: Reference, metadata: SecretMetadata | undefined, report: Report): void => {
  const { name, ranges, address } = reference;
  if (address.provider !== 'aws') return;
  const real = metadata?.name;
  const ending = splitSuffix(name);
  if (!isArn(reference)) {
    // A capital or a digit between letters is what a random suffix has and what a word lacks.
    if (ending !== undefined && /[A-Z0-9]/.test(ending.suffix) && /[A-Za-z]/.test(ending.suffix) && real !== name)
      report(
        'suffix-without-arn',
        'warning',
        { start: ranges.name.end - 6, end: ranges.name.end },
        `a name does not have the suffix of its ARN: -${ending.suffix}`,
        'Use the name alone, or the whole ARN. AWS finds no secret by its name and suffix.',
      );
    return;
  }
  const suffix = ranges.suffix === undefined ? undefined : reference.text.slice(ranges.suffix.start, ranges.suffix.end);
  const whole = suffix === undefined ? name : `${name}-${suffix}`;
  // Of random suffixes one in 180 has no capital and no digit.
  const isDoubtful = suffix !== undefined && !/[A-Z0-9]/.test(suffix) && real !== name;
  if (real === whole ? splitSuffix(whole) !== undefined : suffix === undefined ? ending !== undefined : isDoubtful)
    report(
      'suffix-trap',
      real === whole || suffix === undefined ? 'error' : 'warning',
      ranges.suffix ?? { start: ranges.name.end - 6, end: ranges.name.end },
      `AWS takes the last six characters for the random suffix: ${whole}`,
      real === whole || suffix === undefined
        ? 'A partial ARN of a name that ends like this finds nothing. Use the full ARN, with the six characters behind the name.'
        : 'If they are part of the name, use the full ARN, with the six random characters behind them.',
    );
  else if (suffix === undefined)
    report(
      'no-suffix',
      'warning',
      ranges.name,
      'the ARN lacks the six random characters at its end',
      'A partial ARN may find another secret of the same name later, and most policies do not match it. Copy the full ARN.',
    );
};

const NAME_RULES = {
  // https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_CreateSecret.html
  aws: { bad: /[^A-Za-z0-9/_+=.@-]/, max: 512, allowed: 'letters, digits and /_+=.@-' },
  // https://docs.aws.amazon.com/systems-manager/latest/userguide/sysman-paramstore-su-create.html
  ssm: { bad: /[^A-Za-z0-9/_.-]/, max: 1011, allowed: 'letters, digits and /_.-' },
  // https://learn.microsoft.com/azure/key-vault/general/about-keys-secrets-certificates#object-identifiers
  azure: { bad: /[^A-Za-z0-9-]/, max: 127, allowed: 'letters, digits and hyphens' },
  vault: { bad: /[\u0000-\u001f]/, max: 1024, allowed: 'printable characters' },
  local: { bad: /[\u0000-\u001f]/, max: 512, allowed: 'printable characters' },
} as const;

const lintName = ({ name, ranges, address }: Reference, report: Report): void => {
  const rule = NAME_RULES[address.provider];
  const rest = name.replaceAll('*', '');
  if (name.includes('*') && (address.provider === 'aws' || address.provider === 'ssm'))
    report('wildcard', 'error', ranges.name, `a reference names one secret, not a pattern: ${name}`, 'Name each secret.');
  const bad = rule.bad.exec(rest)?.[0];
  if (bad !== undefined) report('bad-name', 'error', ranges.name, `the name has a character that can't be in one: ${bad}`, `A name may have ${rule.allowed}.`);
  if (name.length > rule.max) report('long-name', 'error', ranges.name, `the name has ${name.length} characters`, `It may have ${rule.max}.`);
  if (address.provider === 'ssm' && /^[^/].*\//.test(name))
    report('bad-name', 'error', ranges.name, `a parameter in a path starts with a slash: ${name}`, `Write /${name}.`);
  if (address.provider === 'vault' && /^data\//.test(name))
    report('vault-data', 'warning', ranges.name, `the path starts with data/, which only the API of KV version 2 has: ${name}`, `Write ${name.slice(5)}.`);
};

const lintPlace = (reference: Reference, report: Report): void => {
  const { address, ranges } = reference;
  const { region, partition, account } = address;
  if (isArn(reference)) {
    if (region === undefined) report('no-region', 'error', ranges.region, 'the ARN names no region', 'Secrets are regional: put the region in.');
    if (!/^\d{12}$/.test(account ?? ''))
      report('bad-account', 'error', ranges.account, `an account has 12 digits: ${account ?? 'none'}`, 'Leading zeros count.');
    if (partition !== undefined && !isKnownPartition(partition))
      report('unknown-partition', 'warning', ranges.partition, `no partition that was known on ${REGIONS_AS_OF}: ${partition}`, 'Check it for a typing error.');
  }
  if (region === undefined) return;
  const home = partitionOf(region);
  if (home === undefined) report('bad-region', 'error', ranges.region, `no region looks like this: ${region}`, 'A region is written like eu-west-1.');
  else if (partition !== undefined && home !== partition)
    report('wrong-partition', 'error', ranges.partition, `${region} is in the partition ${home}, not in ${partition}`, `Write arn:${home}:…`);
  else if (!isKnownRegion(region))
    report('unknown-region', 'warning', ranges.region, `no region that was known on ${REGIONS_AS_OF}: ${region}`, 'Check it for a typing error.');
};

const lintVersion = ({ address, ranges }: Reference, metadata: SecretMetadata | undefined, report: Report): void => {
  const { stage, id } = address.version ?? {};
  if (stage !== undefined && id !== undefined)
    report('stage-and-id', 'error', ranges.versionId ?? ranges.stage, 'a version is named by its stage or by its id, not by both', 'Leave one of them out.');
  if (id !== undefined && address.provider === 'aws' && !/^[A-Za-z0-9-]{32,64}$/.test(id))
    report(
      'bad-version-id',
      'error',
      ranges.versionId,
      `a version id has 32 to 64 letters, digits and hyphens: ${id}`,
      'A staging label goes where the stage is.',
    );
  const versions = metadata?.versions ?? [];
  if (versions.length === 0) return;
  if (id !== undefined && !versions.some((version) => version.id === id))
    report('missing-version', 'error', ranges.versionId, `the secret has no version with this id: ${id}`, 'Versions without a label are removed by and by.');
  if (stage !== undefined && !versions.some(({ stages }) => stages.includes(stage)))
    report('missing-version', 'error', ranges.stage, `no version of the secret has this label: ${stage}`, 'Case matters.');
};

const lintPointer = (reference: Reference, leafPaths: LintFacts['leafPaths'], report: Report): void => {
  const { text, syntax, ranges, pointer, address } = reference;
  if (syntax === 'ecs') {
    const behind = text.slice(text.indexOf(address.id) + address.id.length);
    const [colons = '', deeper] = behind.split('#');
    const count = colons.split(':').length - 1;
    const range = { start: text.length - behind.length, end: text.length };
    if (count !== 3)
      report(
        'ecs-colons',
        'warning',
        range,
        `behind the ARN stand ${count} colons, not three`,
        'ECS wants :json-key:version-stage:version-id; what is empty keeps its colon.',
      );
    if (deeper !== undefined)
      report(
        'ecs-pointer',
        'warning',
        ranges.pointer ?? range,
        'ECS takes one key of the JSON object and no pointer',
        'This program understands both; ECS does not.',
      );
  }
  if (leafPaths === undefined || pointer.length === 0) return;
  const wanted = pointer.join('.');
  // A key may be written with its dots, and may name an object: what selectValue finds.
  if (!leafPaths.some((path) => `${path.join('.')}.`.startsWith(`${wanted}.`)))
    report('missing-key', 'error', ranges.pointer, `the secret's JSON has no such key: ${pointerText(pointer)}`, 'Check how it is written; case matters.');
};

/** What is wrong with a reference, as far as its text and the facts say. In the order of their places. */
export const lintReference = (reference: Reference, { metadata, leafPaths }: LintFacts = {}): readonly LintIssue[] => {
  const issues: LintIssue[] = [];
  const report: Report = (code, severity, range, message, hint) => {
    issues.push({ code, severity, range: range ?? reference.ranges.name, message, hint });
  };
  lintPlace(reference, report);
  lintName(reference, report);
  lintSuffix(reference, metadata, report);
  lintVersion(reference, metadata, report);
  lintPointer(reference, leafPaths, report);
  if (metadata?.deletesAt)
    report(
      'scheduled-for-deletion',
      'error',
      reference.ranges.name,
      `the secret can't be read any more, and is gone on ${metadata.deletesAt.slice(0, 10)}`,
      'Restore it: watertight secrets restore.',
    );
  return issues.sort((a, b) => a.range.start - b.range.start || a.range.end - b.range.end);
};
