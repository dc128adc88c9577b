import { splitSecretlintTail } from './markers.ts';
import { isSecretlintRule } from './secretlint-rules.ts';

/** What holds from an offset on: nothing, or everything but some rules, or some rules. */
interface State {
  readonly from: number;
  readonly all: boolean;
  readonly ids: readonly string[];
}

const MAX_DIRECTIVES = 10_000;

/** Says why an offset lies in a `secretlint-disable` … `secretlint-enable` block that covers the rule. Scans only a text that has such a block. */
export const createBlockTest = (text: string): ((offset: number, ruleId: string) => string | undefined) => {
  if (!/secretlint-disable(?!-)/i.test(text)) return () => undefined;
  const states: State[] = [{ from: 0, all: false, ids: [] }];
  for (const match of text.matchAll(/secretlint-(disable|enable)(?!-)([^\n\r]{0,200})/gi)) {
    if (states.length > MAX_DIRECTIVES) break;
    const before = states[states.length - 1]!;
    const { ids } = splitSecretlintTail(match[2]!.replace(/\*\/.*|-->.*/, ''));
    const from = match.index + match[0].length;
    const disables = match[1]!.toLowerCase() === 'disable';
    // `ids` of a state are what is disabled or, when all is disabled, what is enabled all the same.
    if (ids.length === 0) states.push({ from, all: disables, ids: [] });
    else if (disables !== before.all) states.push({ all: before.all, from, ids: [...before.ids, ...ids] });
    else states.push({ all: before.all, from, ids: before.ids.filter((id) => !ids.includes(id)) });
  }
  return (offset, ruleId) => {
    let low = 0;
    let high = states.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (states[middle]!.from <= offset) low = middle;
      else high = middle - 1;
    }
    const state = states[low]!;
    return state.ids.some((id) => isSecretlintRule(id, ruleId)) !== state.all ? 'secretlint-disable' : undefined;
  };
};
