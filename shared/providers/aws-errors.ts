import { AppError, type ErrorCode } from '../model/app-error.ts';

/** What was tried when an error came. */
export interface AwsAttempt {
  /** E.g. `AWS Secrets Manager`. */
  readonly service: string;
  readonly region: string;
  /** The secret's name or ARN; empty for none. */
  readonly subject: string;
  readonly profile?: string | undefined;
}

type Verdict = readonly [code: ErrorCode, message: string, hint?: string];

/** Errors of any service, by name (https://docs.aws.amazon.com/secretsmanager/latest/apireference/CommonErrors.html). */
const DENIED = /^(?:AccessDenied(?:Exception)?|UnauthorizedAccess|NotAuthorized|UnauthorizedOperation|KMSAccessDeniedException)$/;
const UNAUTHENTICATED =
  /^(?:ExpiredToken(?:Exception)?|UnrecognizedClientException|InvalidClientTokenId|InvalidSignatureException|SignatureDoesNotMatch|IncompleteSignature(?:Exception)?|MissingAuthenticationToken(?:Exception)?|InvalidAccessKeyId|InvalidIdentityToken(?:Exception)?|RequestExpired|OptInRequired|UnauthorizedException|AuthFailure)$/;
const THROTTLED = /^(?:Throttl(?:ing|ed)(?:Exception)?|TooManyRequests(?:Exception)?|RequestLimitExceeded|RequestThrottled(?:Exception)?|SlowDown)$/;
/** Of a region or an emulator that lacks an operation. */
const UNKNOWN = /^(?:UnknownOperation|UnsupportedOperation|NotImplemented|InvalidAction)(?:Exception)?$/;
/** Of Node's sockets, TLS and resolver. */
const UNREACHABLE = /^(?:E(?:NOTFOUND|AI_AGAIN|CONN(?:REFUSED|RESET|ABORTED)|PIPE|HOSTUNREACH|NETUNREACH|PROTO)|ERR_(?:TLS|SSL)\w*|HPE_\w+)$|CERT|SIGNATURE/;

const verdictOf = (name: string, status: number, code: string, message: string, attempt: AwsAttempt): Verdict => {
  const { service, region, profile } = attempt;
  const at = `${service} in ${region}`;
  if (DENIED.test(name)) {
    const kms = /\bKMS\b/i.test(message);
    return kms
      ? ['denied', `${service} may not use the secret's KMS key for you`, 'Allow kms:Decrypt and kms:GenerateDataKey on that key.']
      : [
          'denied',
          `${at} denies this${whom(message)}`,
          '`watertight policy` prints the IAM policy that is needed. An ARN of another account needs a policy there too.',
        ];
  }
  if (name === 'CredentialsProviderError' || name === 'TokenProviderError') {
    const sso = /\bsso\b/i.test(message) && /expired|invalid|login/i.test(message);
    const login = `Run: aws sso login${profile === undefined ? '' : ` --profile ${profile}`}`;
    if (sso) return ['authentication', 'the AWS session of single sign-on has expired, or was never begun', login];
    return [
      'authentication',
      profile === undefined ? 'no AWS credentials were found' : `no AWS credentials were found in the profile ${profile}`,
      'Set AWS_PROFILE, sign in with `aws sso login` or `aws login`, or give the job a role.',
    ];
  }
  if (UNAUTHENTICATED.test(name)) {
    const hint = /expired/i.test(name + message)
      ? 'Sign in again: the credentials have expired.'
      : 'Are these credentials for this partition, and is the clock right?';
    return ['authentication', `${service} does not accept the credentials (${name})`, hint];
  }
  if (UNKNOWN.test(name)) return ['unsupported', `${at} does not know this call`, 'Is something else than AWS behind the endpoint?'];
  if (THROTTLED.test(name) || status === 429) return ['throttled', `${at} throttles this account, after several attempts`, 'Try again later.'];
  if (code === 'ENOTFOUND') return ['unreachable', `${at} has no address`, 'Is the region right, and does this machine reach the internet or a VPC endpoint?'];
  // The SDK names what was reset a time-out, too: the code tells.
  if (UNREACHABLE.test(code)) return ['unreachable', `${at} can't be reached (${code})`, 'Check the network, the endpoint and its certificate.'];
  if (name === 'TimeoutError' || name === 'AbortError' || code === 'ETIMEDOUT')
    return ['timeout', `${at} did not answer in time`, 'WATERTIGHT_TIMEOUT sets how long to wait.'];
  if (status >= 500) return ['unreachable', `${at} failed with HTTP ${status} (${name}), after several attempts`, 'Try again later.'];
  if (name === 'SyntaxError' || (status === 200 && name !== 'Error'))
    return ['unreachable', `${at} answered with something that is not its protocol`, 'Is a proxy or another server behind the endpoint?'];
  if (code === 'ENOENT' || code === 'EACCES')
    return [
      'authentication',
      `a file of credentials can't be read (${code})`,
      'Which one the AWS settings name: AWS_WEB_IDENTITY_TOKEN_FILE, AWS_CONFIG_FILE, …',
    ];
  if (status > 0) return ['unreachable', `${at} refused the call (${name})`];
  return ['bug', `the call of ${service} failed (${name})`, 'Please report it, with the command that you ran.'];
};

/** Who was denied, as the service says it: an ARN of IAM or STS and nothing else of its message. */
const whom = (message: string): string => {
  const [arn] = /\barn:[a-z-]+:(?:iam|sts)::\d{12}:[\w+=,.@/-]{1,256}/.exec(message) ?? [];
  return arn === undefined ? '' : ` to ${arn}`;
};

/** The name of an error is the service's, a class of ours or the SDK's; anything else is not shown. */
const safeName = (name: unknown): string => (typeof name === 'string' && /^[A-Za-z][\w.]{0,79}$/.test(name) ? name : 'unknown error');

/** The code of a network error. One that another realm made (a test runner's context) reaches us in the words of the SDK alone. */
const networkCode = (code: unknown, message: string): string => {
  if (typeof code === 'string') return safeName(code);
  const [, wrapped = ''] = /^AWS SDK error wrapper for \w*Error: (.*)/.exec(message) ?? [];
  return /\b(?:socket hang up|aborted)\b/.test(wrapped) ? 'ECONNRESET' : (/\bE[A-Z]{4,}\b/.exec(wrapped)?.[0] ?? '');
};

interface SdkError {
  readonly name?: unknown;
  readonly message?: unknown;
  readonly code?: unknown;
  readonly $metadata?: { readonly httpStatusCode?: number };
}

/**
 * An AWS SDK's error as ours. Its message is looked at and never shown, nor is it kept as a cause: a service may quote what it was sent, and a
 * parser what it received. `own` knows the errors of one service and goes first.
 */
export const toAwsError = (error: unknown, attempt: AwsAttempt, own: (name: string, message: string) => Verdict | undefined): AppError => {
  if (error instanceof AppError) return error;
  const { name: rawName, message: rawMessage, code, $metadata }: SdkError = typeof error === 'object' && error !== null ? error : {};
  const name = safeName(rawName);
  const message = typeof rawMessage === 'string' ? rawMessage : '';
  const [errorCode, text, hint = ''] = own(name, message) ?? verdictOf(name, $metadata?.httpStatusCode ?? 0, networkCode(code, message), message, attempt);
  return new AppError(errorCode, attempt.subject === '' ? text : `${text}: ${attempt.subject}`, hint);
};
