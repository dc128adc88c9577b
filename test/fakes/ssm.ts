import { AwsJsonError, type AwsJsonServer, type RecordedRequest, startAwsJson } from './aws-json.ts';

/**
 * AWS SSM Parameter Store on loopback: the rules of the real one as far as a client can see them, no IAM, no encryption.
 * Rules: https://docs.aws.amazon.com/systems-manager/latest/APIReference/ and the service's model. A parameter lives in the region that signed the
 * request. Answers of GetParameters come in alphabetical order, as they do there.
 */
export interface FakeSsm extends AwsJsonServer {
  /** Stores a parameter past the protocol, in another account where one is given; gives its ARN. */
  readonly put: (name: string, value: string, options?: { readonly region?: string; readonly account?: string; readonly label?: string }) => string;
  /** What is stored now; null for none. */
  readonly valueOf: (name: string, region?: string) => string | null;
  readonly tierOf: (name: string) => string | undefined;
}

interface Version {
  readonly value: string;
  readonly at: number;
  readonly labels: Set<string>;
}

interface Entry {
  readonly name: string;
  readonly region: string;
  readonly account: string;
  readonly type: string;
  tier: string;
  description?: string | undefined;
  keyId?: string | undefined;
  tags: { Key: string; Value: string }[];
  readonly versions: Version[];
}

type Body = Readonly<Record<string, unknown>>;

const ACCOUNT = '123456789012';
const arnOf = ({ region, account, name }: Entry): string => `arn:aws:ssm:${region}:${account}:parameter${name.startsWith('/') ? '' : '/'}${name}`;
const invalid = (message: string): AwsJsonError => new AwsJsonError('ValidationException', message);

/** The worst that a service can do with a value it refuses is to quote it: this one does. */
const checkPut = (name: string, value: string, tier: string): void => {
  if (/^arn:/.test(name) || !/^\/?[\w.-]+(?:\/[\w.-]+)*$/.test(name) || (name.includes('/') && !name.startsWith('/')) || /^\/?(?:aws|ssm)/i.test(name))
    throw invalid(`Parameter name: can't be prefixed with "ssm" (case-insensitive), and must be fully qualified: ${name}`);
  if (name.split('/').length > 16) throw new AwsJsonError('HierarchyLevelLimitExceededException', 'Hierarchy depth is more than 15');
  if (value === '')
    throw invalid('1 validation error detected: Value at value failed to satisfy constraint: Member must have length greater than or equal to 1');
  if (/\{\{.*\}\}/s.test(value)) throw invalid(`Parameter value: (${value}) must not nest another parameter`);
  const most = tier === 'Standard' ? 4096 : 8192;
  if (value.length > most) throw invalid(`${tier} tier parameters support a maximum parameter value of ${most} characters: ${value}`);
};

