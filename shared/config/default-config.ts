import type { NameConvention, ScanConfig, ScanSettings } from '../model/scan-config.ts';
import type { KnownRules } from './known-rules.ts';

/** A file that says nothing about scanning. */
export const NO_SETTINGS: ScanSettings = {
  paths: null,
  exclude: [],
  trackedOnly: null,
  maxFileBytes: null,
  archives: null,
  archiveDepth: null,
  decodeDepth: null,
};

/** A file that says nothing about names. */
export const NO_NAMING: NameConvention = { prefix: null, environment: null, service: null };

/** What holds without a configuration file. */
export const defaultConfig = (known: KnownRules): ScanConfig => ({
  file: null,
  rules: known.rules,
  userRules: [],
  disabledRules: new Set(),
  severities: new Map(),
  allowlists: [],
  baseline: null,
  failOn: null,
  scan: NO_SETTINGS,
  naming: NO_NAMING,
  problems: [],
});
