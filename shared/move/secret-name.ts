import type { ProviderId } from '../model/reference.ts';

/** The parts of a secret's name, by the convention `{prefix}/{environment}/{service}`. */
export interface NameParts {
  readonly prefix: string;
  readonly environment: string;
  readonly service: string;
}

/** What file and folder names call an environment, and what it is called in a secret's name. */
const ENVIRONMENTS: ReadonlyMap<string, string> = new Map([
  ...['prod', 'prd', 'production', 'live'].map((word) => [word, 'production'] as const),
  ...['stage', 'stg', 'staging'].map((word) => [word, 'staging'] as const),
  ...['dev', 'development', 'local', 'develop'].map((word) => [word, 'development'] as const),
  ...['test', 'testing'].map((word) => [word, 'test'] as const),
  ...['qa', 'uat', 'ci', 'preview', 'sandbox', 'demo', 'integration'].map((word) => [word, word] as const),
]);

const DEFAULT_ENVIRONMENT = 'development';

/** Words of file names that say what kind of file it is, not whose. */
const KINDS = new Set(
  'env envrc vars tfvars auto terraform main variables docker compose config configuration conf settings appsettings application secrets secret credentials values default defaults json yaml yml toml ini index'.split(
    ' ',
  ),
);

/** Folders that say where things lie, not whose they are. */
const PLACES = new Set(
  'src app apps lib packages services service config configs configuration conf env envs environment environments deploy deployment deployments overlays base github workflows scripts etc resources'.split(
    ' ',
  ),
);

const wordsOf = (name: string): string[] => name.split(/[^A-Za-z0-9]+/).filter((word) => word !== '');

const environmentOf = (name: string): string | undefined =>
  wordsOf(name.toLowerCase())
    .map((word) => ENVIRONMENTS.get(word))
    .findLast((word) => word !== undefined);

/** What is left of a file's name without its extension, kind and environment: `api` of `api.prod.env`; empty for `.env.production`. */
const serviceOfFile = (file: string): string => {
  const [, ...more] = file.split('.');
  const stem = more.length === 0 ? file : file.slice(0, file.lastIndexOf('.')) || file;
  return stem
    .split(/[._-]+/)
    .filter((word) => word !== '' && !KINDS.has(word.toLowerCase()) && !ENVIRONMENTS.has(word.toLowerCase()))
    .join('-');
};

const serviceOfFolders = (folders: readonly string[]): string | undefined =>
  folders.findLast((folder) => {
    const words = wordsOf(folder.toLowerCase());
    return words.length > 0 && !words.every((word) => PLACES.has(word) || ENVIRONMENTS.has(word));
  });

/**
 * The parts for a file's values. `path`: relative, with `/`. The environment is named by the file (`.env.production`, `prod.tfvars`), else by
 * the nearest folder that names one, else it is `development`; the service by the file (`payments.yml`), else by the nearest folder that is
 * more than a place (`services/api/.env`), else it is `app`. What the caller gives wins.
 */
export const namePartsOf = (path: string, prefix: string, given: { readonly environment?: string; readonly service?: string } = {}): NameParts => {
  const folders = path.split('/').filter((part) => part !== '' && part !== '.' && part !== '..');
  const file = folders.pop() ?? '';
  const environment = given.environment ?? environmentOf(file) ?? folders.map(environmentOf).findLast((word) => word !== undefined) ?? DEFAULT_ENVIRONMENT;
  return { prefix, environment, service: given.service ?? (serviceOfFile(file) || (serviceOfFolders(folders) ?? 'app')) };
};

/** Characters that a name may hold, besides the separator of its parts. */
const FOREIGN: Readonly<Record<ProviderId, RegExp>> = {
  // https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_CreateSecret.html
  aws: /[^\w+=.@-]+/g,
  // https://docs.aws.amazon.com/systems-manager/latest/userguide/sysman-paramstore-su-create.html
  ssm: /[^\w.-]+/g,
  vault: /[^\w.-]+/g,
  // https://learn.microsoft.com/azure/key-vault/general/about-keys-secrets-certificates#vault-name-and-object-name
  azure: /[^A-Za-z0-9-]+/g,
  local: /[^\w.-]+/g,
};

const MAX_LENGTH: Readonly<Record<ProviderId, number>> = { aws: 512, ssm: 1000, vault: 512, azure: 127, local: 256 };

const clean = (part: string, provider: ProviderId): string =>
  part
    .normalize('NFKD')
    .replace(FOREIGN[provider], '-')
    .replace(/^[-.]+|[-.]+$/g, '');

/**
 * The name as its store takes it: no character that it refuses, `/` between the parts (`-` in Azure, which knows no folders; a leading `/` in
 * SSM). A name that ends in `-` and six characters is spelled with `_`: AWS would take them for the random suffix of an ARN.
 */
export const toSecretName = (parts: readonly string[], provider: ProviderId): string => {
  const pieces = parts
    .flatMap((part) => part.split('/'))
    .map((part) => clean(part, provider))
    .filter((part) => part !== '');
  // Parameter Store refuses names that begin like its own.
  if (provider === 'ssm' && /^(?:aws|ssm)/i.test(pieces[0] ?? '')) pieces.unshift('app');
  // Each part keeps its beginning, so that names that differ in one part still differ.
  const room = Math.floor(MAX_LENGTH[provider] / pieces.length) - 1;
  const cut = pieces.map((piece) => piece.slice(0, room));
  const name = provider === 'azure' ? cut.join('-') : `${provider === 'ssm' ? '/' : ''}${cut.join('/')}`;
  return provider === 'aws' ? name.replace(/-([A-Za-z0-9]{6})$/, '_$1') : name;
};
