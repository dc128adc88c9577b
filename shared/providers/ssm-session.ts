import type { SSM } from '@aws-sdk/client-ssm';
import { AppError, type ErrorCode } from '../model/app-error.ts';
import type { CallOptions } from '../model/provider.ts';
import type { AwsSettings } from '../model/provider-settings.ts';
import { loadAwsConfig } from './aws-config.ts';
import { toAwsError } from './aws-errors.ts';
import { createAwsRegions } from './aws-regions.ts';
import { type Call, withDeadline } from './deadline.ts';

export const SSM_STORE = 'AWS SSM Parameter Store';

/** One request to one region. `http` goes to the SDK with every call. */
export type SsmRequest<T> = (client: SSM, http: { readonly abortSignal: AbortSignal }) => Promise<T>;

export interface SsmSession {
  /** The region of what names none; undefined where nothing names one. */
  readonly findHome: () => Promise<string | undefined>;
  readonly within: <T>(options: CallOptions | undefined, work: (call: Call) => Promise<T>) => Promise<T>;
  /** `subject`: the parameter that messages name; empty for none. */
  readonly ask: <T>(region: string | undefined, subject: string, call: Call, request: SsmRequest<T>) => Promise<T>;
}

const INVALID = 'A value has 8 KiB at most and no {{…}}; a name letters, digits and _.-/ alone.';

/** Errors that Parameter Store alone makes: https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_PutParameter.html#API_PutParameter_Errors */
const VERDICTS: Readonly<Record<string, readonly [ErrorCode, string, string?]>> = {
  ParameterNotFound: ['secret-missing', 'there is no such parameter'],
  ParameterVersionNotFound: ['secret-missing', 'the parameter has no such version or label'],
  InvalidResourceId: ['secret-missing', 'there is no such parameter'],
  ParameterAlreadyExists: ['secret-exists', 'there is a parameter of this name already', 'Choose another name, or update it.'],
  ParameterLimitExceeded: ['conflict', 'this account has as many parameters as it may have', 'Delete some, or ask for a higher quota.'],
  ParameterMaxVersionLimitExceeded: ['conflict', 'the oldest version can not make room, as it has a label', 'Move the label to a newer one.'],
  TooManyUpdates: ['conflict', 'somebody else changes this parameter just now', 'Try again in a moment.'],
  ValidationException: ['secret-invalid', 'Parameter Store takes no such name, value or setting', INVALID],
  HierarchyLevelLimitExceededException: ['secret-invalid', 'a parameter has fifteen levels at most'],
  HierarchyTypeMismatchException: ['secret-invalid', 'a parameter keeps the type that it was made with'],
  ParameterPatternMismatchException: ['secret-invalid', "the value does not match the parameter's own pattern"],
  UnsupportedParameterType: ['secret-invalid', 'the type of this parameter is not supported'],
  TooManyTagsError: ['secret-invalid', 'a parameter has 50 tags at most'],
  InvalidNextToken: ['usage', 'this page of the list is no more', 'Begin at its first page.'],
  InvalidKeyId: ['denied', "the parameter's KMS key can't be used", 'Is it there and enabled, and may this identity use it (kms:Decrypt, kms:Encrypt)?'],
};

/** @throws AppError `config-invalid` for an endpoint that is no URL */
export const openSsmSession = async (settings: AwsSettings, deadlineMs: number): Promise<SsmSession> => {
  const { ssmEndpoint: endpoint, profile } = settings;
  if (endpoint !== undefined && !URL.canParse(endpoint))
    throw new AppError('config-invalid', 'the endpoint of SSM is not a URL', 'Set AWS_ENDPOINT_URL_SSM to one, or unset it.');
  const [sdk, config] = await Promise.all([import('@aws-sdk/client-ssm'), loadAwsConfig(settings, endpoint, deadlineMs)]);
  const regions = createAwsRegions<SSM['config']['credentials'], SSM>(
    settings.region,
    (region, credentials) => new sdk.SSM({ ...config, ...(region === undefined ? {} : { region }), ...(credentials === undefined ? {} : { credentials }) }),
  );
  return {
    findHome: regions.findHome,
    within: (options, work) => withDeadline(SSM_STORE, deadlineMs, options?.signal, work),
    ask: async (wanted, subject, { signal }, request) => {
      let region = wanted ?? '';
      try {
        const opened = await regions.open(wanted);
        region = opened.region;
        return await request(opened.client, { abortSignal: signal });
      } catch (error) {
        throw toAwsError(error, { service: SSM_STORE, region, subject, profile }, (name) => VERDICTS[name]);
      }
    },
  };
};
