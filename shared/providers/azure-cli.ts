import { execFile } from 'node:child_process';
import { AppError } from '../model/app-error.ts';
import { Secret } from '../model/secret.ts';
import { objectOf, textOf } from './failure.ts';

/** What `az account get-access-token` prints is small; more is something else. */
const MAX_BYTES = 64 * 1024;

/**
 * A token of whoever is signed in to Azure's own command line, as after `az login` or the `azure/login` action.
 * https://learn.microsoft.com/cli/azure/account#az-account-get-access-token
 * @throws AppError `authentication` where there is no such program, or nobody is signed in
 */
export const fetchCliToken = async (
  program: string,
  resource: string,
  tenantId: string | undefined,
  now: number,
  signal: AbortSignal,
): Promise<{ readonly token: Secret; readonly endsAt: number }> => {
  const tenant = tenantId !== undefined && /^[0-9A-Za-z.-]+$/.test(tenantId) ? ['--tenant', tenantId] : [];
  const args = ['account', 'get-access-token', '--output', 'json', '--resource', resource, ...tenant];
  const output = await new Promise<string>((resolve) => {
    // On Windows it is a batch file, which needs a shell; no argument comes from a reference.
    execFile(program, args, { signal, maxBuffer: MAX_BYTES, shell: process.platform === 'win32', windowsHide: true }, (error, stdout) =>
      resolve(error === null ? stdout : ''),
    );
  });
  signal.throwIfAborted();
  const answer = parse(output);
  const token = textOf(answer?.['accessToken']);
  if (token === undefined || token === '')
    throw new AppError(
      'authentication',
      'there is nothing to sign in to Azure with',
      'Set AZURE_TENANT_ID, AZURE_CLIENT_ID and AZURE_CLIENT_SECRET, or run `az login`, or give the machine a managed identity.',
    );
  const until = Number(answer?.['expires_on']);
  // Without a time it is used once.
  return { token: new Secret(token), endsAt: until > 0 ? until * 1000 : now };
};

const parse = (text: string): Readonly<Record<string, unknown>> | undefined => {
  try {
    return objectOf(JSON.parse(text));
  } catch {
    return undefined;
  }
};
