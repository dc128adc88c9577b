import { randomUUID } from 'node:crypto';
import { AwsJsonError, type AwsJsonServer, type RecordedRequest, startAwsJson } from './aws-json.ts';
import { describeStored, matchesFilters, pageOf } from './listed-secrets.ts';
import { moveStage, type StoredSecret, StoredSecrets, type StoredVersion, versionOf } from './stored-secrets.ts';

/**
 * AWS Secrets Manager on loopback: the rules of the real one as far as a client can see them, no IAM, no encryption, nothing on disk.
 * Rules: https://docs.aws.amazon.com/secretsmanager/latest/apireference/ and the service's model.
 * A secret lives in the region that signed the request. Answers of a batch come in reverse order, since the service promises none.
 */
export interface FakeSecretsManager extends AwsJsonServer {
  /** Stores a value past the protocol, as a new current version where the secret is there already; gives its ARN. */
  readonly put: (name: string, value: string | Uint8Array, options?: PutOptions) => string;
  /** What is stored now under a name or ARN: text, or base64 for bytes; null when there is none, or it waits for its deletion. */
  readonly valueOf: (id: string, region?: string) => string | null;
  /** Names in a region, sorted; those that wait for their deletion too. */
  readonly names: (region?: string) => string[];
}

export interface PutOptions {
  readonly region?: string;
  /** Another account's is found by its full ARN alone. */
  readonly account?: string;
  /** Default: AWSCURRENT. */
  readonly stage?: string;
  readonly versionId?: string;
  readonly tags?: Readonly<Record<string, string>>;
  readonly replicas?: readonly string[];
  readonly kmsKey?: string;
}

export interface SecretsManagerOptions {
  /** Of `put` and its kin. Default: `eu-west-1`. */
  readonly region?: string;
  /** Default: 123456789012. */
  readonly account?: string;
  /** Milliseconds since 1970. */
  readonly now?: () => number;
  /** The value that a rotation makes of one. Default: `rotated-` and a number. */
  readonly rotate?: (value: string) => string;
  /** Called before a request is answered, e.g. to change something between two requests of one operation. */
  readonly onRequest?: (request: RecordedRequest) => void;
  /** `partial`: a batch answers one secret at a time and gives a token for the rest. Errors by name for single items of batches. */
  readonly batch?: { readonly partial?: boolean; readonly itemErrors?: Readonly<Record<string, string>> };
}

type Body = Readonly<Record<string, unknown>>;

const text = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);
const invalid = (message: string): AwsJsonError => new AwsJsonError('InvalidParameterException', message);

/** The worst that a service can do with a value it refuses is to quote it: this one does. */
const checkValue = (body: Body): void => {
  const [string, binary] = [text(body['SecretString']), text(body['SecretBinary'])];
  if (string !== undefined && binary !== undefined) throw invalid("You can't specify both a binary secret value and a string secret value.");
  const bytes = string === undefined ? Buffer.from(binary ?? '', 'base64').length : Buffer.byteLength(string);
  if (string === undefined && binary === undefined) return;
  if (bytes < 1 || bytes > 65_536)
    throw new AwsJsonError('ValidationException', `1 validation error detected: Value '${string ?? binary}' at 'secretString' must have length 1 to 65536`);
};

const checkName = (name: string): void => {
  if (name.length < 1 || name.length > 512 || !/^[A-Za-z0-9/_+=.@!-]+$/.test(name))
    throw new AwsJsonError('ValidationException', 'Invalid name. Must be a valid name containing alphanumeric characters, or any of the following: -/_+=.@!');
};

const tokenOf = (body: Body): string => {
  const token = text(body['ClientRequestToken']) ?? randomUUID();
  if (token.length < 32 || token.length > 64) throw invalid('ClientRequestToken must be 32-64 characters long.');
  return token;
};

