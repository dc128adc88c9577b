import { AppError } from '../model/app-error.ts';
import { applyPlan } from './apply.ts';
import type { Moved } from './carry-out.ts';
import type { MoveContext } from './context.ts';
import type { FilePlan } from './file-plan.ts';
import { isHopeless, type MovePlan, type PlanRequest, planAgain } from './plan.ts';

/** What became of one file; neither moved nor an error: there was nothing to move. */
export interface FileResult {
  readonly plan: FilePlan;
  readonly moved: Moved | null;
  readonly error: AppError | null;
}

/**
 * Moves file by file, each by itself: what fails for one leaves it as it was, and the next is tried, unless the store is at fault. Only under the
 * lock of moves. `onFile` is told what comes next.
 */
export const applyPlans = async (
  { files }: MovePlan,
  request: PlanRequest,
  context: MoveContext,
  onFile: (path: string, index: number) => void = () => {},
): Promise<FileResult[]> => {
  const results: FileResult[] = [];
  const written = new Set<string>();
  let hopeless: AppError | null = null;
  for (const [index, plan] of files.entries()) {
    onFile(plan.file.path, index);
    if (plan.values.length === 0) {
      results.push({ plan, moved: null, error: null });
    } else if (hopeless !== null) {
      results.push({ plan, moved: null, error: new AppError(hopeless.code, `not tried after ${hopeless.message}`, hopeless.hint) });
    } else if (context.signal?.aborted === true) {
      results.push({ plan, moved: null, error: new AppError('conflict', 'not begun: it was stopped before', 'Run it again.') });
    } else {
      try {
        // A move before this one may have edited the same module, or made the same `.env`.
        const isStale = [plan.file, ...plan.siblings, ...plan.rewrite.created].some(({ path }) => written.has(path));
        const fresh = isStale ? await planAgain(plan, files, request) : plan;
        const moved = await applyPlan(fresh, request.wishes, context);
        for (const path of moved.written) written.add(path);
        results.push({ plan, moved, error: null });
      } catch (error) {
        if (!(error instanceof AppError)) throw error;
        if (isHopeless(error)) hopeless = error;
        results.push({ plan, moved: null, error });
      }
    }
  }
  return results;
};
