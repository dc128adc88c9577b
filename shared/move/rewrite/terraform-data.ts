import type { SecretAddress } from '../../model/reference.ts';
import type { HclScan } from './hcl-scan.ts';
import { hclQuoted } from './scalar-edit.ts';

/** How Terraform reads a secret: a data source and an expression on it. */
export interface DataSource {
  readonly type: string;
  /** The lines of its body: names and values. */
  readonly settings: readonly (readonly [name: string, value: string])[];
  /** The expression, `data.type.label` being `source`. */
  readonly read: (source: string, pointer: readonly string[]) => string;
}

const indexed = (expression: string, keys: readonly string[]): string => expression + keys.map((key) => `[${hclQuoted(key)}]`).join('');

const decoded = (expression: string, pointer: readonly string[]): string => (pointer.length === 0 ? expression : indexed(`jsondecode(${expression})`, pointer));

/**
 * The data source for an address; undefined where Terraform has none that needs nothing but the address (Azure wants the vault's resource id).
 * https://registry.terraform.io/providers/hashicorp/aws/latest/docs/data-sources/secretsmanager_secret_version and its kin.
 */
export const dataSourceOf = (address: SecretAddress): DataSource | undefined => {
  const { provider, id, version, mount } = address;
  switch (provider) {
    case 'aws':
      return {
        type: 'aws_secretsmanager_secret_version',
        settings: [
          ['secret_id', id],
          ...(version?.stage === undefined ? [] : [['version_stage', version.stage] as const]),
          ...(version?.id === undefined ? [] : [['version_id', version.id] as const]),
        ],
        read: (source, pointer) => decoded(`${source}.secret_string`, pointer),
      };
    case 'ssm':
      return { type: 'aws_ssm_parameter', settings: [['name', id]], read: (source, pointer) => decoded(`${source}.value`, pointer) };
    case 'vault':
      return {
        type: 'vault_kv_secret_v2',
        settings: [
          ['mount', mount ?? 'secret'],
          ['name', id],
        ],
        read: (source, [field, ...rest]) => (field === undefined ? `${source}.data_json` : decoded(indexed(`${source}.data`, [field]), rest)),
      };
    default:
      return undefined;
  }
};

/** The name people say: of an ARN what stands behind `secret:` or `parameter`, without its six random characters. */
const plainName = ({ id }: SecretAddress): string =>
  /^arn:/.test(id) ? id.replace(/^(?:[^:]*:){6}|^(?:[^:]*:){5}parameter/g, '').replace(/-[A-Za-z0-9]{6}$/, '') : id;

const labelOf = (address: SecretAddress): string => {
  const label = plainName(address)
    .replace(/[^A-Za-z0-9_-]+/g, '_')
    .replace(/^_+|_+$/g, '');
  return /^[A-Za-z_]/.test(label) ? label : `secret_${label}`;
};

/** Data blocks of a module that is being rewritten: one for each secret, under labels that are free. */
export interface DataBlocks {
  /** The expression for a value; undefined where there is no data source. */
  readonly read: (address: SecretAddress, pointer: readonly string[]) => string | undefined;
  /** The blocks asked for so far. */
  readonly text: () => string;
}

export const createDataBlocks = (modules: readonly HclScan[]): DataBlocks => {
  const taken = new Set(modules.flatMap(({ blocks }) => blocks.filter(({ type }) => type === 'data').map(({ labels }) => labels.join('.'))));
  const made = new Map<string, { readonly source: string; readonly lines: string }>();
  return {
    read: (address, pointer) => {
      const data = dataSourceOf(address);
      if (!data) return undefined;
      const id = JSON.stringify([data.type, data.settings]);
      let block = made.get(id);
      if (!block) {
        let name = `${data.type}.${labelOf(address)}`;
        for (let number = 2; taken.has(name); number++) name = `${data.type}.${labelOf(address)}_${number}`;
        taken.add(name);
        block = { source: `data.${name}`, lines: blockText(name, data) };
        made.set(id, block);
      }
      return data.read(block.source, pointer);
    },
    text: () => [...made.values()].map(({ lines }) => lines).join('\n'),
  };
};

const blockText = (name: string, { type, settings }: DataSource): string => {
  const width = Math.max(...settings.map(([setting]) => setting.length));
  const lines = settings.map(([setting, value]) => `  ${setting.padEnd(width)} = ${hclQuoted(value)}`);
  return `data "${type}" "${name.slice(type.length + 1)}" {\n${lines.join('\n')}\n}\n`;
};
