import { AppError } from '../model/app-error.ts';
import type { NewSecret, SecretMetadata, SecretValue } from '../model/provider.ts';
import { Secret } from '../model/secret.ts';
import { objectOf, strange, textOf } from './failure.ts';
import { checkValue, shorten } from './value-limits.ts';

/** "25k bytes": https://learn.microsoft.com/azure/key-vault/secrets/about-secrets */
export const AZURE_MAX_BYTES = 25_600;

/** https://learn.microsoft.com/azure/key-vault/secrets/about-secrets#secret-tags */
const MAX_TAGS = 15;
const MAX_TAG_LENGTH = 256;
const DESCRIPTION = 'description';
/** The tag by which `az keyvault secret set --encoding` and `… download` tell bytes from text. */
const ENCODING = 'file-encoding';

/**
 * The name under which a vault keeps a secret. Azure's names have letters, digits and hyphens alone, so `/` becomes `--`, and `_` and `.` become `-`:
 * `prod/api/stripe_key` is `prod--api--stripe-key`. The way back is not made: a name is shown as Azure has it.
 * @throws AppError `secret-invalid`
 */
export const toAzureName = (id: string): string => {
  const name = id.replaceAll('/', '--').replace(/[_.]/g, '-');
  if (/^[0-9a-zA-Z-]{1,127}$/.test(name)) return name;
  throw new AppError(
    'secret-invalid',
    `this can't be a name in Azure Key Vault: ${JSON.stringify(id).slice(0, 200)}`,
    'It has 1 to 127 letters, digits and hyphens; / _ and . are rewritten.',
  );
};

/** The same for the beginning of a name, which may be empty. */
export const toAzurePrefix = (prefix: string): string => prefix.replaceAll('/', '--').replace(/[_.]/g, '-');

/** What is sent to store a value. `known`: the tags of the version before, which a new one would lose. */
export const toBody = ({ value, encoding = 'text', description, tags = {} }: NewSecret, known: Readonly<Record<string, string>> = {}): object => {
  const text = value.reveal();
  checkValue(text, encoding, { store: 'Azure Key Vault', maxBytes: AZURE_MAX_BYTES });
  const { [ENCODING]: _, ...others } = known;
  const all: Record<string, string> = {
    ...others,
    ...tags,
    ...(description === undefined ? {} : { [DESCRIPTION]: shorten(description, MAX_TAG_LENGTH) }),
    ...(encoding === 'base64' ? { [ENCODING]: 'base64' } : {}),
  };
  if (
    Object.keys(all).length > MAX_TAGS ||
    Object.entries(all).some(([key, each]) => key === '' || key.length > MAX_TAG_LENGTH || each.length > MAX_TAG_LENGTH)
  )
    throw new AppError(
      'secret-invalid',
      'Azure Key Vault does not take these tags',
      `It keeps ${MAX_TAGS}, of ${MAX_TAG_LENGTH} characters each; a description and an encoding count.`,
    );
  return { value: text, tags: all, ...(encoding === 'base64' ? { contentType: 'application/octet-stream' } : {}) };
};

/** A secret as Azure describes it; `SecretBundle` and `SecretItem` of its API. */
export interface AzureItem {
  /** `https://acme.vault.azure.net/secrets/name`, no version. */
  readonly id: string;
  readonly name: string;
  readonly version: string | undefined;
  readonly createdAt: string | null;
  readonly updatedAt: string | null;
  readonly purgesAt: string | null;
  readonly tags: Readonly<Record<string, string>>;
}

/** Reads one; what is not of this vault was not made by it. @throws AppError `unreachable` */
export const toItem = (value: unknown, origin: string): AzureItem => {
  const body = objectOf(value);
  const attributes = objectOf(body?.['attributes']);
  const id = textOf(body?.['id']) ?? '';
  const match = /^\/secrets\/([0-9a-zA-Z-]+)(?:\/([\w-]+))?$/.exec(URL.canParse(id) ? new URL(id).pathname : '');
  if (match === null) throw strange('Azure Key Vault', new URL(origin).host, 'a secret without an identifier');
  const tags = Object.entries(objectOf(body?.['tags']) ?? {}).filter((pair): pair is [string, string] => typeof pair[1] === 'string');
  return {
    id: `${origin}/secrets/${match[1]}`,
    name: match[1] ?? '',
    version: match[2],
    createdAt: unixTime(attributes?.['created']),
    updatedAt: unixTime(attributes?.['updated']),
    purgesAt: unixTime(body?.['scheduledPurgeDate']),
    tags: Object.fromEntries(tags),
  };
};

/** Seconds since 1970 as ISO 8601; null for none. */
const unixTime = (seconds: unknown): string | null => (typeof seconds === 'number' && Math.abs(seconds) < 1e11 ? new Date(seconds * 1000).toISOString() : null);

export const toSecretValue = (body: unknown, origin: string): SecretValue => {
  const item = toItem(body, origin);
  const text = textOf(objectOf(body)?.['value']);
  if (text === undefined) throw strange('Azure Key Vault', new URL(origin).host, 'a secret without a value');
  return {
    secret: new Secret(text),
    encoding: item.tags[ENCODING] === 'base64' ? 'base64' : 'text',
    id: item.version === undefined ? item.id : `${item.id}/${item.version}`,
    versionId: item.version ?? null,
    stages: [],
    createdAt: item.createdAt,
  };
};

export const toMetadata = (item: AzureItem, versions: SecretMetadata['versions'] = []): SecretMetadata => {
  const { [DESCRIPTION]: description = null, [ENCODING]: _, ...tags } = item.tags;
  return {
    provider: 'azure',
    id: item.id,
    name: item.name,
    description,
    region: null,
    account: null,
    tags,
    createdAt: item.createdAt,
    changedAt: item.updatedAt,
    accessedAt: null,
    deletesAt: item.purgesAt,
    rotation: null,
    versions,
    kmsKey: null,
    replicas: [],
  };
};
