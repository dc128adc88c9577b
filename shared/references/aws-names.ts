/** Without a name of their own: the JSON object's members are the variables. */
const WHOLE_ENVIRONMENT = /^AWS_SECRET_(?:ARN|ID|NAME)$/i;

/** `AWS_SECRET_STRIPE=prod/api/stripe`. Not AWS's own credentials under any name, and no settings of programs that fetch secrets. */
const AWS_SECRET =
  /^AWS_SECRET_(?!(?:\w*ACCESS_?KEY|KEY(?:_|$)|MANAGER(?:_|$))|(?:\w+_)?(?:ARN|ID|NAME|REGION|PREFIX|SUFFIX|PATH|TTL|ENABLED|ENDPOINT|URL|PROFILE|ROLE|STAGE|VERSION|DAYS|SECONDS|TIMEOUT|RETRIES|ROTATION|CACHE|FORMAT|TYPE|MODE|PROVIDER|BACKEND|SOURCE|ENGINE)$)([A-Z]\w*)$/i;

/**
 * A name as people give secrets. What may be a plaintext is none, for it would be sent to the store and stand in its logs: 20 characters or
 * more with capitals, small letters and digits; a word of 32; a UUID, as Vault's `secret_id` is; `+` and `=`. Nor is a number, a switch or a
 * region.
 */
export const isSecretName = (text: string): boolean =>
  /^(?:[A-Za-z0-9_.@-]+\/)*[A-Za-z][A-Za-z0-9_.@-]*$/.test(text) &&
  text.length <= 128 &&
  !/^(?:true|false|yes|no|on|off|none|null|enabled?|disabled?|auto|default|json|string|text|binary)$/i.test(text) &&
  !/^(?:[a-z]+-)+\d$/.test(text) &&
  !/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-/i.test(text) &&
  !(text.length >= 20 && /[a-z]/.test(text) && /[A-Z]/.test(text) && /\d/.test(text)) &&
  !text.split(/[/_.-]/).some((word) => word.length >= 32);

/** The variable that `AWS_SECRET_X` is for: `X`; empty for one that names a whole environment; undefined for a variable of another kind. */
export const secretVariable = (variable: string): string | undefined => (WHOLE_ENVIRONMENT.test(variable) ? '' : AWS_SECRET.exec(variable)?.[1]);
