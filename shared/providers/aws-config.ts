import { getDefaultAutoSelectFamilyAttemptTimeout } from 'node:net';
import type { AwsSettings } from '../model/provider-settings.ts';
import { VERSION } from '../model/version.ts';

/** Node gives each address of a host 250 ms before it tries the next, too little for a distant region: such a call then fails at once. A face may choose more. */
const FAMILY_ATTEMPT_MS = 1000;

/** The SDK prints its own advice with `console.warn` unless it is given another place for it. */
const SILENT = { trace: () => {}, debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };

/**
 * What every client of an AWS service gets, whatever its region. Credentials and whatever else is absent the SDK finds by itself: environment,
 * shared files, SSO, role, web identity, container, instance.
 */
export const loadAwsConfig = async (settings: AwsSettings, endpoint: string | undefined, deadlineMs: number) => {
  const { state } = await import('@aws-sdk/core/client');
  // A warning on standard error that Node 20 has a year left is none of a user's business: say it was given.
  state.warningEmitted = true;
  const agent = { keepAlive: true, maxSockets: 50, autoSelectFamilyAttemptTimeout: Math.max(FAMILY_ATTEMPT_MS, getDefaultAutoSelectFamilyAttemptTimeout()) };
  return {
    ...(settings.profile === undefined ? {} : { profile: settings.profile }),
    ...(endpoint === undefined ? {} : { endpoint }),
    // Waits between attempts are random up to a bound that doubles, and longer after throttling.
    retryMode: 'standard',
    maxAttempts: settings.maxAttempts,
    customUserAgent: [['watertight', VERSION]] as [string, string][],
    // An attempt that hangs leaves time for another.
    requestHandler: { requestTimeout: Math.ceil(deadlineMs / 2), throwOnRequestTimeout: true, httpAgent: agent, httpsAgent: agent },
    logger: SILENT,
  };
};
