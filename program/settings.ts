import { userInfo } from 'node:os';
import { basename } from 'node:path';
import { loadProviderSettings } from '../shared/config/provider-settings.ts';
import { loadResolverSettings } from '../shared/config/resolver-settings.ts';
import type { OpenProvider } from '../shared/model/provider.ts';
import type { ProviderId } from '../shared/model/reference.ts';
import type { Resolver } from '../shared/model/resolver.ts';
import { openAuditLog } from '../shared/resolve/audit.ts';
import { auditProvider } from '../shared/resolve/audited-provider.ts';
import { createResolver } from '../shared/resolve/create-resolver.ts';
import { createOpenProvider } from '../shared/resolve/open-provider.ts';
import type { ResolverOptions } from './types.d.ts';

/** A resolver with the settings of this process, the store that a plain name means, and a way to ask a store past the resolver. */
export interface Opened {
  readonly resolver: Resolver;
  readonly defaultProvider: ProviderId;
  /** Leaves a record of each call, as the resolver does of its own. */
  readonly open: OpenProvider;
}

/** Who reads, as far as a program knows. A container may run as a user without a name. */
const whoReads = (): string => {
  const program = basename(process.argv[1] ?? 'node');
  try {
    return `${userInfo().username} via ${program}`;
  } catch {
    return `uid ${process.getuid?.() ?? 'unknown'} via ${program}`;
  }
};

/**
 * Opens a resolver: settings of stores from the environment alone, options over those of the cache.
 * @throws AppError `usage` for a variable that can't be used
 */
export const openResolver = (options: ResolverOptions = {}): Opened => {
  const { region, profile, ttlMs, emergencyMs, maxEntries, notice, who = whoReads() } = options;
  const providers = loadProviderSettings(process.env, { ...(region === undefined ? {} : { region }), ...(profile === undefined ? {} : { profile }) });
  const cache = loadResolverSettings(process.env);
  const ttl = ttlMs ?? cache.ttlMs;
  const emergency = emergencyMs ?? cache.emergencyMs;
  const audit = providers.auditLog === undefined ? undefined : openAuditLog(providers.auditLog).write;
  const open = createOpenProvider(providers);
  const resolver = createResolver({
    open,
    who,
    ...(ttl === undefined ? {} : { ttlMs: ttl }),
    ...(emergency === undefined ? {} : { emergencyMs: emergency }),
    ...(maxEntries === undefined ? {} : { maxEntries }),
    ...(notice === undefined ? {} : { notice }),
    ...(audit === undefined ? {} : { audit }),
  });
  const openAudited: OpenProvider = async (id) => (audit === undefined ? open(id) : auditProvider(await open(id), { who, audit }));
  return { resolver, defaultProvider: providers.defaultProvider, open: openAudited };
};
