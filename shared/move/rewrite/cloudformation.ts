import type { SecretAddress } from '../../model/reference.ts';
import type { Edit, MovedValue, SiblingFile } from './rewrite.ts';
import { scalarEdit } from './scalar-edit.ts';
import { isWhole, keyOf, member, parseTrees, pathTo, textOf } from './yaml-tree.ts';

export const isCloudFormation = (text: string): boolean =>
  /AWSTemplateFormatVersion|AWS::Serverless/.test(text) || (/\bResources\b/.test(text) && /\bType["']?\s*:\s*["']?AWS::/.test(text));

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/dynamic-references-secretsmanager.html. Undefined for other stores. */
const dynamicReference = ({ provider, id, version }: SecretAddress, pointer: readonly string[]): string | undefined => {
  if (provider !== 'aws' || pointer.length > 1 || pointer[0]?.includes(':')) return undefined;
  const tail = [pointer[0] ?? '', version?.stage ?? '', version?.id ?? ''].join(':').replace(/:+$/, '');
  return `{{resolve:secretsmanager:${id}:SecretString${tail === '' ? '' : `:${tail}`}}}`;
};

/** A property of a resource becomes a dynamic reference, which CloudFormation resolves when it deploys. Undefined where none is understood. */
export const cloudFormationEdits = (file: SiblingFile, values: readonly MovedValue[]): Edit[] | undefined => {
  const trees = parseTrees(file.text);
  const edits: Edit[] = [];
  for (const { address, pointer, range, finding } of values) {
    const path = pathTo(trees, range);
    const written = dynamicReference(address, pointer);
    const resource = path[4];
    const isProperty =
      keyOf(path[1]) === 'Resources' &&
      keyOf(path[5]) === 'Properties' &&
      (textOf(resource, 'Type') ?? '') !== '' &&
      member(path[0], 'Resources') !== undefined;
    // Not in custom resources, whose function would get the text itself.
    const isCustom = /^(?:Custom::|AWS::CloudFormation::CustomResource)/.test(textOf(resource, 'Type') ?? '');
    if (!written || !isProperty || isCustom || !isWhole(file.text, path.at(-1), range)) return undefined;
    edits.push({ path: file.path, ...scalarEdit(finding.format, file.text, range, written) });
  }
  return edits;
};
