import type { ProviderId } from '../shared/model/reference.ts';
import { createWritePolicy } from '../shared/references/write-policy.ts';
import { TITLES } from './store.ts';

/** What is known of a store when its steps are shown. */
export interface SetUp {
  readonly provider: ProviderId;
  /** Variables to set, in this order; `''` for one whose value only the person has. */
  readonly variables: Readonly<Record<string, string>>;
  /** First part of secret names. */
  readonly prefix: string;
  readonly region?: string | undefined;
  readonly account?: string | undefined;
}

const SIGN_IN: Readonly<Record<ProviderId, string>> = {
  aws: 'aws sso login, or another way of the AWS command line',
  ssm: 'aws sso login, or another way of the AWS command line',
  vault: 'vault login, then export VAULT_TOKEN; for machines VAULT_ROLE_ID and VAULT_SECRET_ID',
  azure: 'az login; for machines a managed identity, or AZURE_TENANT_ID, AZURE_CLIENT_ID and AZURE_CLIENT_SECRET',
  local: 'nothing to sign in to: the key is made with the first secret. Back it up, apart from the store',
};

const GUIDE: Readonly<Record<ProviderId, string>> = {
  aws: '',
  ssm: '',
  vault: 'a policy on the paths of your secrets: docs/providers.md',
  azure: 'the role Key Vault Secrets Officer to store, Key Vault Secrets User to read',
  local: 'nothing: it is a file of yours',
};

/** Shell quotes where a value needs them. */
const quoted = (value: string): string => (/^[\w@%+=:,./-]*$/.test(value) ? value : `'${value.replaceAll("'", "'\\''")}'`);

const indented = (lines: readonly string[]): string[] => lines.map((line) => `     ${line}`);

export const variableLines = ({ variables }: SetUp): string[] =>
  Object.entries(variables).map(([name, value]) => `export ${name}=${value === '' ? '<yours>' : quoted(value)}`);

/** The policy for whoever moves secrets, as JSON; for stores of AWS alone. */
const policyLines = ({ provider, prefix, region = 'eu-west-1', account }: SetUp): string[] =>
  provider === 'aws' || provider === 'ssm' ? JSON.stringify(createWritePolicy({ provider, prefix, region, account }), null, 2).split('\n') : [GUIDE[provider]];

/** From nothing to a program that runs without a plaintext: what to do, in order. Shows no credential. */
export const setupSteps = (setUp: SetUp): string => {
  const { provider } = setUp;
  const steps: readonly (readonly [string, readonly string[]])[] = [
    ["Say which store it is, in the shell's profile and in the settings of CI, never in the repository:", variableLines(setUp)],
    ['Sign in, and see whether it works:', [SIGN_IN[provider], 'watertight secrets test']],
    ['Allow whoever moves secrets (a program that reads them needs less: watertight policy, after the move):', policyLines(setUp)],
    ['See what is to be moved, then move it:', ['watertight scan', 'watertight move --dry-run', 'watertight move']],
    ['Run programs with their values:', ['watertight run -- <command>', 'node --import watertight/register server.js']],
    ['Keep it so:', ['watertight scan --staged    in a pre-commit hook, and the Action in CI', 'watertight drift            what is missing, unused or gone']],
  ];
  return `${TITLES[provider]}\n\n${steps.map(([title, lines], at) => [`${`${at + 1}.`.padEnd(3)}${title}`, ...indented(lines)].join('\n')).join('\n\n')}\n`;
};
