import { defaultConfig } from '../shared/config/default-config.ts';
import { detectorSetupOf } from '../shared/scan/fragment-scanner.ts';
import { KNOWN_RULES } from '../shared/scan/rule-list.ts';
import { createTextScanner, type TextScanner } from '../shared/scan/text-scanner.ts';

/** The built-in rules without any configuration: for a browser, for a folder that is not trusted, for a file that belongs to none. */
export const createPlainScanner = (): TextScanner =>
  createTextScanner(detectorSetupOf(defaultConfig(KNOWN_RULES), true), { ignoreFiles: [], today: new Date().toISOString().slice(0, 10) });