/** A new version, or the one that the same token made of the same value. */
const addVersion = (secret: StoredSecret, body: Body, now: number, stages: readonly string[] = ['AWSCURRENT']): StoredVersion => {
  const id = tokenOf(body);
  const [string, binary] = [text(body['SecretString']), text(body['SecretBinary'])];
  const known = secret.versions.get(id);
  if (known !== undefined) {
    if (known.text === string && known.binary === binary) return known;
    throw new AwsJsonError(
      'ResourceExistsException',
      `You can't use ClientRequestToken ${id} because that value is already in use for a version of secret ${secret.arn}.`,
    );
  }
  const version: StoredVersion = {
    id,
    ...(string === undefined ? {} : { text: string }),
    ...(binary === undefined ? {} : { binary }),
    stages: new Set(),
    createdAt: now,
  };
  const first = secret.versions.size === 0;
  secret.versions.set(id, version);
  for (const stage of first && !stages.includes('AWSCURRENT') ? ['AWSCURRENT', ...stages] : stages) moveStage(secret, stage, version);
  secret.changedAt = now;
  return version;
};

const hasValue = (body: Body): boolean => body['SecretString'] !== undefined || body['SecretBinary'] !== undefined;

const valueAnswer = (secret: StoredSecret, version: StoredVersion): Record<string, unknown> => ({
  ARN: secret.arn,
  Name: secret.name,
  VersionId: version.id,
  ...(version.text === undefined ? {} : { SecretString: version.text }),
  ...(version.binary === undefined ? {} : { SecretBinary: version.binary }),
  VersionStages: [...version.stages],
  CreatedDate: version.createdAt / 1000,
});

