import type { ProviderId } from '../model/reference.ts';
import { isSecretName, secretVariable } from './aws-names.ts';
import type { LocatedReference } from './find-references.ts';
import { parseReference } from './parse.ts';

/** Text in which the group `name` can be nothing but the name of a secret or a parameter. */
interface Place {
  readonly pattern: RegExp;
  readonly provider: ProviderId;
}

const NAME = '(?<name>[\\w/+=.@-]{1,512})';

const PLACES: readonly Place[] = [
  // The command line's option, the SDKs' parameter, Terraform's argument.
  {
    pattern: new RegExp(`(?:--secret-id[ \\t=]+|\\bSecretId["']?[ \\t]*[:=][ \\t]*|\\bsecret_id[ \\t]*=[ \\t]*(?="))["']?${NAME}(?![\\w/+=.@:$#{-])`, 'dg'),
    provider: 'aws',
  },
  // https://registry.terraform.io/providers/hashicorp/aws/latest/docs/data-sources/secretsmanager_secret
  {
    pattern: new RegExp(`\\bdata[ \\t]+"aws_secretsmanager_secret"[ \\t]+"\\w{1,100}"[ \\t]*\\{[^{}]{0,300}?\\bname[ \\t]*=[ \\t]*"${NAME}"`, 'dg'),
    provider: 'aws',
  },
  { pattern: new RegExp(`\\bdata[ \\t]+"aws_ssm_parameter"[ \\t]+"\\w{1,100}"[ \\t]*\\{[^{}]{0,300}?\\bname[ \\t]*=[ \\t]*"${NAME}"`, 'dg'), provider: 'ssm' },
  // https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/dynamic-references.html
  {
    pattern: /\{\{resolve:secretsmanager:(?<name>arn:[\w-]{1,32}:secretsmanager:[\w-]{0,64}:\d{0,12}:secret:[\w/+=.@-]{1,512}|[\w/+=.@-]{1,512})[:}]/dg,
    provider: 'aws',
  },
  { pattern: new RegExp(`\\{\\{resolve:ssm(?:-secure)?:${NAME}[:}]`, 'dg'), provider: 'ssm' },
  // https://docs.aws.amazon.com/cdk/api/v2/docs/aws-cdk-lib.aws_secretsmanager.Secret.html
  { pattern: new RegExp(`\\bfromSecretNameV2\\([^,()]{1,100},[^,()]{1,100},[ \\t\\n]*["']${NAME}["']`, 'dg'), provider: 'aws' },
];

/** `AWS_SECRET_STRIPE=prod/api/stripe` on a line of its own, also as YAML or in a compose list. */
const ASSIGNED = /^[ \t]*(?:-[ \t]+)?(?:export[ \t]+)?["']?(AWS_SECRET_\w{1,100})["']?[ \t]*[:=][ \t]*["']?(?<name>[\w/.@-]{1,128})["']?[ \t]*(?:#.*)?$/dgm;

/** The Action's input: one line, or a block of them. */
const SECRET_IDS = /^([ \t]*)(?:-[ \t]+)?secret-ids:[ \t]*(?:[|>][-+\d]{0,2}[ \t]*(?:#.*)?|(?<one>[^\n]*))\r?$/dgm;

/** `[NAME,]ID[?]`, with a comment behind it; the group is the id. */
const LINE = /^[ \t]*["']?(?:\w*[ \t]*,[ \t]*)?(?<name>[^\s,"'?]+)\??["']?[ \t]*(?:[ \t]#.*)?\r?$/d;

const findSecretIds = (text: string, add: (name: string, start: number, provider: ProviderId) => void): void => {
  const addLine = (line: string, start: number): void => {
    const match = LINE.exec(line);
    const range = match?.indices?.groups?.['name'];
    if (match?.groups?.['name'] !== undefined && range !== undefined) add(match.groups['name'], start + range[0], 'aws');
  };
  for (const match of text.matchAll(SECRET_IDS)) {
    const one = match.indices?.groups?.['one'];
    if (one !== undefined) {
      addLine(text.slice(...one), one[0]);
      continue;
    }
    const indent = match[1]!.length;
    for (let at = match.index + match[0].length + 1; at < text.length; ) {
      const end = text.indexOf('\n', at) < 0 ? text.length : text.indexOf('\n', at);
      const line = text.slice(at, end);
      if (line.trim() !== '' && line.length - line.trimStart().length <= indent) break;
      addLine(line, at);
      at = end + 1;
    }
  }
};

/**
 * Names of AWS secrets and parameters, where what stands around them says that they are: command line, SDK, Terraform, CloudFormation, CDK,
 * `AWS_SECRET_…`, the Action's `secret-ids`. What may be a credential is none (`isSecretName`). References that say what they are, but for
 * those in `secret-ids` and CloudFormation, are left to `findReferences`. In the order in which they stand.
 */
export const findSecretNames = (text: string): readonly LocatedReference[] => {
  const found: LocatedReference[] = [];
  const add = (name: string, start: number, provider: ProviderId): void => {
    const reference = parseReference(name, { assume: provider });
    if (reference !== undefined) found.push({ reference, range: { start, end: start + name.length } });
  };
  for (const { pattern, provider } of PLACES)
    for (const match of text.matchAll(pattern)) {
      const name = match.groups?.['name'];
      const range = match.indices?.groups?.['name'];
      if (name !== undefined && range !== undefined && (provider === 'ssm' || name.startsWith('arn:') || isSecretName(name))) add(name, range[0], provider);
    }
  for (const match of text.matchAll(ASSIGNED)) {
    const name = match.groups?.['name'];
    const range = match.indices?.groups?.['name'];
    if (name !== undefined && range !== undefined && secretVariable(match[1]!) !== undefined && isSecretName(name)) add(name, range[0], 'aws');
  }
  findSecretIds(text, add);
  return found.sort((a, b) => a.range.start - b.range.start);
};