export const startFakeSsm = async (now: () => number = Date.now): Promise<FakeSsm> => {
  const entries: Entry[] = [];
  const find = (region: string, id: string): Entry | undefined =>
    entries.find((entry) => entry.region === region && (id === arnOf(entry) || (id === entry.name && entry.account === ACCOUNT)));
  const must = (region: string, id: unknown): Entry => {
    const entry = find(region, String(id));
    if (entry === undefined) throw new AwsJsonError('ParameterNotFound', '');
    return entry;
  };

  /** `name`, `name:3`, `name:label`, and the same with an ARN. */
  const select = (region: string, text: string): object | undefined => {
    const whole = find(region, text);
    const colon = text.lastIndexOf(':');
    const entry = whole ?? find(region, text.slice(0, colon));
    const selector = whole === undefined ? text.slice(colon + 1) : '';
    if (entry === undefined) return undefined;
    const index =
      selector === '' ? entry.versions.length - 1 : entry.versions.findIndex(({ labels }, at) => labels.has(selector) || String(at + 1) === selector);
    const version = entry.versions[index];
    if (version === undefined) return undefined;
    return {
      ARN: arnOf(entry),
      DataType: 'text',
      LastModifiedDate: version.at / 1000,
      // A shared parameter is named by its ARN.
      Name: entry.account === ACCOUNT ? entry.name : arnOf(entry),
      ...(selector === '' ? {} : { Selector: `:${selector}` }),
      Type: entry.type,
      Value: version.value,
      Version: index + 1,
    };
  };

  const getParameters = ({ region, body }: RecordedRequest): object => {
    const names = body['Names'] as string[];
    if (names.length < 1 || names.length > 10) throw invalid('1 validation error detected: names must have length less than or equal to 10');
    const found = names.map((name) => [name, select(region, name)] as const);
    const decrypt = body['WithDecryption'] === true;
    return {
      Parameters: found
        .flatMap(([, parameter]) => (parameter === undefined ? [] : [decrypt ? parameter : { ...parameter, Value: 'AQICAHh-encrypted' }]))
        .sort((a, b) => JSON.stringify(a).localeCompare(JSON.stringify(b))),
      InvalidParameters: found.filter(([, parameter]) => parameter === undefined).map(([name]) => name),
    };
  };

  const putParameter = ({ region, body }: RecordedRequest): object => {
    const [name, value] = [String(body['Name']), String(body['Value'])];
    const known = find(region, name);
    const tier = known?.tier === 'Advanced' ? 'Advanced' : String(body['Tier'] ?? known?.tier ?? 'Standard');
    checkPut(name, value, tier);
    if (known?.tier === 'Advanced' && body['Tier'] === 'Standard') throw invalid("This parameter uses the advanced-parameter tier. You can't downgrade it.");
    if (known !== undefined && body['Overwrite'] !== true)
      throw new AwsJsonError('ParameterAlreadyExists', 'The parameter already exists. To overwrite this value, set the overwrite option.');
    if (body['Overwrite'] === true && body['Tags'] !== undefined) throw invalid('tags and overwrite can not be used together.');
    if (known !== undefined && body['Type'] !== undefined && body['Type'] !== known.type) throw new AwsJsonError('HierarchyTypeMismatchException', 'type');
    if (known === undefined && body['Type'] === undefined) throw invalid('A parameter type is required when you create a parameter.');
    const entry: Entry = known ?? {
      name,
      region,
      account: ACCOUNT,
      type: String(body['Type']),
      tier,
      tags: (body['Tags'] ?? []) as Entry['tags'],
      versions: [],
    };
    entry.tier = tier;
    if (body['Description'] !== undefined) entry.description = String(body['Description']);
    entry.keyId = String(body['KeyId'] ?? entry.keyId ?? 'alias/aws/ssm');
    entry.versions.push({ value, at: now(), labels: new Set() });
    if (known === undefined) entries.push(entry);
    return { Version: entry.versions.length, Tier: tier };
  };

  const matches = (entry: Entry, filters: unknown): boolean =>
    ((filters ?? []) as { Key: string; Option: string; Values: string[] }[]).every(
      ({ Key, Option, Values }) => Key === 'Name' && Values.some((value) => (Option === 'BeginsWith' ? entry.name.startsWith(value) : entry.name === value)),
    );

  /** Every page is followed by an empty one, as the real service has it when it stops early. */
  const describeParameters = ({ region, body }: RecordedRequest): object => {
    const size = Number(body['MaxResults'] ?? 50);
    if (size < 1 || size > 50) throw invalid('maxResults');
    const from = Number(body['NextToken'] ?? 0);
    if (Number.isNaN(from)) throw new AwsJsonError('InvalidNextToken', 'The specified token is not valid.');
    const all = entries.filter((entry) => entry.region === region && entry.account === ACCOUNT && matches(entry, body['ParameterFilters']));
    const isGap = !Number.isInteger(from);
    const page = isGap ? [] : all.slice(from, from + size);
    const next = isGap ? from + 0.5 : from + size - 0.5;
    return {
      Parameters: page.map((entry) => ({
        ARN: arnOf(entry),
        Name: entry.name,
        Type: entry.type,
        Tier: entry.tier,
        KeyId: entry.keyId,
        Description: entry.description,
        LastModifiedDate: (entry.versions.at(-1)?.at ?? 0) / 1000,
        Version: entry.versions.length,
      })),
      ...(next < all.length ? { NextToken: String(next) } : {}),
    };
  };

  const deleteParameter = ({ region, body }: RecordedRequest): object => {
    entries.splice(entries.indexOf(must(region, body['Name'])), 1);
    return {};
  };

  const addTags = ({ region, body }: RecordedRequest): object => {
    const entry = find(region, String(body['ResourceId']));
    if (entry === undefined) throw new AwsJsonError('InvalidResourceId', '');
    const added = body['Tags'] as Entry['tags'];
    entry.tags = [...entry.tags.filter(({ Key }) => !added.some((tag) => tag.Key === Key)), ...added];
    return {};
  };

  const OPERATIONS: Readonly<Record<string, (request: RecordedRequest) => object>> = {
    GetParameters: getParameters,
    PutParameter: putParameter,
    DescribeParameters: describeParameters,
    DeleteParameter: deleteParameter,
    AddTagsToResource: addTags,
    ListTagsForResource: ({ region, body }) => ({ TagList: find(region, String((body as Body)['ResourceId']))?.tags ?? [] }),
  };

  const server = await startAwsJson('ssm', 'AmazonSSM', (request) => {
    const operation = OPERATIONS[request.operation];
    if (operation === undefined) throw new AwsJsonError('UnknownOperationException', '');
    return operation(request);
  });
  return {
    ...server,
    put: (name, value, { region = 'eu-west-1', account = ACCOUNT, label } = {}) => {
      const known = entries.find((entry) => entry.name === name && entry.region === region && entry.account === account);
      const entry = known ?? { name, region, account, type: 'SecureString', tier: 'Standard', tags: [], versions: [] };
      if (known === undefined) entries.push(entry);
      entry.versions.push({ value, at: now(), labels: new Set(label === undefined ? [] : [label]) });
      return arnOf(entry);
    },
    valueOf: (name, region = 'eu-west-1') => find(region, name)?.versions.at(-1)?.value ?? null,
    tierOf: (name) => entries.find((entry) => entry.name === name)?.tier,
  };
};
