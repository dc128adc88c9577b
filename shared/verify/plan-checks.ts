import type { Finding } from '../model/finding.ts';
import type { Beside, LiveCheck } from '../model/live-check.ts';
import type { Secret } from '../model/secret.ts';
import { checkKeyOf, requestsOf, type Slots } from './fill-check.ts';

/** A check to make once, for everything that it answers for. */
export interface PlannedCheck {
  readonly check: LiveCheck;
  readonly slots: Slots;
  /** The findings that it speaks of: the secret wherever it stands, and the other halves. */
  readonly findings: Set<Finding>;
}

/** Of several other halves near by, the nearest are tried. */
const MAX_HALVES = 3;

/** A known value is checked as what a rule says that it is. */
const rulesOf = ({ ruleId, alsoRule }: Finding): readonly string[] => (alsoRule === undefined ? [ruleId] : [ruleId, alsoRule]);

const distance = (a: Finding, b: Finding): number => Math.abs(a.place.startLine - b.place.startLine);

/** Findings that may be halves, by path and line. */
type Halves = ReadonlyMap<string, readonly Finding[]>;

const placeOf = ({ origin, place }: Finding, down = 0): string => `${place.startLine + down}:${origin.path}`;

/** The other halves of a finding, the nearest first; at the same distance the one above it. */
const halvesOf = (finding: Finding, halves: Halves, { rules, lines }: Beside): Finding[] =>
  Array.from({ length: 2 * lines + 1 }, (_, index) => halves.get(placeOf(finding, index - lines)) ?? [])
    .flat()
    .filter((other) => other !== finding && rulesOf(other).some((rule) => rules.includes(rule)))
    .sort((a, b) => distance(finding, a) - distance(finding, b) || a.range.start - b.range.start)
    .filter((half, index, all) => all.findIndex((other) => other.secret.equals(half.secret)) === index)
    .slice(0, MAX_HALVES);

/** Every way to fill the slots beside the secret; a slot that nothing fills stays empty, which its check may not take. */
const fillings = (finding: Finding, all: Halves, check: LiveCheck): { readonly [slot: string]: Finding }[] =>
  Object.entries(check.beside ?? {}).reduce<{ readonly [slot: string]: Finding }[]>(
    (ways, [name, beside]) => {
      const halves = halvesOf(finding, all, beside);
      if (halves.length === 0) return ways;
      return ways.flatMap((way) => halves.map((half) => ({ ...way, [name]: half })));
    },
    [{ secret: finding }],
  );

/** Which checks the findings call for, each once whatever the number of places. `now` decides nothing: a check that can't be asked is left out. */
export const planChecks = (findings: readonly Finding[], checks: readonly LiveCheck[], now: Date): PlannedCheck[] => {
  const byRule = new Map<string, LiveCheck[]>();
  for (const check of checks) for (const rule of check.rules) byRule.set(rule, [...(byRule.get(rule) ?? []), check]);
  const besideRules = new Set(checks.flatMap((check) => Object.values(check.beside ?? {}).flatMap((beside) => beside.rules)));
  const halves = new Map<string, Finding[]>();
  for (const finding of findings) {
    if (!rulesOf(finding).some((rule) => besideRules.has(rule))) continue;
    const same = halves.get(placeOf(finding));
    if (same === undefined) halves.set(placeOf(finding), [finding]);
    else same.push(finding);
  }
  const planned = new Map<string, PlannedCheck>();
  for (const finding of findings)
    for (const check of rulesOf(finding).flatMap((rule) => byRule.get(rule) ?? []))
      for (const way of fillings(finding, halves, check)) {
        const slots: Record<string, Secret> = Object.fromEntries(Object.entries(way).map(([name, { secret }]) => [name, secret]));
        if (requestsOf(check, slots, now).length === 0) continue;
        const key = checkKeyOf(check, slots);
        const known = planned.get(key) ?? { check, slots, findings: new Set<Finding>() };
        for (const each of Object.values(way)) known.findings.add(each);
        planned.set(key, known);
      }
  return [...planned.values()];
};

/** The hosts that a check may ask, in the order in which it does. */
export const hostsOf = ({ check, slots }: PlannedCheck, now: Date): string[] => requestsOf(check, slots, now).map(({ url }) => new URL(url).host);
