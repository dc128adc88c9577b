import type { FormatId } from '../model/entry.ts';

/** Endings that say "a copy of": the name before them decides. */
export const COPY =
  /(?:[.\-_](?:example|sample|template|tmpl|tpl|dist|default|defaults|bak|backup|old|orig|save|copy|new|local|swp|enc|erb|j2|in|skel|\d{1,8}))$|~$/;

/** The grammar of an ending, without its dot. */
export const BY_ENDING: Readonly<Record<string, FormatId>> = {
  env: 'dotenv',
  tfvars: 'tfvars',
  pkrvars: 'tfvars',
  tfbackend: 'tfvars',
  tf: 'terraform',
  tofu: 'terraform',
  hcl: 'terraform',
  nomad: 'terraform',
  json: 'json',
  jsonc: 'json',
  json5: 'json',
  tfstate: 'json',
  ipynb: 'json',
  webmanifest: 'json',
  geojson: 'json',
  har: 'json',
  sarif: 'json',
  dockerconfigjson: 'json',
  dockercfg: 'json',
  'code-workspace': 'json',
  yml: 'yaml',
  yaml: 'yaml',
  eyaml: 'yaml',
  toml: 'toml',
  ini: 'ini',
  cfg: 'ini',
  cnf: 'ini',
  inf: 'ini',
  nmconnection: 'ini',
  properties: 'properties',
  npmrc: 'npmrc',
  netrc: 'netrc',
  authinfo: 'netrc',
  pypirc: 'pypirc',
  'git-credentials': 'git-credentials',
  pgpass: 'pgpass',
  htpasswd: 'htpasswd',
  xml: 'xml',
  csproj: 'xml',
  vbproj: 'xml',
  fsproj: 'xml',
  pubxml: 'xml',
  plist: 'xml',
  resx: 'xml',
  nuspec: 'xml',
  wsdl: 'xml',
  xsd: 'xml',
  props: 'xml',
  targets: 'xml',
  publishsettings: 'xml',
};

/** Whole names, lower case, that their ending does not tell. */
export const BY_NAME: Readonly<Record<string, FormatId>> = {
  env: 'dotenv',
  envrc: 'dotenv',
  '.envrc': 'dotenv',
  envfile: 'dotenv',
  'env-file': 'dotenv',
  env_file: 'dotenv',
  '.flaskenv': 'dotenv',
  '.dev.vars': 'dotenv',
  '.vars': 'dotenv',
  '.secrets': 'dotenv',
  '.bashrc': 'dotenv',
  '.bash_profile': 'dotenv',
  '.bash_login': 'dotenv',
  '.bash_aliases': 'dotenv',
  '.profile': 'dotenv',
  '.zshrc': 'dotenv',
  '.zshenv': 'dotenv',
  '.zprofile': 'dotenv',
  _netrc: 'netrc',
  'pgpass.conf': 'pgpass',
  shadow: 'htpasswd',
  'shadow-': 'htpasswd',
  htpasswd: 'htpasswd',
  pipfile: 'toml',
  '.s3cfg': 'ini',
  '.boto': 'ini',
  '.gitconfig': 'ini',
  '.editorconfig': 'ini',
  '.my.cnf': 'ini',
  '.mylogin.cnf': 'ini',
  '.pylintrc': 'ini',
  'pip.conf': 'ini',
  '.babelrc': 'json',
  '.eslintrc': 'json',
  '.tern-project': 'json',
  'composer.lock': 'json',
  'poetry.lock': 'toml',
  'cargo.lock': 'toml',
};

/**
 * `.env`, `.env.local`, `.env.production.local`, `.env-prod`, `.env_prod`, `.env2`, `dotenv`, `env.production`, `prod.env.example`, `.dev.vars.staging`.
 * Endings of data (`.env.json`) are to be looked up before, those of programs (`.env.js`, `env.d.ts`) ruled out.
 */
export const DOTENV_NAME =
  /^\.env(?![a-z])|^\.?dotenv(?![a-z])|^env[.\-_][\w.-]+$|\.env[.\-_][\w.-]+$|^\.(?:dev|prod|staging|test)\.vars\b|^[\w.-]+\.dev\.vars$|^\.env(?:file|ironment|ironments)$/;

/** A distinctive ending with something after it: `terraform.tfvars.prod`, `.npmrc-ci`, `application.properties.prod`. */
export const VARIANT = /\.(tfvars|npmrc|netrc|pypirc|pgpass|htpasswd|git-credentials|properties)[.\-_][\w.-]{1,60}$/;

/** Endings of programs and prose: such a name is never a `.env`, whatever stands before. */
export const PROGRAM =
  /\.(?:[cm]?[jt]sx?|py|rb|php|go|rs|java|kt|cs|c|cc|cpp|h|hpp|swift|scala|pl|lua|r|dart|vue|svelte|html?|css|scss|md|mdx|rst|log|sh|bash|zsh|fish|ps1|bat|cmd|sql|csv|svg|lock|pem|key|crt|gpg|asc|vault|dockerfile|ejs|hbs|snap)$/;
