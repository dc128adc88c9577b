/**
 * Files whose every entry is a setting, by name: a short plain word can be a password there. Lower case; the path has `/`.
 * Program-like JSON (translations, lock files, fixtures, API descriptions) is not among them: there, keys and values are text of a program.
 */
const SETTINGS_FILE =
  /(?:^|\/)(?:appsettings[\w.-]*|launchsettings|local\.settings|[\w.-]*task-?def(?:inition)?s?[\w.-]*|[\w.-]*config(?:uration)?|[\w.-]*settings|[\w.-]*secrets?|[\w.-]*credentials?|[\w.-]*\.tfvars|env|[\w.-]*environments?|parameters[\w.-]*|[\w.-]*\.parameters|service-?account[\w.-]*|sftp|\.?ftpconfig|\.remote-sync|\.dockercfg|\.dockerconfigjson|heroku|robomongo|logins|keys?|auth|database|connections?|deploy[\w.-]*|devcontainer|composer-auth|auth\.json)(?:\.(?:json[c5]?|local|dev|prod|development|production|staging|default))*$/;

/** Folders and names of programs' own data, whatever the file is called. */
const PROGRAM_FILE =
  /(?:^|\/)(?:tests?|__tests__|specs?|fixtures?|mocks?|__mocks__|testdata|locales?|i18n|l10n|lang|langs|languages|translations?|node_modules|vendor|docs?|schemas?)\/|(?:^|\/)(?:package|package-lock|tsconfig[\w.-]*|composer|jsconfig|angular|nx|lerna|manifest|openapi[\w.-]*|swagger[\w.-]*)\.(?:json|lock)$|\.(?:lock|schema\.json|spec\.json|test\.json)$/;

/** Whether every entry of this JSON file is a setting. An ECS task definition is known by its content. */
export const isSettingsJson = (path: string, head: string): boolean => {
  const name = path.replaceAll('\\', '/').toLowerCase();
  if (PROGRAM_FILE.test(name)) return false;
  return SETTINGS_FILE.test(name) || name.endsWith('.tfstate') || /"(?:containerDefinitions|auths|ConnectionStrings|launchSettings)"\s{0,20}:/.test(head);
};
