import { loadEnvFile } from '../shared/resolve/load-env-file.ts';

/**
 * Node reads a file that `--env-file` names wherever the option stands before `--`, also behind the name of the program
 * (https://nodejs.org/api/cli.html#--env-filefile). Installed, our program is started with `node --`, so that Node reads none; whoever
 * starts it otherwise has the file's variables in the environment of this process. These of them must not say where values come from.
 */
const ROUTES =
  /^(?:AWS_(?:ENDPOINT_URL\w*|CONFIG_FILE|SHARED_CREDENTIALS_FILE|CONTAINER_\w+|WEB_IDENTITY_TOKEN_FILE|CA_BUNDLE)|VAULT_(?:ADDR|CACERT|NAMESPACE)|AZURE_(?:AUTHORITY_HOST|KEY_VAULT_URL|FEDERATED_TOKEN_FILE)|IDENTITY_\w+|WATERTIGHT_\w+|(?:HTTPS?|ALL|NO)_PROXY|NODE_\w+)$/i;

/** Takes back out of an environment what Node may have put there from the files. What the files give the command stays as it is. */
export const dropRoutesOf = async (files: readonly string[], env: Record<string, string | undefined>): Promise<void> => {
  for (const file of files) for (const { name, value } of (await loadEnvFile(file)) ?? []) if (ROUTES.test(name) && env[name] === value) delete env[name];
};
