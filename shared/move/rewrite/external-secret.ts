import type { SecretAddress } from '../../model/reference.ts';
import type { MovedValue } from './rewrite.ts';
import { yamlScalar } from './scalar-edit.ts';

/** A key of a Kubernetes Secret, and the value it is filled from. */
export interface SecretKey {
  readonly key: string;
  readonly value: Pick<MovedValue, 'address' | 'pointer'>;
}

export const storeName = ({ provider }: SecretAddress): string => `watertight-${provider}`;

/** The lines of one key, from its dash, for a list whose dashes stand behind `indent`. https://external-secrets.io/latest/api/externalsecret/ */
export const dataItem = ({ key, value: { address, pointer } }: SecretKey, indent: string): string[] => {
  const property = pointer.map((part) => part.replaceAll('.', '\\.')).join('.');
  const version = address.version?.stage ?? (address.version?.id === undefined ? undefined : `uuid/${address.version.id}`);
  return [
    `${indent}- secretKey: ${yamlScalar(key)}`,
    `${indent}  remoteRef:`,
    `${indent}    key: ${yamlScalar(address.id)}`,
    ...(property === '' ? [] : [`${indent}    property: ${yamlScalar(property)}`]),
    ...(version === undefined ? [] : [`${indent}    version: ${yamlScalar(version)}`]),
  ];
};

export interface SpecOptions {
  readonly secretName: string;
  readonly address: SecretAddress;
  /** Fills keys into a Secret that is there, instead of making one. */
  readonly isMerged?: boolean;
  /** Type of the Secret, unless `Opaque`. */
  readonly type?: string;
  readonly isImmutable?: boolean;
}

/** `spec:` up to and with `data:`, whose items follow. */
export const specHead = ({ secretName, address, isMerged, type, isImmutable }: SpecOptions): string[] => [
  'spec:',
  '  refreshInterval: 1h',
  '  secretStoreRef:',
  `    name: ${storeName(address)}`,
  '    kind: SecretStore',
  '  target:',
  `    name: ${yamlScalar(secretName)}`,
  ...(isMerged ? ['    creationPolicy: Merge'] : []),
  ...(isImmutable ? ['    immutable: true'] : []),
  ...(type === undefined || type === 'Opaque' ? [] : ['    template:', `      type: ${yamlScalar(type)}`]),
  '  data:',
];

/** A whole ExternalSecret, its lines. */
export const externalSecret = (options: SpecOptions & { readonly namespace?: string | undefined }, keys: readonly SecretKey[]): string[] => [
  'apiVersion: external-secrets.io/v1',
  'kind: ExternalSecret',
  'metadata:',
  `  name: ${yamlScalar(options.secretName)}`,
  ...(options.namespace === undefined ? [] : [`  namespace: ${yamlScalar(options.namespace)}`]),
  ...specHead(options),
  ...keys.flatMap((key) => dataItem(key, '    ')),
];

const PROVIDER: Readonly<Record<string, (address: SecretAddress) => readonly string[]>> = {
  aws: ({ region }) => ['aws:', '  service: SecretsManager', `  region: ${region ?? '<region>'}`],
  ssm: ({ region }) => ['aws:', '  service: ParameterStore', `  region: ${region ?? '<region>'}`],
  vault: ({ mount }) => [
    'vault:',
    '  server: <https://vault.example.com:8200>',
    `  path: ${mount ?? 'secret'}`,
    '  version: v2',
    '  auth: <how the cluster logs in>',
  ],
  azure: ({ host }) => ['azurekv:', `  vaultUrl: ${host ?? '<https://name.vault.azure.net>'}`, '  authType: WorkloadIdentity'],
};

/** What the cluster needs once, ready to be copied. */
export const storeAdvice = (address: SecretAddress, namespace: string | undefined): string =>
  [
    'The cluster needs the External Secrets Operator (https://external-secrets.io) and, in the namespace of the Secret, this store with a login of its own:',
    'apiVersion: external-secrets.io/v1',
    'kind: SecretStore',
    'metadata:',
    `  name: ${storeName(address)}`,
    ...(namespace === undefined ? [] : [`  namespace: ${yamlScalar(namespace)}`]),
    'spec:',
    '  provider:',
    ...(PROVIDER[address.provider]?.(address) ?? []).map((line) => `    ${line}`),
  ].join('\n');
