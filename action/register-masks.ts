import { asLine } from '../shared/text/neutralise.ts';
import { type Fetched, type MaskPlan, planMasks } from './masks.ts';
import { say } from './say.ts';

/** Values that are named one by one in the log. */
const MAX_NAMED = 50;

/** As the runner unescapes it (actions/toolkit, core/src/command.ts). A mask is one line. */
const command = (mask: string): string => `::add-mask::${mask.replace(/%/g, '%25').replace(/\r/g, '%0D').replace(/\n/g, '%0A')}\n`;

/** Tells the runner what to hide, before anything else is said or written, and says of what is not hidden where it stands. */
export const registerMasks = (fetched: readonly Fetched[], minLength: number): MaskPlan => {
  const plan = planMasks(fetched, minLength);
  process.stdout.write(plan.masks.map(command).join(''));
  const { masked, masks, spared, limits } = plan;
  say(`Hidden in the log: ${masked} values and parts of values, in ${masks.length} forms.`);
  if (spared.length > 0) {
    say(`Not hidden, because to hide them would hide the log: ${spared.length}`);
    for (const { name, why } of spared.slice(0, MAX_NAMED)) say(asLine(`  ${name}: ${why}`));
    if (spared.length > MAX_NAMED) say(`  and ${spared.length - MAX_NAMED} more`);
  }
  for (const limit of limits) say(asLine(`Limit: ${limit}`));
  return plan;
};
