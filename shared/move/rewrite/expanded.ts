import { addBeside } from './beside.ts';
import { defaultAround } from './compose.ts';
import type { Edit, MovedValue, Rewrite, SiblingFile } from './rewrite.ts';
import { scalarEdit } from './scalar-edit.ts';
import { shellWord } from './shell-word.ts';

/** Files whose program expands `${NAME}` from its environment, and how it is started. */
const EXPANDED: readonly { readonly path: RegExp; readonly command: string }[] = [
  // https://docs.npmjs.com/cli/configuring-npm/npmrc#description
  { path: /(?:^|\/)\.npmrc[\w.-]*$/i, command: 'npm <command>' },
  // https://yarnpkg.com/configuration/yarnrc
  { path: /(?:^|\/)\.yarnrc\.ya?ml$/i, command: 'yarn <command>' },
  // https://docs.spring.io/spring-boot/reference/features/external-config.html#features.external-config.files.property-placeholders
  { path: /(?:^|\/)(?:application|bootstrap)(?:-[\w-]+)?\.(?:ya?ml|properties)$/i, command: '<command>' },
];

export const isExpanded = (path: string): boolean => EXPANDED.some((each) => each.path.test(path));

/** A value becomes `${NAME}`, and the `.env` beside the file gets `NAME=<reference>`. */
export const rewriteExpanded = (file: SiblingFile, values: readonly MovedValue[], siblings: readonly SiblingFile[]): Rewrite => {
  const { path, text } = file;
  const named = values.map((value) => ({ ...value, variable: defaultAround(text, value.range)?.name ?? value.variable }));
  const beside = addBeside(file, named, siblings);
  const edits = values.map((value, index): Edit => {
    const expansion = `\${${beside.names[index]}}`;
    const around = defaultAround(text, value.range);
    return around ? { path, range: around.range, text: expansion } : { path, ...scalarEdit(value.finding.format, text, value.range, expansion) };
  });
  const format = values[0]!.finding.format;
  return {
    kind: format === 'npmrc' || format === 'properties' ? format : 'yaml',
    edits: [...edits, ...beside.edits],
    created: beside.created,
    instructions: [`Start it with: watertight run -e ${shellWord(beside.path)} -- ${EXPANDED.find((each) => each.path.test(path))?.command}`],
    complete: true,
  };
};
