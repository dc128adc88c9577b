import { replaceAll } from '../../shared/files/replace-all.ts';
import { EXIT_CLEAN, EXIT_FINDINGS } from '../../shared/model/app-error.ts';
import { openWorkTree } from '../../shared/scan/work-tree.ts';
import { planBaseline } from '../init/baseline.ts';
import { carryOver } from '../init/carry-over.ts';
import { planConfig } from '../init/config.ts';
import { planHook } from '../init/hook.ts';
import { findOtherRuns, type OtherRun } from '../init/other-tools.ts';
import { type Part, type PartName, type Place, placeOf, shown } from '../init/part.ts';
import { checkText, planText } from '../init/text.ts';
import { planWorkflow } from '../init/workflow.ts';
import { onInterrupt } from '../interrupt.ts';
import { paintFor } from '../paint.ts';
import { askYes, canAsk } from '../prompt.ts';
import { type Streams, writeAll } from '../run.ts';

export interface InitOptions {
  readonly yes?: true;
  readonly check?: true;
  readonly only?: readonly PartName[];
  readonly baseline: boolean;
  readonly quiet?: true;
  readonly color: boolean;
}

const planParts = async (streams: Streams, version: string, place: Place, runs: readonly OtherRun[], options: InitOptions): Promise<Part[]> => {
  const isWanted = (name: PartName): boolean => (options.only === undefined || options.only.includes(name)) && (name !== 'baseline' || options.baseline);
  const parts: Part[] = [];
  if (isWanted('workflow')) parts.push(planWorkflow(place));
  if (isWanted('hook')) parts.push(planHook(place, { node: process.execPath, script: process.argv[1] ?? '' }));
  const outlook = planConfig(place, carryOver(place, runs));
  if (isWanted('config')) parts.push(outlook.part);
  // Without the configuration to come, the baseline is of what is scanned without it.
  const used = isWanted('config') ? outlook : { part: outlook.part, exclude: [], config: undefined };
  if (isWanted('baseline')) parts.push(await planBaseline(streams, version, place, used, options.quiet === true));
  return parts;
};

/** `watertight init`: shows what a repository lacks to be guarded, and writes it, all of it or nothing. */
export const init = async (streams: Streams, version: string, options: InitOptions): Promise<number> => {
  const tree = await openWorkTree(process.cwd(), process.env);
  const place = placeOf(tree);
  // Everything belongs to the whole repository, wherever in it this was called.
  process.chdir(place.root);
  const runs = findOtherRuns(place);
  const parts = await planParts(streams, version, place, runs, options);
  const paint = paintFor(streams.out, options.color);
  const missing = parts.filter(({ isThere }) => !isThere);
  if (options.check === true) {
    await writeAll(streams.out, checkText(parts, paint));
    return missing.length > 0 ? EXIT_FINDINGS : EXIT_CLEAN;
  }
  await writeAll(streams.out, planText(place.root, parts, runs, paint));
  const changes = parts.flatMap((part) => part.changes);
  const tell = (text: string): void => {
    if (options.quiet !== true) streams.err.write(`${text}\n`);
  };
  if (changes.length === 0) {
    tell(missing.length === 0 ? 'Nothing is missing.' : 'Nothing to write: the notes say what is left to do.');
    return EXIT_CLEAN;
  }
  if (options.yes !== true) {
    if (!canAsk(streams)) {
      tell('Nothing was written. `watertight init --yes` writes it.');
      return EXIT_CLEAN;
    }
    if (!(await askYes(streams, `Write ${changes.length === 1 ? 'this file' : `these ${changes.length} files`}?`))) {
      tell('Nothing was written.');
      return EXIT_CLEAN;
    }
  }
  const interrupt = onInterrupt(() => undefined);
  try {
    await replaceAll(changes, interrupt.signal);
  } catch (error) {
    const status = interrupt.status();
    if (status === undefined) throw error;
    tell('Stopped. Nothing was written.');
    return status;
  } finally {
    interrupt.stop();
  }
  tell(`Written: ${changes.map(({ file }) => shown(place.root, file)).join(', ')}`);
  return EXIT_CLEAN;
};
