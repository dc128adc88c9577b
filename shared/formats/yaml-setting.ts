/**
 * Files whose every entry is a setting, by name: compose, Kubernetes and Helm, workflows and pipelines, Spring's and Symfony's settings,
 * Ansible variables, Serverless. Lower case; the path has `/`.
 */
const SETTINGS_FILE =
  /(?:^|\/)(?:(?:docker-)?compose[\w.-]*|application[\w.-]*|bootstrap[\w.-]*|[\w.-]*values[\w.-]*|[\w.-]*secrets?[\w.-]*|[\w.-]*credentials?[\w.-]*|[\w.-]*config(?:uration|map)?[\w.-]*|[\w.-]*settings[\w.-]*|database|databases|mongoid|parameters[\w.-]*|env[\w.-]*|[\w.-]*environments?|serverless[\w.-]*|\.gitlab-ci|\.travis|azure-pipelines[\w.-]*|\.drone|bitbucket-pipelines|cloudbuild|app|hub|\.?docker-stack[\w.-]*|vars|main|all|inventory|prometheus|alertmanager|secrets)\.(?:ya?ml)$|(?:^|\/)(?:hub|\.kube\/config|kubeconfig[\w.-]*)$/;
const SETTINGS_FOLDER =
  /(?:^|\/)(?:\.github\/workflows|\.circleci|k8s|kubernetes|kube|manifests|helm|charts|group_vars|host_vars|deploy(?:ment)?s?|secrets|environments)\//;
const PROGRAM_FILE =
  /(?:^|\/)(?:tests?|__tests__|specs?|fixtures?|mocks?|testdata|locales?|i18n|l10n|lang|languages|translations?|vendor|docs?|schemas?|cassettes|examples?|samples?)\/|(?:openapi|swagger)[\w.-]*\.ya?ml$/;

/** What only a manifest of Kubernetes, or a compose file, has at its left edge. */
const MANIFEST = /^apiVersion:\s[\s\S]{0,2000}^kind:\s|^kind:\s[\s\S]{0,2000}^apiVersion:\s/m;
const COMPOSE = /^services:\s{0,80}(?:#.{0,200})?\r?\n/m;

/** Whether every entry of a YAML file is a setting, by its path and its first few thousand characters. */
export const isSettingsYaml = (path: string, head: string): boolean => {
  const name = path.replaceAll('\\', '/').toLowerCase();
  if (MANIFEST.test(head) || COMPOSE.test(head)) return true;
  if (PROGRAM_FILE.test(name)) return false;
  return SETTINGS_FILE.test(name) || SETTINGS_FOLDER.test(name);
};
