import { Secret } from '../shared/model/secret.ts';
import { dangerousName } from '../shared/references/dangerous-names.ts';
import { pointerText } from '../shared/references/pointer.ts';
import { type JsonNode, parseJsonTree, stringOf } from '../shared/text/json-tree.ts';
import type { FetchInputs } from './fetch-inputs.ts';
import type { ReadSecret } from './read-secrets.ts';
import { isVariableName, toVariableName } from './variable-names.ts';

/** A variable or an output to be. */
export interface Export {
  readonly name: string;
  readonly secret: Secret;
  /** Secret and JSON keys, as people say it. */
  readonly label: string;
  /** Where the value comes from, the same however it was written: an id and a JSON pointer. */
  readonly source: string;
}

export interface ExportPlan {
  readonly exports: readonly Export[];
  /** Why it must not be done; not one value in them. */
  readonly errors: readonly string[];
}

/** JSON without the white space between its tokens. */
const compact = (json: string): string => json.replace(/("(?:[^"\\]|\\.)*")|\s+/g, '$1');

interface Leaf {
  readonly keys: readonly string[];
  readonly text: string;
}

/** JSON can be nested deeper than names can be long. */
const MAX_KEYS = 64;

/**
 * The values of an object, each with its keys; of objects in it too, and of strings that hold an object, as the AWS action does it. Arrays stay
 * whole. Undefined for a text that is no object.
 */
const expand = (text: string, keys: readonly string[] = []): Leaf[] | undefined => {
  const root = /^\ufeff?\s*\{/.test(text) && keys.length < MAX_KEYS ? parseJsonTree(text) : undefined;
  if (root === undefined) return undefined;
  const leaves: Leaf[] = [];
  const visit = (node: JsonNode, path: readonly string[]): void => {
    if (node.kind === 'object' && path.length < MAX_KEYS) {
      // of a key that stands twice the last one counts, as JSON.parse has it
      const members = new Map(node.children.map((member) => [member.key, member.node]));
      for (const [key, child] of members) visit(child, [...path, key]);
    } else if (node.kind === 'string') {
      const value = stringOf(text, node);
      leaves.push(...(expand(value, path) ?? [{ keys: path, text: value }]));
    } else leaves.push({ keys: path, text: compact(text.slice(node.start, node.end)) });
  };
  visit(root, keys);
  return leaves;
};

/** What one secret becomes: itself, or its JSON values. */
const exportsOf = ({ line, name, id, secret }: ReadSecret, { parseJson, transformation }: Pick<FetchInputs, 'parseJson' | 'transformation'>): Export[] => {
  const toName = (text: string): string => toVariableName(text, transformation);
  const { alias, reference } = line;
  const { pointer } = reference;
  const leaves = parseJson ? expand(secret.reveal()) : undefined;
  const own = [...(alias === '' ? [] : [name]), ...pointer].map(toName).join('_');
  const prefix = alias === undefined || alias === '' ? own : alias;
  const whole = prefix === '' ? toName(name) : prefix;
  const toExport = (as: string, value: Secret, keys: readonly string[]): Export => ({
    name: as,
    secret: value,
    label: keys.length === 0 ? name : `${name}#${keys.join('.')}`,
    source: `${id}#${pointerText(keys)}`,
  });
  if (leaves === undefined) return [toExport(whole, secret, pointer)];
  return leaves.map(({ keys, text }) => toExport([...(prefix === '' ? [] : [prefix]), ...keys.map(toName)].join('_'), new Secret(text), [...pointer, ...keys]));
};

/** Outputs of the Action itself that a variable's name could be. */
const OWN_OUTPUTS: readonly string[] = ['secrets', 'leaked'];

/** A variable that steps of one job share: see `exports-note.ts`. */
export const EXPORTS_NOTE = 'WATERTIGHT_EXPORTS';

const whyNot = (name: string, exportTo: FetchInputs['exportTo']): string | undefined => {
  if (!isVariableName(name)) return "that can't be the name of a variable";
  if (exportTo === 'outputs') return OWN_OUTPUTS.includes(name.toLowerCase()) ? 'that is an output of the Action' : undefined;
  return name.toUpperCase() === EXPORTS_NOTE ? 'the Action needs it' : dangerousName(name, 'runner');
};

/**
 * Names what was read. Two values that would get one name, names that differ in case alone (one variable on Windows), and names that
 * would change how programs run are errors.
 */
export const planExports = (secrets: readonly ReadSecret[], inputs: Pick<FetchInputs, 'parseJson' | 'transformation' | 'exportTo'>): ExportPlan => {
  if (inputs.exportTo === 'none') return { exports: [], errors: [] };
  const planned = new Map<string, Export>();
  const errors: string[] = [];
  for (const each of secrets.flatMap((secret) => exportsOf(secret, inputs))) {
    const known = planned.get(each.name.toUpperCase());
    const why = whyNot(each.name, inputs.exportTo);
    if (each.secret.reveal().includes('\0')) errors.push(`${each.label} holds a NUL character, which no variable can hold`);
    else if (why !== undefined) errors.push(`${each.label} would be named '${each.name}': ${why}`);
    else if (known === undefined) planned.set(each.name.toUpperCase(), each);
    else if (known.name !== each.name || !known.secret.equals(each.secret) || known.source !== each.source)
      errors.push(
        `${known.label} and ${each.label} would both be named '${each.name}'${known.name === each.name ? '' : ` or '${known.name}', which differ in case alone`}`,
      );
  }
  return { exports: [...planned.values()], errors };
};
