import type { OpenProvider } from '../model/provider.ts';
import type { ProviderSettings } from '../model/provider-settings.ts';
import { openAuditLog } from './audit.ts';
import { auditProvider } from './audited-provider.ts';
import { createOpenProvider } from './open-provider.ts';

/**
 * Opens providers that leave a record of each call where the settings name an audit log: for those who ask without a resolver.
 * `who`: e.g. `alice via watertight move`.
 * @throws AppError `usage` where the log can't be opened
 */
export const createAuditedOpen = (settings: ProviderSettings, who: string): OpenProvider => {
  const open = createOpenProvider(settings);
  if (settings.auditLog === undefined) return open;
  const audit = openAuditLog(settings.auditLog).write;
  return async (id) => auditProvider(await open(id), { who, audit });
};
