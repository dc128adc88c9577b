import { isEnabled, loadProviderSettings } from '../../shared/config/provider-settings.ts';
import { AppError, exitStatusOf } from '../../shared/model/app-error.ts';
import type { ProviderSettings } from '../../shared/model/provider-settings.ts';
import { PROVIDER_IDS, type ProviderId } from '../../shared/model/reference.ts';
import { createAuditedOpen } from '../../shared/resolve/open-audited.ts';
import { asLine, toInertJson } from '../../shared/text/neutralise.ts';
import { type Streams, writeAll } from '../run.ts';
import { type StoreOptions, TITLES, whoAsks } from '../store.ts';

export interface TestOptions extends StoreOptions {
  readonly all?: true;
}

interface TestResult {
  readonly provider: ProviderId;
  readonly status: 'works' | 'not set up' | 'fails';
  readonly identity: string | null;
  readonly endpoint: string | null;
  readonly latencyMs: number | null;
  readonly warning: string | null;
  readonly error: { readonly code: string; readonly message: string; readonly hint: string } | null;
  /** What the store has no notion of. */
  readonly unsupported: readonly string[];
}

const NOTHING = { identity: null, endpoint: null, latencyMs: null, warning: null, error: null, unsupported: [] } as const;

const testProvider = async (id: ProviderId, settings: ProviderSettings): Promise<{ readonly result: TestResult; readonly exit: number }> => {
  try {
    const provider = await createAuditedOpen(settings, whoAsks('secrets test'))(id);
    const { warning = null, ...status } = await provider.test();
    return { result: { provider: id, status: 'works', ...status, warning, error: null, unsupported: Object.keys(provider.unsupported) }, exit: 0 };
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    const { code, message, hint } = error;
    return { result: { ...NOTHING, provider: id, status: 'fails', error: { code, message, hint } }, exit: exitStatusOf(error) };
  }
};

const describeResult = ({ provider, status, identity, endpoint, latencyMs, warning, error }: TestResult): string => {
  const details = [endpoint, identity && `as ${identity}`, latencyMs === null ? null : `${Math.round(latencyMs)} ms`].filter(
    (part) => part !== null && part !== '',
  );
  const head = `${provider.padEnd(6)} ${status.padEnd(10)} ${details.length > 0 ? details.join(', ') : (error?.message ?? TITLES[provider])}`;
  return [head, warning && `  ${warning}`, error?.hint && `  ${error.hint}`].flatMap((line) => (line ? [`${asLine(line)}\n`] : [])).join('');
};

/** `watertight secrets test`: whether a store can be reached, as whom, and how fast. With `--all` every one; those not set up are no failure. */
export const testStores = async (streams: Streams, options: TestOptions): Promise<number> => {
  const settings = loadProviderSettings(process.env, options);
  const ids = options.all ? PROVIDER_IDS : [settings.defaultProvider];
  const results: TestResult[] = [];
  let exit = 0;
  for (const id of ids) {
    if (options.all && !isEnabled(id, settings)) {
      results.push({ ...NOTHING, provider: id, status: 'not set up' });
      continue;
    }
    const tested = await testProvider(id, settings);
    results.push(tested.result);
    exit = Math.max(exit, tested.exit);
  }
  await writeAll(streams.out, options.format === 'json' ? `${toInertJson(results, 2)}\n` : results.map(describeResult).join(''));
  return exit;
};
