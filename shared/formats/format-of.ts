import type { FormatId } from '../model/entry.ts';
import { isCiLog, isLogPath } from './log-head.ts';

/** Endings that say "a copy of": the name before them decides. */
const COPY = /(?:[.\-_](?:example|sample|template|tmpl|tpl|dist|default|defaults|bak|backup|old|orig|save|copy|new|local|swp|enc|erb|j2|in|skel|\d{1,8}))$|~$/;

/** The grammar of an ending, without its dot. */
const BY_ENDING: Readonly<Record<string, FormatId>> = {
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
  properties: 'properties',
  npmrc: 'npmrc',
  netrc: 'netrc',
  authinfo: 'netrc',
  pypirc: 'pypirc',
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
const BY_NAME: Readonly<Record<string, FormatId>> = {
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
  _netrc: 'netrc',
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
 * Endings of programs and data (`.env.js`, `env.d.ts`, `.env.json`) were ruled out before.
 */
const DOTENV_NAME =
  /^\.env(?![a-z])|^\.?dotenv(?![a-z])|^env[.\-_][\w.-]+$|\.env[.\-_][\w.-]+$|^\.(?:dev|prod|staging|test)\.vars\b|^[\w.-]+\.dev\.vars$|^\.env(?:file|ironment|ironments)$/;

/** Endings of programs and prose: such a name is never a `.env`, whatever stands before. */
const PROGRAM =
  /\.(?:[cm]?[jt]sx?|py|rb|php|go|rs|java|kt|cs|c|cc|cpp|h|hpp|swift|scala|pl|lua|r|dart|vue|svelte|html?|css|scss|md|mdx|rst|txt|log|sh|bash|zsh|fish|ps1|bat|cmd|sql|csv|svg|lock|pem|key|crt|gpg|asc|vault|dockerfile|ejs|hbs|snap)$/;

/** Which grammar a file is read by: by name first, by content where the name says nothing. `head` is the first few thousand characters. */
export const formatOf = (path: string, head: string): FormatId => byName(path) ?? byContent(path, head);

const byName = (path: string): FormatId | undefined => {
  const parts = path.replaceAll('\\', '/').toLowerCase().split('/');
  const folder = parts.at(-2) ?? '';
  let name = (parts.at(-1) ?? '').replace(/^.*!/, '');
  for (let copies = 0; copies < 4; copies++) {
    const known = byExactName(name, folder);
    if (known) return known;
    const shorter = name.replace(COPY, '');
    if (shorter === name || shorter === '') return undefined;
    name = shorter;
  }
  return undefined;
};

const byExactName = (name: string, folder: string): FormatId | undefined => {
  const whole = BY_NAME[name];
  if (whole) return whole;
  if (folder === '.aws' && (name === 'credentials' || name === 'config')) return 'ini';
  if (folder === '.git' && name === 'config') return 'ini';
  const ending = name.slice(name.lastIndexOf('.') + 1);
  const byEnding = name.includes('.') && Object.hasOwn(BY_ENDING, ending) ? BY_ENDING[ending] : undefined;
  if (byEnding === 'terraform' && name.endsWith('.pkrvars.hcl')) return 'tfvars';
  if (byEnding) return byEnding;
  return DOTENV_NAME.test(name) && !PROGRAM.test(name) ? 'dotenv' : undefined;
};

const byContent = (path: string, head: string): FormatId => {
  if (isLogPath(path)) return 'ci-log';
  if (PROGRAM.test(path.toLowerCase()) && !/\.txt$/i.test(path)) return 'text';
  if (isCiLog(head)) return 'ci-log';
  if (/^\uFEFF?<\?xml\s/.test(head)) return 'xml';
  if (/^\uFEFF?\s{0,100}(?:\{\s{0,100}"|\[\s{0,100}[{"])/.test(head)) return 'json';
  if (isMostly(head, ENV_LINE)) return 'dotenv';
  if (/\.conf(?:ig)?$/i.test(path)) {
    if (/^\uFEFF?\s{0,100}</.test(head)) return 'xml';
    if (isMostly(head, INI_LINE)) return 'ini';
  }
  return 'text';
};

const ENV_LINE = /^(?:export )?[A-Z][A-Z0-9_]{1,80}=/;

const INI_LINE = /^[ \t]{0,20}(?:\[[^\]\n]{1,80}\]|[\w.-]{1,80}[ \t]{0,20}=)/;

/** Whether at least three lines, and nine in ten of those that are no comment, look like `shape`. */
const isMostly = (head: string, shape: RegExp): boolean => {
  let counted = 0;
  let fitting = 0;
  for (const line of head.split(/\r\n?|\n/, 60)) {
    if (/^[ \t]*(?:[#;]|$)/.test(line)) continue;
    counted++;
    if (shape.test(line)) fitting++;
  }
  return fitting >= 3 && fitting >= counted * 0.9;
};
