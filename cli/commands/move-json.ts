import type { FileResult } from '../../shared/move/apply-plans.ts';
import type { MovePlan } from '../../shared/move/plan.ts';
import { costOfPlan } from '../../shared/move/plan-cost.ts';
import type { FileView } from '../../shared/move/plan-view.ts';
import type { SettledAll } from '../../shared/move/settle-all.ts';

/** A plan, and what became of it, for programs; the shape is a contract: `docs/moving.md`. `results`: null where nothing was to be done. */
export const moveJson = (views: readonly FileView[], plan: MovePlan, before: SettledAll, results: readonly FileResult[] | null, leftIn: readonly string[]) => ({
  schemaVersion: 1,
  applied: results?.some(({ moved }) => moved !== null) ?? false,
  settled: before.settled,
  open: before.open.map(({ path, root, journal, error }) => ({ path, root, journal, code: error.code, message: error.message, hint: error.hint })),
  files: views.map((view) => {
    const result = results?.find(({ plan: { file } }) => file.path === view.path);
    return {
      ...view,
      tracked: plan.tracked.has(view.path),
      moved: result?.moved == null ? null : { written: result.moved.written, secrets: result.moved.secrets, references: result.moved.references },
      error: result?.error == null ? null : { code: result.error.code, message: result.error.message, hint: result.error.hint },
    };
  }),
  unmovable: plan.unmovable.map(({ path, findings, why }) => ({ path, findings: findings.length, why })),
  leftIn,
  cost: costOfPlan(plan),
  suppressed: plan.suppressed,
  problems: plan.problems,
});
