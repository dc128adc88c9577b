/** Text that names a value without holding it. */

/** A name as programs write it, and a dotted path of such names. */
const NAME = '[A-Za-z_][\\w-]*';
const PATH = `${NAME}(?:[.\\[][\\w"'*-]+\\]?){0,12}`;

/**
 * Forms of a reference that are the whole value. Sources: Docker Compose and shell parameter expansion, Windows `%X%`, Azure Pipelines
 * `$(X)`, Jinja, Helm and GitHub `{{ }}`, Ruby and Spring `#{ }`, Symfony `%env(X)%`, CloudFormation dynamic references, Terraform.
 */
const WHOLE: readonly RegExp[] = [
  /^\$\$?\{[^{}]*(?:\{[^{}]*\}[^{}]*)?\}$/,
  /^\$\(.{0,500}\)$/s,
  /^\$[A-Za-z_]\w*(?::[\w./-]+)?$/,
  /^\$\[[^\]]{1,200}\]$/,
  /^\$env:\w+$/i,
  // An entry of the password store `pass`, a type of CloudFormation.
  /^pass:[\w-]+(?:\/[\w-]+)+$/,
  /^AWS::\w+::\w+$/,
  // A file below a directory, OpenSSL's `$section::name`, a call on an object.
  /^\$[A-Za-z_]\w*(?:\/[\w.-]+){1,10}$/,
  /^\$[A-Za-z_]\w*(?:::|->)\w+(?:\(.{0,200}\))?$/s,
  /^\$[A-Za-z_]\w*\{[^{}]{1,300}\}$/,
  /^`[^`]{1,500}`$/,
  /^%[A-Za-z_][\w.()]*%$/,
  /^%\([\w.]+\)s$/,
  /^#\{[^}]*\}#?$/,
  /^\{\{.{0,500}\}\}$/s,
  /^\{%.{0,300}%\}$/s,
  /^<%.{0,300}%>$/s,
  /^@@?[A-Za-z_][\w.]*@@?$/,
  /^@Microsoft\.KeyVault\(/i,
  /^!(?:Ref|Sub|GetAtt|ImportValue|Join|secret|env_var|vault|reference)\b/,
  new RegExp(
    `^(?:var|local|data|module|each|self|secrets|vars|inputs|env|steps|needs|github|gitlab|params|parameters|config|settings|props|stack|import\\.meta\\.env|process\\.env|random_password|random_string)\\.${PATH}$`,
  ),
  new RegExp(`^(?:aws|google|azurerm|azuread|digitalocean|kubernetes|vault|random|tls|github|cloudflare)_[a-z_]+\\.${PATH}$`),
  // Any resource of Terraform by its type and name.
  /^[a-z]{2,20}(?:_[a-z0-9]{1,30}){1,6}\.[a-z]\w{0,60}(?:\[[^\]]{0,60}\])?(?:\.[a-z]\w{0,60}){1,6}$/,
  /^(?:process\.env|os\.environ|ENV)\[["']?\w+["']?\]$/,
  /^(?:os\.)?(?:getenv|environ\.get|env|System\.getenv|std::env::var|Deno\.env\.get|config|secret|lookup|file|templatefile|base64encode|sensitive|jsonencode|get_env|read_secret|secretsmanager)\(.{0,300}\)$/s,
  /^valueFrom\b|^secretKeyRef\b|^fromEnv\b/,
];

/** Schemes and prefixes after which a name follows. `vault:` also stands before ciphertext of Vault's transit engine (`vault:v1:…`), which is no secret either. */
const PREFIX =
  /^(?:arn:aws[\w-]*:|(?:local|azure):\/\/|vault(?:\+\w+)?:|hashivault:|op:\/\/|1password:|onepassword:|bws:|bitwarden:|lastpass:|doppler:|infisical:|akeyless:|conjur:|ssm(?:-secure)?:|parameterstore:|aws(?:-|_)?(?:ssm|sm|secrets?(?:-?manager)?|kms|parameter-?store):|secrets?-?manager:|gcp-?(?:sm|secrets?(?:-?manager)?):|[a-z]{0,3}sm:\/\/|[a-z]{2,12}secrets?:\/\/|berglas:\/\/|azure-?(?:kv|key-?vault):|az-?kv:|akv:|key-?vault:|ref\+[a-z]|secret(?:ref)?:\/\/|secretref:|keychain:|keyring:|credstash:|chamber:|sops:|cred:\/\/|file:\/|env:\/?\/?[A-Za-z_]|from[-_]?env:|k8s:|\{\{\s?resolve:)/i;

/** Resource names of cloud secret stores without a scheme. */
const RESOURCE =
  /^projects\/[\w:.${}-]+\/(?:secrets|locations)\/[\w./${}-]+$|^https:\/\/[\w${}.-]+\.vault\.(?:azure\.(?:net|cn)|usgovcloudapi\.net)\/(?:secrets|keys|certificates)\/|^\/aws\/reference\/secretsmanager\//;

/** References as `watertight move` writes them: no rule may take one for a value. */
const OWN =
  /^(?:arn:aws[a-z-]{0,20}:(?:secretsmanager|ssm):[a-z0-9-]{1,30}:\d{12}:|(?:local|azure|vault|aws-sm):\/\/[\w/.~!*+,=%-]|ssm:\/?[\w.-]|https:\/\/[\w-]{1,60}\.vault\.(?:azure\.(?:net|cn)|usgovcloudapi\.net)\/secrets\/)[^\s"'<>]{0,2000}$/;

export const isOwnReference = (value: string): boolean => OWN.test(value);

/** An interpolation inside other text: what is secret in it is elsewhere. */
const INTERPOLATED = /\$\{[A-Za-z_][^}]*\}|\{\{[^}]{1,200}\}\}|#\{[A-Za-z_][^}]*\}|\$\([A-Za-z_][\w. -]*\)|<%=.{1,200}%>|%[A-Z][A-Z0-9_]{2,}%/;

/** Whether a value is a reference: all of it, or text with an interpolation in it. Only the first 2,000 characters are looked at. */
export const isReference = (value: string): boolean => {
  const text = value.slice(0, 2000).trim();
  return WHOLE.some((form) => form.test(text)) || PREFIX.test(text) || RESOURCE.test(text) || INTERPOLATED.test(text);
};
