import { parentPort } from 'node:worker_threads';
import { loadSettings } from '../shared/config/settings.ts';
import { AppError } from '../shared/model/app-error.ts';
import { detectorSetupOf } from '../shared/scan/fragment-scanner.ts';
import { KNOWN_RULES } from '../shared/scan/rule-list.ts';
import { createTextScanner } from '../shared/scan/text-scanner.ts';
import { framesOf } from '../shared/text/trace.ts';
import { type AcceptedBaseline, acceptFindings } from './accepted-baseline.ts';

/** What the thread is started with. */
export interface AcceptTask {
  readonly kind: 'accept';
  /** Absolute: the folder whose configuration says which baseline it is. */
  readonly root: string;
  /** Relative to the root, with `/`. */
  readonly path: string;
  readonly text: string;
  /** Of the finding. */
  readonly fingerprint: string;
}

const accept = ({ root, path, text, fingerprint }: AcceptTask): AcceptedBaseline => {
  const settings = loadSettings({ root, baseline: false }, KNOWN_RULES);
  const scan = createTextScanner(detectorSetupOf(settings.config, true), settings);
  const findings = scan(path, text).findings.filter((finding) => finding.fingerprint === fingerprint);
  if (findings.length === 0) throw new AppError('conflict', 'the finding is not in the text any more', 'Look at the file again.');
  return acceptFindings(root, settings, findings);
};

/** On a thread of its own, since it takes a value: the baseline of a folder with one more finding accepted. Writes nothing. */
export const serveAccept = (task: AcceptTask): void => {
  try {
    parentPort?.postMessage({ done: accept(task) });
  } catch (error) {
    const bug = `${error instanceof Error ? error.name : typeof error} ${framesOf(error, 1)[0] ?? ''}`;
    parentPort?.postMessage({ failed: error instanceof AppError ? `${error.message}. ${error.hint}` : bug });
  }
};
