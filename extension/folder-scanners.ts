import { loadSettings } from '../shared/config/settings.ts';
import { AppError } from '../shared/model/app-error.ts';
import { detectorSetupOf } from '../shared/scan/fragment-scanner.ts';
import { KNOWN_RULES } from '../shared/scan/rule-list.ts';
import { createTextScanner, type TextScanner } from '../shared/scan/text-scanner.ts';
import { createGlobs } from '../shared/text/glob.ts';
import { framesOf } from '../shared/text/trace.ts';
import { toReply } from './finding-view.ts';
import type { ScanText } from './kept-texts.ts';
import { createPlainScanner } from './plain-scanner.ts';

interface FolderScanner {
  readonly scan: TextScanner;
  readonly isExcluded: (path: string) => boolean;
  /** Why the folder's configuration is not in force. */
  readonly problem: string | null;
}

const plain = (problem: string | null): FolderScanner => ({ scan: createPlainScanner(), isExcluded: () => false, problem });

const createFolderScanner = (folder: string | null): FolderScanner => {
  if (folder === null) return plain(null);
  try {
    const { config, ...files } = loadSettings({ root: folder }, KNOWN_RULES);
    return {
      scan: createTextScanner(detectorSetupOf(config, true), files),
      isExcluded: config.scan.exclude.length === 0 ? () => false : createGlobs(config.scan.exclude),
      problem: null,
    };
  } catch (error) {
    // The command line would refuse to scan. Here the built-in rules are better than nothing, whatever a repository brings, and the message says why.
    return plain(error instanceof AppError ? error.message : `the configuration can't be used: ${framesOf(error, 1)[0] ?? ''}`);
  }
};

/** Scanners by folder, each made when first needed with the configuration that the command line would use there. */
export const createFolderScanners = (): { readonly scan: ScanText; readonly reload: () => void } => {
  const byFolder = new Map<string | null, FolderScanner>();
  const scan: ScanText = (folder, path, text) => {
    let scanner = byFolder.get(folder);
    if (scanner === undefined) {
      scanner = createFolderScanner(folder);
      byFolder.set(folder, scanner);
    }
    if (scanner.isExcluded(path)) return { findings: [], suppressed: 0, problems: [] };
    const reply = toReply(scanner.scan(path, text));
    return scanner.problem === null ? reply : { ...reply, problems: [scanner.problem, ...reply.problems] };
  };
  return { scan, reload: () => byFolder.clear() };
};