export const startSecretsManager = async (options: SecretsManagerOptions = {}): Promise<FakeSecretsManager> => {
  const { region: home = 'eu-west-1', account = '123456789012', now = Date.now } = options;
  const secrets = new StoredSecrets(account, now);
  let rotations = 0;

  const read = (id: unknown, region: string, body: Body = {}): Record<string, unknown> => {
    const secret = secrets.getActive(id, region);
    const version = versionOf(secret, body['VersionId'], body['VersionStage']);
    // The service keeps the day alone.
    secret.accessedAt = Math.floor(now() / 86_400_000) * 86_400_000;
    return valueAnswer(secret, version);
  };

  const create = (body: Body, region: string): object => {
    const name = text(body['Name']) ?? '';
    checkName(name);
    checkValue(body);
    let secret = secrets.find(name, region);
    if (secret?.deletion !== undefined)
      throw new AwsJsonError('InvalidRequestException', "You can't create this secret because a secret with this name is already scheduled for deletion.");
    const known = secret?.versions.get(text(body['ClientRequestToken']) ?? '');
    if (secret !== undefined && (known === undefined || known.text !== text(body['SecretString']) || known.binary !== text(body['SecretBinary'])))
      throw new AwsJsonError('ResourceExistsException', `The operation failed because the secret ${name} already exists.`);
    tokenOf(body);
    secret ??= secrets.add(name, region);
    if (known === undefined) {
      if (text(body['Description']) !== undefined) secret.description = text(body['Description'])!;
      if (text(body['KmsKeyId']) !== undefined) secret.kmsKeyId = text(body['KmsKeyId'])!;
      secret.tags = (body['Tags'] as StoredSecret['tags'] | undefined) ?? [];
    }
    const version = hasValue(body) ? addVersion(secret, body, now()) : undefined;
    return { ARN: secret.arn, Name: name, ...(version === undefined ? {} : { VersionId: version.id }) };
  };

  const update = (body: Body, region: string): object => {
    const secret = secrets.getActive(body['SecretId'], region);
    checkValue(body);
    const version = hasValue(body) ? addVersion(secret, body, now()) : undefined;
    if (text(body['Description']) !== undefined) secret.description = text(body['Description'])!;
    if (text(body['KmsKeyId']) !== undefined) secret.kmsKeyId = text(body['KmsKeyId'])!;
    return { ARN: secret.arn, Name: secret.name, ...(version === undefined ? {} : { VersionId: version.id }) };
  };

  const putValue = (body: Body, region: string): object => {
    const secret = secrets.getActive(body['SecretId'], region);
    checkValue(body);
    if (!hasValue(body)) throw invalid('You must provide either SecretString or SecretBinary.');
    const version = addVersion(secret, body, now(), (body['VersionStages'] as string[] | undefined) ?? ['AWSCURRENT']);
    return { ARN: secret.arn, Name: secret.name, VersionId: version.id, VersionStages: [...version.stages] };
  };

  const remove = (body: Body, region: string): object => {
    const days = body['RecoveryWindowInDays'] as number | undefined;
    const force = body['ForceDeleteWithoutRecovery'] === true;
    if (force && days !== undefined) throw invalid("You can't use ForceDeleteWithoutRecovery in conjunction with RecoveryWindowInDays.");
    if (days !== undefined && (days < 7 || days > 30)) throw invalid('RecoveryWindowInDays value must be between 7 and 30 days (inclusive).');
    const id = body['SecretId'];
    // Forced, also what is not there is gone.
    if (force && typeof id === 'string' && secrets.find(id, region) === undefined) return { ARN: id, Name: id, DeletionDate: now() / 1000 };
    const secret = force ? secrets.get(id, region) : secrets.getActive(id, region);
    if (secret.replicas.length > 0)
      throw new AwsJsonError('InvalidRequestException', "You can't delete secret that still has replica regions. Please remove all replicas.");
    if (force) secrets.remove(secret);
    else secret.deletion = { asked: now(), due: now() + (days ?? 30) * 86_400_000 };
    return { ARN: secret.arn, Name: secret.name, DeletionDate: (secret.deletion?.due ?? now()) / 1000 };
  };

  const list = (body: Body, region: string): object => {
    const found = secrets
      .of(region)
      .filter((secret) => secret.deletion === undefined || body['IncludePlannedDeletion'] === true)
      .filter((secret) => matchesFilters(secret, body['Filters']));
    const { items, nextToken } = pageOf(found, body, 100);
    return { SecretList: items.map((secret) => describeStored(secret, 'SecretVersionsToStages')), ...nextToken };
  };

  const batchGet = (body: Body, region: string): object => {
    const ids = body['SecretIdList'] as string[] | undefined;
    if ((ids === undefined) === (body['Filters'] === undefined)) throw invalid('You must provide either SecretIdList or Filters, not both.');
    if (ids !== undefined && (ids.length < 1 || ids.length > 20))
      throw new AwsJsonError('ValidationException', "Value at 'secretIdList' failed to satisfy constraint: Member must have length 1 to 20");
    if (ids !== undefined && body['MaxResults'] !== undefined) throw invalid('MaxResults is for Filters alone.');
    const wanted =
      ids ??
      secrets
        .of(region)
        .filter((secret) => secret.deletion === undefined && matchesFilters(secret, body['Filters']))
        .map((secret) => secret.arn);
    const { items, nextToken } = pageOf(wanted, body, options.batch?.partial === true ? 1 : 20);
    const values: object[] = [];
    const errors: object[] = [];
    for (const id of items) {
      const code = options.batch?.itemErrors?.[id];
      try {
        if (code !== undefined) throw new AwsJsonError(code, 'An error of this item alone.');
        values.unshift(read(id, region));
      } catch (error) {
        if (!(error instanceof AwsJsonError)) throw error;
        errors.push({ SecretId: id, ErrorCode: error.name, Message: error.message });
      }
    }
    return { SecretValues: values, Errors: errors, ...nextToken };
  };

  const rotate = (body: Body, region: string): object => {
    const secret = secrets.getActive(body['SecretId'], region);
    const lambda = text(body['RotationLambdaARN']) ?? secret.rotation?.lambda;
    if (lambda === undefined) throw new AwsJsonError('InvalidRequestException', 'No Lambda rotation function ARN is associated with this secret.');
    const rules = (body['RotationRules'] as Record<string, unknown> | undefined) ?? secret.rotation?.rules ?? {};
    const days = rules['AutomaticallyAfterDays'] as number | undefined;
    if (days !== undefined && (days < 1 || days > 1000)) throw invalid('RotationRules.AutomaticallyAfterDays must be from 1 to 1000');
    secret.rotation = { ...secret.rotation, enabled: true, lambda, rules };
    if (body['RotateImmediately'] === false) return { ARN: secret.arn, Name: secret.name };
    rotations += 1;
    const current = versionOf(secret, undefined, undefined).text ?? '';
    const value = options.rotate?.(current) ?? `rotated-${rotations}`;
    const version = addVersion(secret, { SecretString: value, ClientRequestToken: body['ClientRequestToken'] }, now(), ['AWSPENDING']);
    moveStage(secret, 'AWSCURRENT', version);
    secret.rotation.last = now();
    return { ARN: secret.arn, Name: secret.name, VersionId: version.id };
  };

  const updateStage = (body: Body, region: string): object => {
    const secret = secrets.getActive(body['SecretId'], region);
    const stage = text(body['VersionStage']) ?? '';
    const [to, from] = [text(body['MoveToVersionId']), text(body['RemoveFromVersionId'])];
    const holder = [...secret.versions.values()].find((version) => version.stages.has(stage));
    if (holder !== undefined && holder.id !== from && holder.id !== to)
      throw invalid(`The parameter RemoveFromVersionId must be ${holder.id}, the version that has the staging label ${stage}.`);
    if (to === undefined) holder?.stages.delete(stage);
    else moveStage(secret, stage, versionOf(secret, to, undefined));
    return { ARN: secret.arn, Name: secret.name };
  };

  const restore = (body: Body, region: string): object => {
    const secret = secrets.get(body['SecretId'], region);
    delete secret.deletion;
    return { ARN: secret.arn, Name: secret.name };
  };

  const listVersions = (body: Body, region: string): object => {
    const secret = secrets.get(body['SecretId'], region);
    const shown = [...secret.versions.values()].filter((version) => version.stages.size > 0 || body['IncludeDeprecated'] === true);
    const { items, nextToken } = pageOf(shown, body, 100);
    const versions = items.map((version) => ({ VersionId: version.id, VersionStages: [...version.stages], CreatedDate: version.createdAt / 1000 }));
    return { ARN: secret.arn, Name: secret.name, Versions: versions, ...nextToken };
  };

  const tag = (body: Body, region: string): object => {
    const secret = secrets.getActive(body['SecretId'], region);
    const added = (body['Tags'] as StoredSecret['tags'] | undefined) ?? [];
    secret.tags = [...secret.tags.filter(({ Key }) => added.every((each) => each.Key !== Key)), ...added];
    return {};
  };

  const operations: Readonly<Record<string, (body: Body, region: string) => object>> = {
    GetSecretValue: (body, region) => read(body['SecretId'], region, body),
    BatchGetSecretValue: batchGet,
    DescribeSecret: (body, region) => describeStored(secrets.get(body['SecretId'], region), 'VersionIdsToStages'),
    CreateSecret: create,
    UpdateSecret: update,
    PutSecretValue: putValue,
    DeleteSecret: remove,
    RestoreSecret: restore,
    ListSecrets: list,
    ListSecretVersionIds: listVersions,
    RotateSecret: rotate,
    UpdateSecretVersionStage: updateStage,
    TagResource: tag,
  };

  const handle = (request: RecordedRequest): object => {
    const { operation, body, region } = request;
    options.onRequest?.(request);
    const run = operations[operation];
    if (run === undefined) throw new AwsJsonError('UnknownOperationException', '');
    return run(body, region);
  };

  const server = await startAwsJson('secretsmanager', 'secretsmanager', handle);
  const put: FakeSecretsManager['put'] = (name, value, { region = home, stage = 'AWSCURRENT', versionId, tags = {}, ...more } = {}) => {
    const secret = secrets.find(name, region) ?? secrets.add(name, region, more.account);
    const content = typeof value === 'string' ? { SecretString: value } : { SecretBinary: Buffer.from(value).toString('base64') };
    addVersion(secret, { ...content, ClientRequestToken: versionId }, now(), [stage]);
    secret.tags = Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
    secret.replicas = [...(more.replicas ?? [])];
    if (more.kmsKey !== undefined) secret.kmsKeyId = more.kmsKey;
    return secret.arn;
  };
  const storedValue: FakeSecretsManager['valueOf'] = (id, region = home) => {
    const secret = secrets.find(id, region);
    if (secret === undefined || secret.deletion !== undefined || secret.versions.size === 0) return null;
    const version = versionOf(secret, undefined, undefined);
    return version.text ?? version.binary ?? null;
  };
  const names = (region = home): string[] =>
    secrets
      .of(region)
      .map((secret) => secret.name)
      .sort();
  return { ...server, put, valueOf: storedValue, names };
};
