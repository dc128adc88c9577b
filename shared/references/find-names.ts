import { isSecretName, secretVariable } from './aws-names.ts';
import type { LocatedReference } from './find-references.ts';
import { parseReference } from './parse.ts';

/** Where a plain name can stand for nothing but a secret of AWS: the command line's option, the SDKs' parameter, Terraform's argument. */
const NAMED = /(?:--secret-id[ \t=]+|\bSecretId["']?[ \t]*[:=][ \t]*|\bsecret_id[ \t]*=[ \t]*(?="))(["']?)([\w/+=.@-]{1,512})\1(?![\w/+=.@:$#{-])/g;

/** `AWS_SECRET_STRIPE=prod/api/stripe` on a line of its own, also as YAML or in a compose list. */
const ASSIGNED = /^[ \t]*(?:-[ \t]+)?(?:export[ \t]+)?["']?(AWS_SECRET_\w{1,100})["']?[ \t]*[:=][ \t]*(["']?)([\w/.@-]{1,128})\2[ \t]*(?:#.*)?$/gm;

/**
 * Plain names of AWS secrets, where what stands before them says that they are: `--secret-id`, `SecretId`, `secret_id` in Terraform, and
 * `AWS_SECRET_…`. What may be a credential is none (`isSecretName`). In the order in which they stand.
 */
export const findSecretNames = (text: string): readonly LocatedReference[] => {
  const found: LocatedReference[] = [];
  const add = (name: string, end: number): void => {
    const reference = isSecretName(name) ? parseReference(name, { assume: 'aws' }) : undefined;
    if (reference !== undefined) found.push({ reference, range: { start: end - name.length, end } });
  };
  for (const match of text.matchAll(NAMED)) add(match[2]!, match.index + match[0].length - match[1]!.length);
  for (const match of text.matchAll(ASSIGNED)) {
    if (secretVariable(match[1]!) === undefined) continue;
    const start = match.index + match[0].indexOf(match[3]!, match[0].indexOf(match[1]!) + match[1]!.length);
    add(match[3]!, start + match[3]!.length);
  }
  return found.sort((a, b) => a.range.start - b.range.start);
};
