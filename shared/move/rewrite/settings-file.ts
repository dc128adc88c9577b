import type { MovedValue, Rewrite, RewriteKind, SiblingFile } from './rewrite.ts';
import { scalarEdit } from './scalar-edit.ts';
import { shellWord } from './shell-word.ts';

/** A configuration file in general: each value is replaced by the reference, quoted as the format wants it. The program has to resolve it. */
export const rewriteSettings = (file: SiblingFile, values: readonly MovedValue[], kind: RewriteKind): Rewrite => ({
  kind,
  edits: values.map((value) => ({ path: file.path, ...scalarEdit(value.finding.format, file.text, value.range, value.reference) })),
  created: [],
  instructions: [
    `${file.path} now holds references where its program expects values. In Node: const value = await createResolver().get(text), with createResolver from 'watertight'.`,
    ...values.map(
      ({ variable, reference }) =>
        `Or, if the program can take ${variable} from its environment: put ${variable}=${shellWord(reference)} into .env and start it with: watertight run -e .env -- <command>`,
    ),
  ],
  complete: false,
});
