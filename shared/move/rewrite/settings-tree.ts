import { cloudFormationEdits, isCloudFormation } from './cloudformation.ts';
import { ecsAdvice, ecsEdits } from './ecs.ts';
import type { MovedValue, Rewrite, SiblingFile } from './rewrite.ts';
import { rewriteSettings } from './settings-file.ts';

/**
 * JSON or YAML: the variables of ECS containers to `secrets`, other properties of CloudFormation to dynamic references, and what is neither to
 * the reference in its place.
 */
export const rewriteTree = (file: SiblingFile, values: readonly MovedValue[], kind: 'json' | 'yaml'): Rewrite => {
  const ecs = ecsEdits(file, values);
  const inTask = values.filter((value) => !ecs.left.includes(value));
  const dynamic = isCloudFormation(file.text) ? cloudFormationEdits(file, ecs.left) : undefined;
  const advice = inTask.length > 0 ? ecsAdvice(inTask) : [];
  if (ecs.left.length === 0) return { kind: 'ecs', edits: ecs.edits, created: [], instructions: advice, complete: false };
  const rest = dynamic ? undefined : rewriteSettings(file, ecs.left, kind);
  return {
    kind: rest ? (inTask.length > 0 ? 'ecs' : kind) : 'cloudformation',
    edits: [...ecs.edits, ...(dynamic ?? rest?.edits ?? [])],
    created: [],
    instructions: [
      ...advice,
      ...(rest?.instructions ?? [
        'CloudFormation reads the value when it deploys: whoever deploys must be allowed to read the secret, and a rotated one needs a new deployment.',
      ]),
    ],
    complete: inTask.length === 0 && rest === undefined,
  };
};
