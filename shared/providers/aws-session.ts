import type { SecretsManager } from '@aws-sdk/client-secrets-manager';
import { AppError } from '../model/app-error.ts';
import type { CallOptions } from '../model/provider.ts';
import type { AwsSettings } from '../model/provider-settings.ts';
import type { SecretAddress } from '../model/reference.ts';
import { regionOf } from './aws-arn.ts';
import { loadAwsConfig } from './aws-config.ts';
import { toAwsError } from './aws-errors.ts';
import { type AwsRegions, createAwsRegions } from './aws-regions.ts';
import { withDeadline } from './deadline.ts';

const SERVICE = 'AWS Secrets Manager';

/** One request to one region. `http` goes to the SDK with every call. */
export type AwsRequest<T> = (client: SecretsManager, http: { readonly abortSignal: AbortSignal }) => Promise<T>;

/** What all operations share: the clients, and a call that ends in time and fails with our errors alone. */
export interface AwsSession {
  readonly deadlineMs: number;
  readonly mayBatch: boolean;
  /** The region of what names none; undefined where nothing names one. */
  readonly findHome: () => Promise<string | undefined>;
  /** A call with a deadline of its own, about one secret. */
  readonly call: <T>(address: SecretAddress, options: CallOptions | undefined, request: AwsRequest<T>) => Promise<T>;
  /** The same within a call that has its deadline already. `subject`: name or ARN. */
  readonly ask: <T>(region: string | undefined, subject: string, signal: AbortSignal, request: AwsRequest<T>) => Promise<T>;
}

/** Errors that Secrets Manager alone makes, by its API reference. Its messages are matched and never shown. */
export const ownVerdict = (name: string, message: string, region: string): readonly [AppError['code'], string, string?] | undefined => {
  switch (name) {
    case 'ResourceNotFoundException':
      if (/staging label|VersionId/i.test(message)) return ['secret-missing', 'the secret has no such version, or no value yet'];
      return [
        'secret-missing',
        `there is no such secret in ${region}`,
        'Is it the right region and account? A name that itself ends in a hyphen and six characters is found by its full ARN alone.',
      ];
    case 'InvalidRequestException':
      if (/mark|deletion|deleted/i.test(message) && !/replica/i.test(message))
        return ['secret-deleted', 'the secret waits for its deletion', 'watertight secrets restore brings it back.'];
      if (/rotation function|no lambda/i.test(message))
        return ['unsupported', 'no rotation is set up for this secret', 'Enable it with the function that rotates: --lambda ARN.'];
      if (/not associated/i.test(message)) return ['secret-missing', 'the secret has no such version'];
      if (/replica/i.test(message)) return ['conflict', 'the secret has replicas', 'Remove them from the other regions first.'];
      return ['conflict', 'the state of the secret does not allow this now'];
    case 'ResourceExistsException':
      return ['secret-exists', 'there is a secret of this name already'];
    case 'InvalidParameterException':
    case 'ValidationException':
    case 'SerializationException':
      return ['secret-invalid', `${SERVICE} takes no such name, value or setting`];
    case 'InvalidNextTokenException':
      return ['usage', 'this page of the list is no more', 'Begin at its first page.'];
    case 'LimitExceededException':
      return ['conflict', 'a quota of Secrets Manager is reached', 'https://docs.aws.amazon.com/secretsmanager/latest/userguide/reference_limits.html'];
    case 'PreconditionNotMetException':
      return ['conflict', 'the secret is not in a state that allows this'];
    case 'DecryptionFailure':
    case 'EncryptionFailure':
      return ['denied', "the secret's KMS key can't be used", 'Is it enabled, and may this identity use it (kms:Decrypt, kms:GenerateDataKey)?'];
    default:
      return undefined;
  }
};

/** @throws AppError `config-invalid` for an endpoint that is no URL */
export const openAwsSession = async (settings: AwsSettings, deadlineMs: number): Promise<AwsSession> => {
  const { secretsManagerEndpoint: endpoint, profile } = settings;
  if (endpoint !== undefined && !URL.canParse(endpoint))
    throw new AppError('config-invalid', 'the endpoint of Secrets Manager is not a URL', 'Set AWS_ENDPOINT_URL_SECRETS_MANAGER to one, or unset it.');
  const [sdk, config] = await Promise.all([import('@aws-sdk/client-secrets-manager'), loadAwsConfig(settings, endpoint, deadlineMs)]);
  type Credentials = SecretsManager['config']['credentials'];
  const regions: AwsRegions<SecretsManager> = createAwsRegions<Credentials, SecretsManager>(
    settings.region,
    (region, credentials) =>
      new sdk.SecretsManager({ ...config, ...(region === undefined ? {} : { region }), ...(credentials === undefined ? {} : { credentials }) }),
  );

  const ask: AwsSession['ask'] = async (wanted, subject, signal, request) => {
    let region = wanted ?? '';
    try {
      const opened = await regions.open(wanted);
      region = opened.region;
      return await request(opened.client, { abortSignal: signal });
    } catch (error) {
      throw toAwsError(error, { service: SERVICE, region, subject, profile }, (name, message) => ownVerdict(name, message, region));
    }
  };
  const call: AwsSession['call'] = (address, options, request) =>
    withDeadline(SERVICE, deadlineMs, options?.signal, ({ signal }) => ask(regionOf(address), address.id, signal, request));
  return { deadlineMs, mayBatch: settings.batch === 'auto', findHome: regions.findHome, call, ask };
};
